"""`make check`: everything that can be said about the source without running the tests."""

import os
import subprocess
import sys
from collections.abc import Mapping

from deploy.local import environment
from deploy.local.paths import PYTHON, ROOT, VENV
from deploy.local.servers import TEST, Servers, SharedServers
from deploy.local.steps import CannotGoOn, interrupt_when_asked, say, step

# As an operator would set them (README.md, "Operation"); addresses and keys are added.
LIKE_PRODUCTION = {
    "DEBUG": "0",
    "DEMONSTRATION": "0",
    "SITE_URL": "https://balcony.example.org",
    "ALLOWED_HOSTS": "balcony.example.org",
    "EMAIL_URL": "smtp+tls://balcony:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Balcony <balcony@example.org>",
    "SECRET_KEY": "k3pt-by-the-operator-and-long-enough-for-the-check-4f81c06d92",
    "DJANGO_SETTINGS_MODULE": "fellowship.settings",
}
LINES_OF_FAULT = 25
RUFF, MYPY = VENV / "bin" / "ruff", VENV / "bin" / "mypy"
MANAGE = (PYTHON, "manage.py")
CHECKS = {
    "Lint": (RUFF, "check", "--output-format", "concise", "."),
    "Format": (RUFF, "format", "--check", "."),
    "Import directions": (PYTHON, "-m", "deploy.local.import_directions"),
    "Templates": (PYTHON, "-m", "deploy.local.check_templates"),
    "Translations": (PYTHON, "-m", "deploy.local.messages", "--check"),
    "Migrations are up to date": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "Workflow diagrams are up to date": (*MANAGE, "workflow_diagrams", "--check"),
    "Settings of production": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
    "Types": (MYPY, "."),
}


def main() -> None:
    interrupt_when_asked()
    shared = SharedServers(Servers(TEST, durable=False), TEST)
    try:
        shared.enter()
        env = {**environment.for_web(shared.servers), **LIKE_PRODUCTION}
        failed = [name for name, command in CHECKS.items() if not _passes(name, command, env)]
    except CannotGoOn as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    finally:
        shared.leave()
    say(f"\nNot right: {', '.join(failed)}." if failed else "\nEverything checked is right.")
    sys.exit(1 if failed else 0)


def _passes(name: str, command: tuple[object, ...], env: Mapping[str, str]) -> bool:
    with step(name):
        done = subprocess.run([str(word) for word in command], env=env, capture_output=True, text=True)
    if done.returncode:
        say("\n".join(["", *done.stdout.splitlines(), *done.stderr.splitlines()[-LINES_OF_FAULT:], ""]))
    return done.returncode == 0


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
