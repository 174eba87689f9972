"""The outline of a driver diagram while it is being written: lines, and what the buttons beside them do.

static/js/outline.js does the same where there is JavaScript.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fellowship.lib.numbers import as_number

DEEPEST = 3  # primary driver, secondary driver, change idea
MOST_LINES = 150


@dataclass(frozen=True)
class Line:
    """`driver`: the row it is, 0 for a new one. A line that is `gone` stays in place until the outline is
    saved, so that it can be brought back."""

    words: str = ""
    level: int = 1
    driver: int = 0
    gone: bool = False


Lines = list[Line]


def read_lines(typed: Mapping[str, Sequence[str]]) -> Lines:
    """From the four fields of the form, one value a line each. What makes no sense is taken as new."""
    count = max((len(typed.get(name, [])) for name in ("words", "level", "driver", "gone")), default=0)

    def value(name: str, number: int) -> str:
        values = typed.get(name, [])
        return values[number] if number < len(values) else ""

    return [
        Line(
            " ".join(value("words", number).split()),
            min(max(as_number(value("level", number)), 1), DEEPEST),
            as_number(value("driver", number)),
            value("gone", number) == "1",
        )
        for number in range(count)
    ]


def written(lines: Lines) -> dict[str, list[str]]:
    """The four fields again."""
    return {
        "words": [line.words for line in lines],
        "level": [str(line.level) for line in lines],
        "driver": [str(line.driver) for line in lines],
        "gone": ["1" if line.gone else "0" for line in lines],
    }


def press(lines: Lines, button: str) -> tuple[Lines, int]:
    """What the button (“below-3”) makes of the lines, and the line to go on at."""
    act, _dash, number = button.rpartition("-")
    at = as_number(number)
    if act not in ACTS or at >= len(lines):
        return [*lines, Line(level=lines[-1].level if lines else 1)], len(lines)
    return ACTS[act](lines, at)


def _end(lines: Lines, at: int) -> int:
    """Where what hangs on a line ends."""
    level = lines[at].level
    return next((n for n in range(at + 1, len(lines)) if lines[n].level <= level), len(lines))


def _below(lines: Lines, at: int) -> tuple[Lines, int]:
    first_child = at + 1 < len(lines) and lines[at + 1].level > lines[at].level
    level = lines[at + 1].level if first_child else lines[at].level
    return [*lines[: at + 1], Line(level=level), *lines[at + 1 :]], at + 1


def _shift(by: int) -> Callable[[Lines, int], tuple[Lines, int]]:
    def shift(lines: Lines, at: int) -> tuple[Lines, int]:
        if (by > 0 and (at == 0 or lines[at].level == DEEPEST)) or (by < 0 and lines[at].level == 1):
            return lines, at
        end = _end(lines, at)
        moved = [replace(line, level=min(max(line.level + by, 1), DEEPEST)) for line in lines[at:end]]
        return [*lines[:at], *moved, *lines[end:]], at

    return shift


def _up(lines: Lines, at: int) -> tuple[Lines, int]:
    """Above the line before it of the same level, or of the level it belongs to."""
    to = next((n for n in range(at - 1, -1, -1) if lines[n].level <= lines[at].level), None)
    if to is None or (to == 0 and lines[at].level > 1):
        return lines, at
    end = _end(lines, at)
    return [*lines[:to], *lines[at:end], *lines[to:at], *lines[end:]], to


def _down(lines: Lines, at: int) -> tuple[Lines, int]:
    end = _end(lines, at)
    if end == len(lines):
        return lines, at
    to = _end(lines, end) if lines[end].level == lines[at].level else end + 1
    return [*lines[:at], *lines[end:to], *lines[at:end], *lines[to:]], at + to - end


def _remove(lines: Lines, at: int) -> tuple[Lines, int]:
    """With what hangs on it. A line that was never saved and says nothing just goes."""
    end = _end(lines, at)
    kept = [replace(line, gone=True) for line in lines[at:end] if line.words or line.driver]
    return [*lines[:at], *kept, *lines[end:]], max(at - (not kept), 0)


def _back(lines: Lines, at: int) -> tuple[Lines, int]:
    """With what hangs on it, and with the lines it hangs on."""
    above, level = set(), lines[at].level
    for number in range(at - 1, -1, -1):
        if lines[number].level < level:
            above.add(number)
            level = lines[number].level
    back = {*above, *range(at, _end(lines, at))}
    return [replace(line, gone=line.gone and n not in back) for n, line in enumerate(lines)], at


ACTS: dict[str, Callable[[Lines, int], tuple[Lines, int]]] = {
    "below": _below,
    "indent": _shift(1),
    "outdent": _shift(-1),
    "up": _up,
    "down": _down,
    "remove": _remove,
    "back": _back,
}
