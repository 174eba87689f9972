"""The NHS design system: fetched with npm, and what we serve of it made ready in var/assets."""

from collections.abc import Callable
from pathlib import Path

from deploy.local.fingerprint import fingerprint, holds, write
from deploy.local.paths import ASSETS, PYTHON, ROOT, VAR
from deploy.local.steps import run_logged, step

# The product's own code decides what is served; it cannot be asked through manage.py, for that
# wants a database's address, and there is no database yet.
BUILD = (
    "import sys, pathlib; from fellowship.nhsuk.assets import build_assets; "
    "build_assets(node_modules=pathlib.Path(sys.argv[1]), target=pathlib.Path(sys.argv[2]))"
)


def prepare(npm: Callable[[], list[str | Path]]) -> None:
    stamp = ASSETS / "stamp"
    now = fingerprint([ROOT / "package-lock.json", ROOT / "fellowship" / "nhsuk" / "assets.py"])
    if holds(stamp, now):
        return
    with step("NHS design system"):
        failing = (
            "The NHS design system could not be made ready. Is the package registry reachable from here?"
        )
        run_logged([*npm(), "ci", "--ignore-scripts"], log="npm", failing=failing)
        run_logged([PYTHON, "-c", BUILD, ROOT / "node_modules", ASSETS], log="assets", failing=failing)
        (VAR / "static").mkdir(exist_ok=True)  # whitenoise warns about a missing one
        write(stamp, now)
