"""The browser of the journeys: the machine's own Chromium, else one fetched under var/chromium."""

import os
import shutil
from pathlib import Path

from deploy.local.paths import VAR

FETCHED = VAR / "chromium"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Only this machine: no page under test may reach further.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def installed() -> Path | None:
    """The machine's own Chromium."""
    for program in PROGRAMS:
        found = shutil.which(program)
        if found:
            return Path(found)
    return None


def find() -> tuple[Path, dict[str, str]] | None:
    """The program and the environment it needs, or None where there is no browser."""
    own = installed()
    if own is not None:
        return own, dict(os.environ)
    program = FETCHED / "chromium"
    if program.exists():
        return program, {**os.environ, "LD_LIBRARY_PATH": str(FETCHED / "al2023" / "lib")}
    return None
