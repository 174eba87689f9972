"""Invented measures, drivers and people for the gallery of components: the usual and the difficult."""

import datetime as dt
from typing import Any

from challenges.charts import Mark, Reading, Series, StepChange, figure, small_figure
from challenges.drawings.drivers import Node, Note
from challenges.drawings.grid import bands, grid
from challenges.drawings.marks import LOOKS
from challenges.drawings.network import NARROW, network
from challenges.drawings.people import Person, Stand, known_on
from challenges.drawings.rendering import drivers_svg

TODAY = dt.date(2026, 11, 23)
USUAL = (21, 24, 19, 23, 20, 25, 22, 18, 24, 21, 23, 20, 22, 25, 19, 23, 21, 24)
BETTER = (31, 33, 30, 34, 32, 35, 31, 33)
LONG = "People seen within four hours of arriving at the urgent treatment centre, all days of the week"


def _months(count: int) -> list[dt.date]:
    last = TODAY.year * 12 + TODAY.month - 1
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(last - count, last)]


def _series(key: str, title: str, values: tuple[float | None, ...], **more: Any) -> Series:
    readings = tuple(Reading(day, value) for day, value in zip(_months(len(values)), values, strict=True))
    return Series(
        **{"title": title, "readings": readings, "improvement_direction": "increase", "key": key, **more}
    )


def _all() -> list[Series]:
    whole = _months(len(USUAL + BETTER))
    return [
        _series("usual", "Usual variation, with a target", USUAL, target=24, unit="%"),
        _series("better", "Improvement", USUAL + BETTER, unit="%", fix_after=18),
        _series(
            "worse", "Concern", USUAL + BETTER, improvement_direction="decrease", unit="days", fix_after=18
        ),
        _series(
            "step",
            LONG,
            USUAL + BETTER,
            unit="%",
            step_changes=(StepChange(whole[18], "The centre opened at weekends."),),
            marks=(
                Mark(whole[15], "cycle", "Two weekends"),
                Mark(whole[18], "milestone", "Opens on Sundays"),
            ),
        ),
        _series("gaps", "Readings that are missing", (*USUAL[:6], None, *USUAL[7:12], None, *USUAL[13:])),
        _series("run", "Run chart", USUAL, chart="run"),
        _series("few", "Few readings", USUAL[:5]),
        _series("none", "No readings yet", ()),
    ]


def _drivers() -> Node:
    trial = Note("2 adapted", "adapt")
    ideas = (Node("Self-rostering, one team at a time", 3, (trial,)), Node("A swap board everybody sees", 3))
    heard = Node("Requests are heard before the rota closes", 2, children=ideas)
    say = Node("A say in when I work", 1, children=(heard, Node("Swaps are easy and fair", 2)))
    return Node("Half as many doctors leave by August", 0, children=(say, Node("Somebody to ask", 1)))


def _people() -> list[Person]:
    ties = ("vertical", "horizontal", "across")
    return [
        Person(
            pk=number,
            number=number,
            name=f"Stakeholder {number}",
            tie=ties[number % 3],
            introduced_by=number - 2 if number > 3 else None,
            since=TODAY - dt.timedelta(days=70 - number),
            stands=(
                Stand(
                    TODAY - dt.timedelta(days=70 - number),
                    1 + number % 5,
                    1 + number * 3 % 5,
                    number % 5 - 2,
                    1,
                ),
            ),
        )
        for number in range(1, 13)
    ]


def context() -> dict[str, Any]:
    seen = known_on(_people(), TODAY)
    every = _all()
    return {
        "figures": [figure(series) for series in every],
        "small": [(small_figure(series), "#") for series in every],
        "drivers": drivers_svg(_drivers()),
        "grid": grid(seen, bands(seen)),
        "network": network(seen, NARROW),
        "looks": LOOKS,
    }
