"""`make manage ARGS="COMMAND …"`: one of manage.py's commands on the data of a `make run` that is running."""

import os
import sys

from deploy.local import environment
from deploy.local.lock import Lock
from deploy.local.paths import PYTHON, ROOT
from deploy.local.run import ADDRESS
from deploy.local.servers import RUN, Servers


def main() -> None:
    if Lock(RUN / "locks" / "run").take_if_free():
        sys.exit("Balcony is not running here. Start it with `make run`, then say this again.")
    settings = {"DEBUG": "1", "DEMONSTRATION": "1", "SITE_URL": ADDRESS.read_text()}
    env = environment.for_owner(Servers(RUN), **settings)
    os.execve(PYTHON, [str(PYTHON), "manage.py", *sys.argv[1:]], env)  # noqa: S606


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
