"""The sizes a chart is drawn in, in units of its viewBox: CSS pixels where it is shown full size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    name: str
    width: float
    height: float
    font: float
    marker: float  # half the height of a point's shape
    side: float  # between the frame of the plot and the first and last point
    value_steps: int  # about so many steps up the side
    names_lines: bool = False  # mean, limits and target named beside the plot
    is_plain: bool = False  # no axes and no links: the shape of the series, its last value, icons


WIDE = Layout("wide", 760, 380, font=14, marker=5.5, side=14, value_steps=6, names_lines=True)
NARROW = Layout("narrow", 340, 310, font=15, marker=4.5, side=10, value_steps=5)
SMALL = Layout("small", 240, 120, font=15, marker=3.5, side=8, value_steps=4, is_plain=True)
