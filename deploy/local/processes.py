"""Web server, worker and beat as one: their lines with names before them, one death stops all."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

import psutil
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

from deploy.local.paths import VAR
from deploy.local.server import Server

# In the environment of every process of a run, so that a later run finds what a killed one left.
MARK = "BALCONY_RUN"
LISTENING = "Balcony is listening."
GONE_WITHIN = 8.0


class Lines(Printer):
    """Prints what the processes say, and keeps it in a log for each; leaves out honcho's own remarks."""

    def __init__(self, logs: Path, when_listening: Callable[[], None]) -> None:
        super().__init__(time_format="%H:%M:%S")
        self._directory = logs
        self._when_listening = when_listening
        self.stopped_first: tuple[str, str] | None = None

    def write(self, message: Message) -> None:
        words = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        if message.name == SYSTEM_PRINTER_NAME:
            name, _, rest = words.partition(" stopped (rc=")
            if rest and self.stopped_first is None:
                self.stopped_first = name, rest.strip(")\n")
            return
        with (self._directory / f"{message.name}.log").open("a") as log:
            log.write(words)
        if words.strip() == LISTENING:
            self._when_listening()
        else:
            super().write(message)


class Processes:
    def __init__(self, logs: Path, servers: Sequence[Server], when_listening: Callable[[], None]) -> None:
        self._logs = logs
        self._servers = servers
        self._lines = Lines(logs, when_listening)
        self._manager = Manager(self._lines)
        self._runner = os.getpid()
        self._asked_to_stop = False
        self._dead_server = ""

    def add(self, name: str, command: str, env: Mapping[str, str]) -> None:
        (self._logs / f"{name}.log").unlink(missing_ok=True)
        # exec: the process itself gets our signals, not a shell around it.
        self._manager.add_process(name, f"exec {command}", env={**env, MARK: str(VAR)})

    def run(self) -> str:
        """Until somebody asks to stop, or a part dies; then a sentence says which, else nothing."""
        signal.signal(signal.SIGCHLD, self._look_after_servers)
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        try:
            self._manager.loop()
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self._dead_server:
            return self._dead_server
        if self._manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM):
            return ""
        name, code = self._lines.stopped_first or ("?", "?")
        return (
            f"The part called {name} stopped by itself (exit code {code}). Its log: {self._logs / name}.log"
        )

    def _look_after_servers(self, signum: int, frame: FrameType | None) -> None:
        if os.getpid() != self._runner:  # honcho's children inherit this handler
            return
        for server in self._servers:
            if server.process is not None and server.process.poll() is not None and not self._dead_server:
                self._dead_server = f"{server.name} stopped by itself. Its log: {server.log}"
                os.kill(os.getpid(), signal.SIGTERM)


def stop_left_behind() -> int:
    """End the processes of a run of this checkout that was killed; how many there were."""
    left = [process for process in psutil.process_iter() if _of_this_checkout(process)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    deadline = time.monotonic() + GONE_WITHIN
    _, alive = psutil.wait_procs(left, timeout=max(0.0, deadline - time.monotonic()))
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=GONE_WITHIN)
    return len(left)


def _of_this_checkout(process: psutil.Process) -> bool:
    try:
        return process.environ().get(MARK) == str(VAR)
    except (psutil.Error, OSError):
        return False
