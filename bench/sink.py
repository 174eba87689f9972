"""A mail server that takes everything and keeps nothing; prints its port. Runs in a process of its own."""

import signal

from aiosmtpd.controller import Controller


class Taking:
    async def handle_DATA(self, server, session, envelope) -> str:
        return "250 taken"


if __name__ == "__main__":
    controller = Controller(Taking(), hostname="127.0.0.1", port=0, ready_timeout=10)
    controller.start()
    print(controller.server.sockets[0].getsockname()[1], flush=True)
    signal.pause()
