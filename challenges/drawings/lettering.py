"""Text in boxes of a drawing: how wide it is, where its lines break, and which way it runs.

Nobody can measure text on a server without the reader's font; widths are estimates on the wide side.
"""

import unicodedata
from functools import lru_cache

NARROW, WIDE = set("fijlrtI.,:;'|!()[] ‘’"), set("mwMWQ@%…—")
SIZES = {
    "narrow": 0.34,
    "wide": 0.95,
    "capital": 0.72,
    "full": 1.05,
    "other": 0.58,
}  # of the size of the letters


@lru_cache(4096)
def _share(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x1F000:
        return SIZES["full"]
    if letter in NARROW:
        return SIZES["narrow"]
    if letter in WIDE:
        return SIZES["wide"]
    return SIZES["capital"] if letter.isupper() else SIZES["other"]


def width_of(text: str, size: float) -> float:
    return sum(map(_share, text)) * size


@lru_cache(2048)
def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """The lines of `text` in letters of `size`, none wider than `width`. Long words are broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width, size)
        lines += full
    return (*lines, line) if line else tuple(lines) or ("",)


def _broken(word: str, width: float, size: float) -> list[str]:
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter, size) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def runs_leftward(text: str) -> bool:
    """Arabic, Hebrew and the like: decided by the first letter that has a direction."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
