"""Progress a person can follow: one line for each step, with the seconds it took."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from deploy.local.paths import LOGS, ROOT

STARTED = time.monotonic()
LINES_OF_LOG_SHOWN = 15


class CannotGoOn(Exception):
    """Something failed; the message is a sentence for the person at the keyboard."""


def say(words: str) -> None:
    print(words, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Print `name` when it begins (on a terminal) and again with its seconds when it is done."""
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        print(f"  …  {name}", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        if on_terminal:
            print()
        raise
    line = f"{time.monotonic() - began:5.1f} s  {name}"
    print(f"\r{line}" if on_terminal else line, flush=True)


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
            process.wait()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
    if process.returncode:
        lines = path.read_text(errors="replace").splitlines()[-LINES_OF_LOG_SHOWN:]
        said = "\n".join(f"    {line}" for line in lines)
        raise CannotGoOn(f"{failing}\n{said}\n  The whole log: {path}")
