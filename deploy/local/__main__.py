"""`python3 -m deploy.local COMMAND`, what the Makefile calls. Needs nothing but Python itself.

Sees to the environment first, then goes on as the module of that name inside it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  before anything that an older Python cannot read
    sys.exit("Balcony needs Python 3.11 or later; this is Python {}.{}.".format(*sys.version_info[:2]))

import os

from deploy.local import bootstrap
from deploy.local.paths import PYTHON, ROOT
from deploy.local.steps import CannotGoOn, interrupt_when_asked

# What is said, and the module that goes on with it.
MODULES = {
    "run": "run",
    "test": "test",
    "check": "check",
    "bench": "bench",
    "lock": "renew_locks",
    "manage": "manage",
    "messages": "messages",
    "set-up": "",
}


def main() -> None:
    command, *words = sys.argv[1:] or [""]
    if command not in MODULES:
        sys.exit(f"Say one of: {', '.join(MODULES)}.")
    os.chdir(ROOT)
    interrupt_when_asked()
    try:
        bootstrap.prepare(browser=command == "test")
    except CannotGoOn as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    if MODULES[command]:
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-m", f"deploy.local.{MODULES[command]}", *words])  # noqa: S606


if __name__ == "__main__":
    main()
