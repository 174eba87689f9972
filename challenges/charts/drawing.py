"""A drawing: every coordinate of a chart, in the units of its layout, for the template to print."""

from dataclasses import dataclass

from challenges.charts.layouts import Layout
from challenges.charts.marks import Flag


@dataclass(frozen=True)
class Plot:
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Tick:
    at: float
    text: str
    below: str = ""


@dataclass(frozen=True)
class Stretch:
    """The mean (or median) and limits of one segment, from left to right; None where undefined."""

    left: float
    right: float
    mean: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class PlacedPoint:
    x: float
    y: float
    kind: str  # a point type of challenges.spc, which decides shape and colour
    name: str
    href: str


@dataclass(frozen=True)
class LineName:
    y: float
    kind: str  # "mean", "limit" or "target"
    text: str


@dataclass(frozen=True)
class Step:
    x: float
    number: int


@dataclass(frozen=True)
class LastValue:
    x: float
    y: float
    text: str
    size: float  # of its letters


@dataclass(frozen=True)
class Drawing:
    layout: Layout
    plot: Plot
    value_ticks: tuple[Tick, ...]
    date_ticks: tuple[Tick, ...]
    stretches: tuple[Stretch, ...]
    line: str  # path data through the points, broken where one is missing
    points: tuple[PlacedPoint, ...]
    target: float | None
    line_names: tuple[LineName, ...]
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...]
    labels_top: float  # of the words below the plot
    unit: str  # written once above the axis; empty where it is beside each number
    last: LastValue | None
