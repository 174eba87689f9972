"""The translations in templates/locale compiled, so that the product can read them."""

from deploy.local.fingerprint import fingerprint, holds, write
from deploy.local.paths import PYTHON, ROOT, VAR
from deploy.local.steps import run_logged, step

LOCALES = ROOT / "templates" / "locale"
# Not through manage.py, as in assets.py.
BUILD = (
    "import sys, pathlib; from fellowship.nhsuk.catalogues import build_catalogues; "
    "build_catalogues(pathlib.Path(sys.argv[1]))"
)


def prepare() -> None:
    sources = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
    stamp, now = VAR / "locks" / "translations", fingerprint(sources)
    if holds(stamp, now) and all(source.with_suffix(".mo").exists() for source in sources):
        return
    with step("Translations"):
        failing = "The translations could not be compiled."
        run_logged([PYTHON, "-c", BUILD, LOCALES], log="translations", failing=failing)
        write(stamp, now)
