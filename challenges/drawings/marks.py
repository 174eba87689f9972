"""Shape and colour of each support, with room for a number in white; at least 4.5:1 against it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    colour: str
    shape: str  # path data around 0 0 within a radius of 1.2


def _polygon(*points: tuple[float, float]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"


LOOKS: dict[int | None, Look] = {
    -2: Look("#a4251c", _polygon((-0.95, -0.95), (0.95, -0.95), (0.95, 0.45), (0, 1.2), (-0.95, 0.45))),
    -1: Look("#b34700", _polygon((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))),
    0: Look("#4c6272", "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z"),
    1: Look("#00703c", _polygon((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95))),
    2: Look("#005eb8", _polygon((0, -1.2), (0.95, -0.45), (0.95, 0.95), (-0.95, 0.95), (-0.95, -0.45))),
    None: Look("#4c6272", "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z"),  # known, and nothing said about support
}
REACH = 1.2  # of a shape around its middle, in radii


@dataclass(frozen=True)
class Mark:
    """A stakeholder on a drawing. `wish`: how many steps of support are missing; below 0 it is more than
    needed."""

    x: float
    y: float
    r: float
    number: int
    pk: int
    name: str
    support: int | None
    wish: int
    is_new: bool
