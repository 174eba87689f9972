"""A mail server that takes everything and keeps nothing; prints its port. Runs in a process of its own."""

import asyncio

from aiosmtpd.smtp import SMTP


class Taking:
    async def handle_DATA(self, server, session, envelope) -> str:
        return "250 taken"


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taking()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
