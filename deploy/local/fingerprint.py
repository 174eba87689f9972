"""Whether a step of the set-up still holds: a stamp with the fingerprint of what it depends on."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(parts: Iterable[Path | str]) -> str:
    """Of the contents of files and of words."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        whole.update(b"\0")
    return whole.hexdigest()


def holds(stamp: Path, print_: str) -> bool:
    return stamp.exists() and stamp.read_text() == print_


def write(stamp: Path, print_: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(print_)
