"""Colour and shape of each kind of point: the Making Data Count meanings, at least 3:1 on white.

Blue is improvement, orange concern, purple a change where neither way is better, grey the usual variation;
each has a shape of its own as well, so that nobody depends on the colour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Look:
    colour: str
    shape: str  # path data around 0 0


_COLOURS = {
    "common_cause": "#68777f",
    "special_cause_improvement": "#005eb8",
    "special_cause_concern": "#cc5500",
    "special_cause_neutral_high": "#6f3fae",
    "special_cause_neutral_low": "#6f3fae",
}


@lru_cache(16)
def looks(size: float) -> Mapping[str, Look]:
    """By point type; all shapes look about equally large around a circle of radius 0.85 × `size`."""
    r, d, s, t = (round(size * times, 2) for times in (0.85, 1.25, 0.92, 1.2))
    shapes = {
        "common_cause": f"M{-r} 0a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z",
        "special_cause_improvement": f"M0 {-d}L{d} 0 0 {d} {-d} 0Z",
        "special_cause_concern": f"M{-s} {-s}H{s}V{s}H{-s}Z",
        "special_cause_neutral_high": f"M0 {-t}L{t} {round(t * 0.8, 2)}H{-t}Z",
        "special_cause_neutral_low": f"M0 {t}L{t} {round(-t * 0.8, 2)}H{-t}Z",
    }
    return {kind: Look(_COLOURS[kind], shape) for kind, shape in shapes.items()}
