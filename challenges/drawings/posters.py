"""Drawings of stakeholders to take away, as SVG and PNG that explain themselves."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import engines

from challenges.drawings.grid import Grid
from challenges.drawings.marks import LOOKS, Look
from challenges.drawings.network import Network
from challenges.drawings.people import Seen
from fellowship.lib.typesetting import png_of

WIDTH, INSIDE = 720.0, 680.0
PIXELS_AN_INCH = 144
LARGEST = 1.4  # times its own size a drawing is shown
TITLE_LETTERS, LINE_LETTERS = 58, 96
COLUMNS, ROW, NAME_LETTERS = 3, 17.0, 34


@dataclass(frozen=True)
class Name:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Poster:
    title: str
    me: str
    title_lines: tuple[str, ...]
    lines: tuple[str, ...]
    lines_top: float
    drawing: Grid | Network
    drawing_top: float
    drawing_width: float
    drawing_height: float
    key_top: float
    has_new: bool
    names: tuple[Name, ...]
    height: float
    looks: Mapping[int | None, Look]
    width: float = WIDTH


def poster(title: str, summary: str, drawing: Grid | Network, seen: Sequence[Seen], me: str) -> Poster:
    """`me` is what the fellow in the middle of a network is called there: “You”, or initials."""
    title_lines = tuple(textwrap.wrap(title, TITLE_LETTERS))
    lines = tuple(textwrap.wrap(summary, LINE_LETTERS))
    lines_top = 34.0 + 26 * len(title_lines)
    drawing_top = lines_top + 19 * len(lines)
    drawing_width = min(INSIDE, LARGEST * drawing.width)
    drawing_height = round(drawing_width * drawing.height / drawing.width, 1)
    key_top = drawing_top + drawing_height + 14
    names_top, rows = key_top + 76, -(-len(seen) // COLUMNS)
    names = []
    for index, one in enumerate(seen):
        column, row = divmod(index, rows)
        text = textwrap.shorten(one.person.name, NAME_LETTERS, placeholder="…")
        x = round(column * INSIDE / COLUMNS, 1)
        names.append(Name(x, names_top + row * ROW, f"{one.person.number}  {text}"))
    height = names_top + rows * ROW + 10
    return Poster(
        title,
        me,
        title_lines,
        lines,
        lines_top,
        drawing,
        drawing_top,
        drawing_width,
        drawing_height,
        key_top,
        any(one.is_new for one in seen),
        tuple(names),
        height,
        LOOKS,
    )


def svg_file(picture: Poster) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_print(picture)}'.encode()


def png_file(picture: Poster) -> bytes:
    return png_of(_print(picture), pixels_an_inch=PIXELS_AN_INCH)


def _print(picture: Poster) -> str:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    return str(environment.get_template("challenges/drawings/poster.svg.jinja").module.poster(picture))
