"""Translated words as the running product reads them: a .mo beside each .po, made at set-up, not in git."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def forms_of(words: Any) -> tuple[str, ...]:
    """Babel has one string where there is no plural, else several."""
    return tuple(words) if isinstance(words, tuple | list) else (words or "",)


def build_catalogues(directory: Path) -> list[Path]:
    """Compiles what is older than its source; all catalogues that are there."""
    return [_compiled(source) for source in sorted(directory.glob("*/LC_MESSAGES/*.po"))]


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return target
    with source.open("rb") as words:
        catalogue = read_po(words)
    for message in [message for message in catalogue if not all(forms_of(message.string))]:
        catalogue.delete(message.id, message.context)  # else empty plural forms would be shown
    # Whole or not at all: processes that start meanwhile read it.
    unfinished = target.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    unfinished.replace(target)
    return target
