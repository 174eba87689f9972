"""uv for a python3 without pip: from the configured index, and only with a pinned hash."""

import base64
import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.local import bootstrap, uv_wheel
from deploy.local.steps import CannotGoOn

VERSION = "1.2.3"
NAMES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME")


def wheel(words: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as files:
        files.writestr(f"uv-{VERSION}.data/scripts/uv", words)
    return content.getvalue()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Linux machine of an ordinary user without pip or configuration; gives the user's home."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(uv_wheel, "SITE", tmp_path / "etc" / "pip.conf")
    monkeypatch.setattr(uv_wheel.sys, "platform", "linux")
    monkeypatch.setattr(uv_wheel.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(uv_wheel.platform, "libc_ver", lambda: ("glibc", "2.36"))
    return tmp_path


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """`serve(files, sign_in="")`: an index of these files; gives its address."""
    servers = []

    def start(files: dict[str, bytes], sign_in: str = "") -> str:
        wanted = f"Basic {base64.b64encode(sign_in.encode()).decode()}" if sign_in else None
        page = "".join(f'<a href="../files/{name}#sha256=0">{name}</a>' for name in files).encode()

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = {"/simple/uv/": page} | {f"/files/{name}": body for name, body in files.items()}
                found = known.get(self.path.replace("/simple/files/", "/files/"))
                allowed = self.headers.get("Authorization") == wanted
                self.send_response(200 if found and allowed else 401)
                self.end_headers()
                self.wfile.write(found or b"" if allowed else b"")

            def log_message(self, *words: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://{sign_in}{'@' if sign_in else ''}127.0.0.1:{server.server_port}/simple"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def pin(home: Path, *wheels: bytes) -> Path:
    file = home / "uv.txt"
    hashes = " ".join(f"--hash=sha256:{hashlib.sha256(one).hexdigest()}" for one in wheels)
    file.write_text(f"uv=={VERSION} {hashes}\n")
    return file


def named(platform: str, version: str = VERSION) -> str:
    return f"uv-{version}-py3-none-{platform}.whl"


def test_the_wheel_of_this_machine_is_fetched_and_can_be_run(machine, serve):
    ours, other, older = wheel(b"ours"), wheel(b"other"), wheel(b"older")
    files = {
        named("manylinux_2_17_aarch64"): other,
        named("musllinux_1_1_x86_64"): other,
        named("macosx_11_0_arm64"): other,
        named("manylinux_2_17_x86_64", "1.2.30"): older,
        named("manylinux_2_17_x86_64.manylinux2014_x86_64"): ours,
    }
    to = machine / "var" / "uv"
    assert uv_wheel.fetch(serve(files), pin(machine, ours, other, older), to)
    assert to.read_bytes() == b"ours"
    assert to.stat().st_mode & 0o777 == 0o755


def test_a_wheel_without_a_pinned_hash_is_not_taken(machine, serve):
    to = machine / "uv"
    files = {named("manylinux_2_17_x86_64"): wheel(b"forged")}
    assert not uv_wheel.fetch(serve(files), pin(machine, wheel(b"ours")), to)
    assert not to.exists()


def test_name_and_password_of_the_address_are_sent(machine, serve):
    ours = wheel(b"ours")
    index = serve({named("manylinux_2_17_x86_64"): ours}, sign_in="nurse:p")
    assert uv_wheel.fetch(index, pin(machine, ours), machine / "uv")


def test_index_is_the_one_pip_would_use(machine, monkeypatch):
    assert uv_wheel.index() is None
    for place, address in (
        ("etc/pip.conf", "http://everybody.example.org/simple"),
        (".config/pip/pip.conf", "http://user.example.org/simple"),
    ):
        file = machine / place
        file.parent.mkdir(parents=True)
        file.write_text(f"[global]\nindex-url = {address}\n")
        assert uv_wheel.index() == address
    monkeypatch.setenv("PIP_INDEX_URL", "http://variable.example.org/simple")
    assert uv_wheel.index() == "http://variable.example.org/simple"


def test_set_up_fetches_uv_where_there_is_no_pip(machine, serve, monkeypatch):
    ours = wheel(b"ours")
    monkeypatch.setattr(bootstrap, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap, "VAR", machine)
    monkeypatch.setattr(bootstrap, "UV", machine / "uv" / "bin" / "uv")
    monkeypatch.setattr(bootstrap, "UV_PIN", pin(machine, ours))
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    with pytest.raises(CannotGoOn, match="neither pip nor ensurepip"):
        bootstrap._install_uv()
    index = serve({named("manylinux_2_17_x86_64"): ours})
    monkeypatch.setenv("PIP_INDEX_URL", index)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "")
    bootstrap._install_uv()
    assert (machine / "uv" / "bin" / "uv").read_bytes() == b"ours"


def test_an_index_that_does_not_answer_is_named_as_the_trouble(machine, monkeypatch):
    monkeypatch.setattr(bootstrap, "UV_PIN", pin(machine, wheel(b"ours")))
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "")
    with pytest.raises(CannotGoOn, match="uv could not be fetched"):
        bootstrap._fetch_uv()
