"""Web server, worker and beat as one: their lines with names before them, one death stops all.

Our own small loop and not honcho, which keeps a whole Python in memory for each process: 130 MB.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.paths import ROOT, VAR
from deploy.local.server import Server

# In the environment of every process of a run, so that a later run finds what a killed one left.
MARK = "BALCONY_RUN"
LOOK_EVERY = 0.3
GONE_WITHIN = 6.0


@dataclass
class Part:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    unfinished: bytes = b""

    def lines(self) -> Iterator[str]:
        """What it has said by now; a line that is not finished yet waits."""
        assert self.process.stdout is not None
        said = os.read(self.process.stdout.fileno(), 65536)
        with self.log.open("ab") as log:
            log.write(said)
        *whole, self.unfinished = (self.unfinished + said).split(b"\n")
        yield from (line.decode("utf-8", "replace").rstrip() for line in whole)

    def signal(self, number: signal.Signals) -> None:
        """To the process and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Processes:
    def __init__(self, logs: Path, servers: Sequence[Server], say: Callable[[str, str], None]) -> None:
        """`say` is called with the name of the part and the line it said."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._servers = servers
        self._say = say
        self._parts: list[Part] = []
        self._selector = selectors.DefaultSelector()

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str]) -> None:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**env, MARK: str(VAR)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we say in which order they stop
        )
        part = Part(name, process, self._logs / f"{name}.log")
        part.log.write_bytes(b"")
        self._parts.append(part)
        assert process.stdout is not None
        self._selector.register(process.stdout, selectors.EVENT_READ, part)

    def watch(self) -> str:
        """Pass on what they say until one dies; the sentence returned says which."""
        while not (fault := self._fault()):
            self._pass_on(LOOK_EVERY)
        self._pass_on(0)  # its last words
        return fault

    def _fault(self) -> str:
        for server in self._servers:
            if server.process is not None and server.process.poll() is not None:
                return f"{server.name} stopped by itself. Its log: {server.log}"
        for part in self._parts:
            code = part.process.poll()
            if code is not None:
                return (
                    f"The part called {part.name} stopped by itself (exit code {code}). Its log: {part.log}"
                )
        return ""

    def _pass_on(self, patience: float) -> None:
        for key, _ in self._selector.select(patience):
            for line in key.data.lines():
                self._say(key.data.name, line)
            if key.data.process.poll() is not None:
                self._selector.unregister(key.fileobj)

    def stop(self) -> None:
        """Return when all are gone."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            deadline = time.monotonic() + GONE_WITHIN
            running = [part for part in self._parts if part.process.poll() is None]
            for part in running:
                part.signal(number)
            while any(part.process.poll() is None for part in running) and time.monotonic() < deadline:
                self._pass_on(LOOK_EVERY)


def stop_left_behind() -> int:
    """End the processes of a run of this checkout that was killed; how many there were."""
    left = [process for process in psutil.process_iter() if _of_this_checkout(process)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=GONE_WITHIN)
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
