"""`make lock`: the newest versions that requirements.txt, pyproject.toml and package.json allow.

With hashes, for every platform, and without the address of any registry.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from deploy.local.bootstrap import PACKAGES, UV, UV_PIN, npm
from deploy.local.chromium import PACKAGE as BROWSER
from deploy.local.paths import ROOT
from deploy.local.steps import CannotGoOn, run_logged, step

COMPILE = (UV, "pip", "compile", "--universal", "--no-header", "--python-version", "3.11")
EXACT = ("--generate-hashes", "--upgrade")


def main() -> None:
    try:
        with step("deploy/requirements.lock"):
            _compile("requirements.txt", into=ROOT / "deploy" / "requirements.lock")
        with step("deploy/requirements-dev.lock"):
            _compile("requirements.txt", "--group", "dev", into=PACKAGES)
        with step("deploy/local/uv.txt"):
            _renew_uv()
        for directory in (ROOT, BROWSER):
            with step(f"{(directory / 'package-lock.json').relative_to(ROOT)}"):
                run_logged(
                    [*npm(), "install", "--package-lock-only", "--ignore-scripts"],
                    log="lock",
                    cwd=directory,
                    failing="npm found no versions that go together.",
                )
    except CannotGoOn as stop:
        sys.exit(f"\n{stop}")


def _compile(*what: str, into: Path) -> None:
    run_logged(
        [*COMPILE, *EXACT, *what, "--output-file", into],
        log="lock",
        failing="uv found no versions that go together.",
    )


def _renew_uv() -> None:
    """The version stays; its hashes are looked up again."""
    pin = re.match(r"uv==\S+", UV_PIN.read_text())
    if pin is None:
        raise CannotGoOn(f"{UV_PIN} does not begin with uv==VERSION.")
    done = subprocess.run(
        [*COMPILE, "--generate-hashes", "--no-annotate", "-"], input=pin[0], capture_output=True, text=True
    )
    if done.returncode:
        raise CannotGoOn(f"uv could not look itself up:\n{done.stderr}")
    UV_PIN.write_text(done.stdout)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
