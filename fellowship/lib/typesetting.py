"""PDF and PNG, set by typst in a process of its own.

typst keeps what it laid out for the next time, and would grow a web process by some hundred megabytes.
"""

import subprocess
import sys
from pathlib import Path

PROCESS = Path(__file__).with_name("typst_process.py")
MOST_SECONDS = 20
PIXELS_AN_INCH = 192  # two for each unit of a drawing, of which an inch has 96: sharp on a slide


def pdf_of(template: Path, data: str) -> bytes:
    """A PDF/UA-1 of a template that reads `sys.inputs.data`: people's words are data, never markup."""
    return _run("pdf", str(template), given=data)


def png_of(svg: str, *, pixels_an_inch: float = PIXELS_AN_INCH) -> bytes:
    """A picture as large as the drawing. It needs no system library and no browser."""
    return _run("png", str(pixels_an_inch), given=svg)


def _run(*arguments: str, given: str) -> bytes:
    """Raises CalledProcessError or TimeoutExpired where typst refuses what it was given."""
    command = [sys.executable, "-I", str(PROCESS), *arguments]
    done = subprocess.run(  # noqa: S603  nothing of what people wrote is in the command
        command, input=given.encode(), capture_output=True, check=True, timeout=MOST_SECONDS
    )
    return done.stdout
