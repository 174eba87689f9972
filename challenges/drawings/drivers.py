"""The driver diagram: where its boxes and lines stand. Plain arithmetic; the template only prints it.

Aim, primary drivers, secondary drivers and change ideas are columns from left to right. Each box is as
high as its words need, and stands in the middle of what hangs on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from challenges.drawings.lettering import runs_leftward, wrapped

LETTERS, SMALL = 15.0, 13.0
LINE = 1.3  # times the size of the letters
PADDING = 10.0
GAP = 14.0  # between boxes of a column
MARGIN = 8.0
HEAD = 34.0  # for the names of the columns
COLUMN, BETWEEN = 226.0, 44.0
MARK = 16.0  # side of the square a mark stands in


@dataclass(frozen=True)
class Note:
    """A line below the words of a box. `mark`: of templates/challenges/drawings/marks.jinja, or none."""

    words: str
    mark: str = ""


@dataclass(frozen=True)
class Node:
    """`level`: 0 the aim, 1 primary, 2 secondary, 3 idea."""

    words: str
    level: int
    notes: tuple[Note, ...] = ()
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class TextLine:
    x: float
    y: float  # of the base line
    words: str


@dataclass(frozen=True)
class PlacedNote:
    lines: list[TextLine]
    mark: str
    mark_x: float
    mark_y: float


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    level: int
    leftward: bool
    lines: list[TextLine]
    notes: list[PlacedNote]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Link:
    """From the right side of one box to the left side of another."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def bend(self) -> float:
        return (self.x1 + self.x2) / 2


@dataclass
class Drawing:
    width: float
    height: float = 0
    columns: list[tuple[float, int]] = field(default_factory=list)  # x and level
    boxes: list[Box] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def draw(aim: Node) -> Drawing:
    levels = sorted({node.level for node in _all(aim)})
    left = {level: MARGIN + index * (COLUMN + BETWEEN) for index, level in enumerate(levels)}
    drawing = Drawing(width=left[levels[-1]] + COLUMN + MARGIN)
    drawing.columns = [(x, level) for level, x in left.items()]
    tall = _tall(aim)
    _place(drawing, aim, left, MARGIN + HEAD)
    drawing.height = MARGIN + HEAD + tall + MARGIN
    return drawing


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def _inside() -> float:
    return COLUMN - 2 * PADDING


def _height(node: Node) -> float:
    """Of the box alone."""
    lines = len(wrapped(node.words, _inside(), LETTERS)) * LETTERS
    lines += sum(len(_note_lines(note)) for note in node.notes) * SMALL
    return 2 * PADDING + lines * LINE + (PADDING / 2 if node.notes else 0)


def _note_lines(note: Note) -> tuple[str, ...]:
    return wrapped(note.words, _inside() - (MARK + 6 if note.mark else 0), SMALL)


def _tall(node: Node) -> float:
    """Of the box with all that hangs on it."""
    return max(_height(node), _tall_below(node.children))


def _tall_below(children: Sequence[Node]) -> float:
    return sum(_tall(child) for child in children) + GAP * max(len(children) - 1, 0)


def _place(drawing: Drawing, node: Node, left: dict[int, float], top: float) -> Box:
    tall, below = _tall(node), _tall_below(node.children)
    box = _box(node, left[node.level], top + (tall - _height(node)) / 2)
    drawing.boxes.append(box)
    child_top = top + (tall - below) / 2
    for child in node.children:
        placed = _place(drawing, child, left, child_top)
        drawing.links.append(Link(box.x + box.width, box.middle, placed.x, placed.middle))
        child_top += _tall(child) + GAP
    return box


def _box(node: Node, x: float, y: float) -> Box:
    leftward = runs_leftward(node.words)
    start = x + COLUMN - PADDING if leftward else x + PADDING
    base = y + PADDING + LETTERS
    lines = []
    for number, words in enumerate(wrapped(node.words, _inside(), LETTERS)):
        lines.append(TextLine(start, base + number * LETTERS * LINE, words))
    top = y + PADDING + len(lines) * LETTERS * LINE + PADDING / 2
    notes = []
    for note in node.notes:
        told = _note_lines(note)
        beside = x + PADDING + (MARK + 6 if note.mark else 0)
        placed = [
            TextLine(beside, top + SMALL + number * SMALL * LINE, text) for number, text in enumerate(told)
        ]
        notes.append(PlacedNote(placed, note.mark, x + PADDING, top))
        top += len(told) * SMALL * LINE
    return Box(x, y, COLUMN, _height(node), node.level, leftward, lines, notes)
