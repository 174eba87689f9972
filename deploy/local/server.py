"""A server of our own on 127.0.0.1: started, found again after a crash, and stopped."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import psutil

from deploy.local.steps import CannotGoOn

START_WITHIN = 30.0
STOP_WITHIN = 10.0
LOG_MAY_GROW_TO = 5_000_000


class Server:
    """One program with one data directory. Subclasses say which program and how it is asked."""

    name: str
    program: Path
    # Sent one after the other, until the program is gone.
    stop_signals: Sequence[signal.Signals]

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / self.name.lower()
        self.log = directory / f"{self.name.lower()}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make what the program needs before it can start: data, configuration."""
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    @property
    def port(self) -> int:
        return int(self._port_file.read_text())

    @property
    def _port_file(self) -> Path:
        return self.directory / f"{self.name.lower()}.port"

    def start(self) -> None:
        """Return when the program answers; one that already does is left alone."""
        if self.found() and self.answers():
            return
        self.stop()
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_MAY_GROW_TO:
            shutil.move(self.log, f"{self.log}.1")
        deadline = time.monotonic() + START_WITHIN
        # After a kill -9 the memory of the dead server can stay occupied for some seconds.
        while not self._started_once(deadline):
            if time.monotonic() > deadline:
                raise CannotGoOn(f"{self.name} does not start. Its log: {self.log}")
            time.sleep(0.5)

    def _started_once(self, deadline: float) -> bool:
        self._choose_port()
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                start_new_session=True,  # Ctrl-C is for us; we stop the servers last
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.03)
        return False

    def _choose_port(self) -> None:
        """The port of last time if it is free, else any free one."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            if port_is_free(self.port):
                return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port_file.write_text(str(probe.getsockname()[1]))

    def found(self) -> psutil.Process | None:
        """The running program, whoever started it: known by its path and its data directory."""
        for process in psutil.process_iter(["cmdline"]):
            words = process.info["cmdline"] or []
            if str(self.program) in words and str(self.data) in words:
                return process
        return None

    def stop(self) -> None:
        """Return when the program is gone."""
        for number in self.stop_signals:
            process = self.found()
            if process is None:
                break
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
                self._wait_for(process)
        if self.process is not None:
            self.process.wait()

    def _wait_for(self, process: psutil.Process) -> None:
        if self.process is not None and self.process.pid == process.pid:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_WITHIN)
        else:
            process.wait(STOP_WITHIN)


def package(name: str) -> Path:
    """Where an installed package is; found without importing it, which would start more than wanted."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotGoOn(f"{name} is not installed: run make set-up.")
    return Path(spec.origin).parent


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
