"""Brings a database up to date with the source: migrate, then the web role's rights."""

from collections.abc import Mapping
from pathlib import Path

from deploy.local.fingerprint import fingerprint, holds, write
from deploy.local.paths import PYTHON, ROOT
from deploy.local.steps import run_logged, step

APPS = ("fellowship", "challenges", "mentoring")
WITHOUT_SCHEMA = {"views", "forms", "__pycache__"}


def source() -> str:
    """A fingerprint of everything that can change what migrate and prepare_database make."""
    files = [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not WITHOUT_SCHEMA.intersection(path.parts)
    ]
    return fingerprint([ROOT / "deploy" / "requirements.lock", *files])[:16]


def manage(*command: str, log: str, env: Mapping[str, str], failing: str) -> None:
    run_logged([PYTHON, "manage.py", *command], log=log, env=env, failing=failing)


def prepare(stamp: Path | None, env: Mapping[str, str]) -> None:
    """Unless `stamp` says that it was done for this source; without a stamp, always."""
    now = fingerprint([source(), env["AUTHOR_SEAL_KEY"], env["DATABASE_URL"].split("@")[0]])
    if stamp is not None and holds(stamp, now):
        return
    with step("Database tables"):
        failing = "The database could not be brought up to date."
        manage("migrate", "--verbosity=0", log="migrate", env=env, failing=failing)
        manage("prepare_database", log="prepare_database", env=env, failing=failing)
    if stamp is not None:
        write(stamp, now)
