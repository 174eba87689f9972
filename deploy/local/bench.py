"""`make bench`: bench/run.py on servers of its own, with the settings of production."""

import os
import subprocess
import sys

from deploy.local import environment
from deploy.local.database import manage
from deploy.local.paths import PYTHON, ROOT
from deploy.local.servers import BENCH, Servers
from deploy.local.steps import CannotGoOn, interrupt_when_asked, step

LIKE_PRODUCTION = {
    "DEBUG": "0",
    "DEMONSTRATION": "0",
    "SITE_URL": "http://localhost",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "SECURE_SSL_REDIRECT": "0",  # measured without the TLS that a proxy would do
    "EMAIL_URL": "smtp://127.0.0.1:1025",
    "DEFAULT_FROM_EMAIL": "Balcony <balcony@example.org>",
    "FILES_ROOT": str(BENCH / "files"),
    "MFA_REQUIRED_FOR_ADMINISTRATORS": "0",
}


def main() -> None:
    interrupt_when_asked()
    servers = Servers(BENCH)
    try:
        with step("Postgres and Valkey"):
            servers.stop()
            servers.start()
        env = environment.for_owner(servers, **LIKE_PRODUCTION)
        with step("Static files"):
            failing = "The static files could not be collected."
            manage("collectstatic", "--noinput", log="collectstatic", env=env, failing=failing)
        code = subprocess.run([PYTHON, "bench/run.py", *sys.argv[1:]], env=env).returncode
    except CannotGoOn as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        code = 130
    finally:
        servers.stop()
    sys.exit(code)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
