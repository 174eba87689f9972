"""Progress a person can follow: one line for each step, with the seconds it took."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.paths import LOGS, ROOT

LINES_OF_LOG_SHOWN = 15


class CannotGoOn(Exception):
    """Something failed; the message is a sentence for the person at the keyboard."""


def say(words: str) -> None:
    print(words, flush=True)


def interrupt_when_asked() -> None:
    """Ctrl-C and SIGTERM end us, also where a shell began us in the background with both ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


class step:
    """Print `name` with the seconds it took; on a terminal they count while one waits."""

    now: "step | None" = None

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.began = time.monotonic()
        step.now = self
        self.show()

    def show(self) -> None:
        if sys.stdout.isatty():
            print(f"\r{self._line()} …", end="", flush=True)

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        step.now = None
        if kind is None:
            print(f"\r{self._line()}  " if sys.stdout.isatty() else self._line(), flush=True)
        elif sys.stdout.isatty():
            print()

    def _line(self) -> str:
        return f"{time.monotonic() - self.began:5.1f} s  {self.name}"


def run_logged(
    command: Sequence[str | Path],
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    failing: str,
) -> None:
    """Run `command` with its words going to var/log/<log>.log; `failing` says what a failure means."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("wb") as output:
        # A session of its own, so that an interruption can end it with all its children.
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        try:
            while _still_running(process):
                if step.now is not None:
                    step.now.show()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if process.returncode:
        lines = path.read_text(errors="replace").splitlines()[-LINES_OF_LOG_SHOWN:]
        said = "\n".join(f"    {line}" for line in lines)
        raise CannotGoOn(f"{failing}\n{said}\n  The whole log: {path}")


def _still_running(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return True
    return False
