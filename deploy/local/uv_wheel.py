"""The pinned uv by the standard library alone, for a python3 without pip, from the index pip would use."""

import base64
import configparser
import hashlib
import io
import os
import platform
import re
import sys
import urllib.request
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

SITE = Path("/etc/pip.conf")
PATIENCE = 60  # seconds without an answer
PLATFORMS = {"linux": ("manylinux", "musllinux"), "darwin": ("macosx",)}


def index() -> str | None:
    """The index that is configured here, the way pip and uv read it; None where nobody said one."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    home = Path.home()
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [SITE, home / ".pip" / "pip.conf", own / "pip" / "pip.conf"]
    if os.environ.get("PIP_CONFIG_FILE"):
        files.append(Path(os.environ["PIP_CONFIG_FILE"]))
    said = configparser.RawConfigParser()
    said.read(files)  # the later wins; those that are not there are passed over
    return said.get("install", "index-url", fallback=said.get("global", "index-url", fallback=None))


def fetch(index: str, pin: Path, to: Path) -> bool:
    """Puts the program `uv` at `to`; False if the index has no wheel for this machine with a pinned hash."""
    version = re.search(r"^uv==(\S+)", pin.read_text(), re.MULTILINE)[1]  # type: ignore[index]  # our own file
    hashes = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", pin.read_text()))
    page = f"{index.rstrip('/')}/uv/"
    links = Links()
    links.feed(_read(page).decode())
    for link in links.found:
        if not _runs_here(unquote(urlsplit(link).path).rpartition("/")[2], version):
            continue
        wheel = _read(urljoin(page, link))
        if hashlib.sha256(wheel).hexdigest() in hashes:
            to.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(io.BytesIO(wheel)) as files:
                to.write_bytes(files.read(f"uv-{version}.data/scripts/uv"))
            to.chmod(0o755)
            return True
    return False


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if tag == "a" and name == "href" and value]


def _runs_here(name: str, version: str) -> bool:
    kinds = PLATFORMS.get(sys.platform, ())
    if sys.platform == "linux":
        kinds = kinds[:1] if platform.libc_ver()[0] == "glibc" else kinds[1:]
    machines = (platform.machine(), "universal2") if sys.platform == "darwin" else (platform.machine(),)
    fits = any(kind in name for kind in kinds) and name.endswith(tuple(f"_{one}.whl" for one in machines))
    return fits and name.startswith(f"uv-{version}-")


def _read(address: str) -> bytes:
    """A name and password stand in the address; links relative to it keep them."""
    parts = urlsplit(address)
    sign_in, _at, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(urlunsplit(parts._replace(netloc=host)))  # noqa: S310  the index configured
    if sign_in:
        request.add_header("Authorization", f"Basic {base64.b64encode(unquote(sign_in).encode()).decode()}")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        return answer.read()
