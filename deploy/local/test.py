"""`make test`: pytest on both cores, on servers with data of their own; leaves no process behind."""

import os
import signal
import subprocess
import sys

from deploy.local.paths import PYTHON, ROOT
from deploy.local.servers import TEST, Servers, SharedServers
from deploy.local.steps import CannotGoOn, interrupt_when_asked, say

BOTH_CORES = ("-n", "2", "--dist", "worksteal")


def main() -> None:
    shared = SharedServers(Servers(TEST, durable=False), TEST)
    interrupt_when_asked()
    try:
        shared.enter()
        code = _keep() if sys.argv[1:] == ["--keep"] else _pytest(sys.argv[1:])
    except CannotGoOn as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        code = 130
    finally:
        shared.leave()
    sys.exit(code)


def _keep() -> int:
    say("The test servers run until Ctrl-C; each pytest meanwhile finds them started.")
    signal.pause()
    return 0


def _pytest(words: list[str]) -> int:
    tests = subprocess.Popen([PYTHON, "-m", "pytest", *BOTH_CORES, *words], cwd=ROOT)
    try:
        return tests.wait()
    except KeyboardInterrupt:
        tests.send_signal(signal.SIGINT)
        tests.wait()
        raise


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
