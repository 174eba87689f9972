import re
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from statistics import median
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from challenges.charts import Mark, Series, StepChange, chart_svg, figure, small_svg
from challenges.charts.layouts import NARROW, SMALL, WIDE
from challenges.charts.looks import looks
from challenges.charts.placing import draw
from challenges.charts.rendering import poster_svg
from challenges.charts.tables import table

from .conftest import make_series

Make = Callable[..., Series]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & Co'
FULL = {
    "unit": "%",
    "target": 80,
    "step_changes": (StepChange(date(2025, 3, 1), HOSTILE),),
    "marks": (
        Mark(date(2024, 5, 9), "cycle", "Huddle at 8am", "/cycles/1/"),
        Mark(date(2024, 5, 20), "milestone", HOSTILE),
    ),
}
VALUES = [70, 72, None] * 5 + [75 + place for place in range(8)] + [40, 95]


def _parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("printed", [chart_svg, small_svg, poster_svg])
def test_drawing_carries_no_style_script_or_foreign_address(
    series: Make, printed: Callable[[Series], str]
) -> None:
    root = _parsed(printed(series(VALUES, title=HOSTILE, **FULL)))

    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in ("style", "script", "image", "foreignObject")
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "url(" not in value
            assert "//" not in value
    assert HOSTILE in "".join(root.itertext())


def test_picture_has_name_and_description(series: Make) -> None:
    root = _parsed(chart_svg(series(VALUES, key="m7")))
    picture = root.find(f"{SVG}g[@role='img']")

    names = [root.find(f".//*[@id='{name}']").text for name in picture.get("aria-labelledby").split()]

    assert names[0] == "Patients seen within four hours"
    assert names[1].startswith("No change: readings vary")
    assert picture.findall(f".//{SVG}a") == []  # what is inside an image cannot be focused


def test_each_point_leads_to_its_row_and_says_what_it_is(series: Make) -> None:
    drawn = series(VALUES, key="m7", unit="%")
    links = _parsed(chart_svg(drawn)).findall(f"{SVG}a")

    known = [row for row in table(drawn) if row.reading.value is not None]
    assert [link.get("href") for link in links] == [f"#{row.id}" for row in known]
    assert [link.find(f"{SVG}title").text for link in links] == [row.name for row in known]
    assert links[0].get("href") == "#m7-reading-1"


def test_flag_with_an_address_is_a_link_and_one_without_is_not(series: Make) -> None:
    root = _parsed(chart_svg(series(VALUES, **FULL)))

    assert [link.get("href") for link in root.iter(f"{SVG}a")][-1] == "/cycles/1/"
    assert f"Milestone, 20 May 2024: {HOSTILE}" in [title.text for title in root.iter(f"{SVG}title")]


def test_kinds_of_points_differ_in_shape_as_well_as_colour() -> None:
    kinds = looks(5).values()

    assert len({look.shape for look in kinds}) == len(kinds) == 5
    assert len({look.colour for look in kinds}) == 4


def _contrast_on_white(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_colours_of_points_stand_out_from_white() -> None:
    for look in looks(5).values():
        assert _contrast_on_white(look.colour) >= 3


def test_line_breaks_where_a_reading_is_missing(series: Make) -> None:
    drawn = series([1, 2, None, 3])

    line = draw(drawn, table(drawn), WIDE).line

    assert re.findall("[ML]", line) == ["M", "L", "M"]


def test_mean_and_limits_are_drawn_for_each_segment(series: Make) -> None:
    drawn = series([70, 72] * 14, step_changes=(StepChange(date(2025, 3, 1), "New rota"),))

    drawing = draw(drawn, table(drawn), WIDE)

    first, second = drawing.stretches
    assert first.left == drawing.plot.left
    assert first.right == second.left == drawing.steps[0].x
    assert second.right == drawing.plot.right
    assert first.upper < first.mean < first.lower


def test_names_of_lines_do_not_lie_on_each_other(series: Make) -> None:
    drawn = series([100] * 20, unit="%", target=100)

    names = draw(drawn, table(drawn), WIDE).line_names

    assert len(names) == 4
    ys = [name.y for name in names]
    assert all(later - earlier >= WIDE.font for earlier, later in pairwise(ys))


def test_mark_far_from_the_readings_is_not_drawn(series: Make) -> None:
    marks = (Mark(date(2024, 3, 1), "cycle", "In"), Mark(date(2030, 1, 1), "milestone", "Years later"))
    drawn = series(VALUES, marks=marks)

    flags = draw(drawn, table(drawn), WIDE).flags

    assert [flag.name for flag in flags] == ["PDSA cycle, 1 March 2024: In"]


def test_marks_near_each_other_go_to_rows_of_their_own(series: Make) -> None:
    marks = tuple(Mark(date(2024, 3, day), "cycle", "In") for day in (1, 2, 3))
    drawn = series(VALUES, marks=marks)

    assert [flag.row for flag in draw(drawn, table(drawn), WIDE).flags] == [0, 1, 2]


numbers = st.one_of(st.none(), st.integers(-1000, 1000), st.floats(allow_nan=False, allow_infinity=False))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    st.lists(numbers, max_size=40),
    st.sampled_from(["xmr", "run"]),
    st.sampled_from(["", "%", "£", "patients"]),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)
def test_any_series_is_drawn_within_its_frame(
    values: list, chart: str, unit: str, target: float | None
) -> None:
    drawn = make_series(values, chart=chart, unit=unit, target=target)
    rows = table(drawn)

    for layout in (WIDE, NARROW, SMALL):
        drawing = draw(drawn, rows, layout)
        assert 0 <= drawing.plot.left < drawing.plot.right <= layout.width
        for point in drawing.points:
            assert drawing.plot.left <= point.x <= drawing.plot.right
            assert drawing.plot.top <= point.y <= drawing.plot.bottom
    for svg in (chart_svg(drawn, rows=rows), small_svg(drawn, rows=rows), poster_svg(drawn)):
        assert "nan" not in re.sub(r">[^<]*<", "><", svg)
        _parsed(svg)


def _milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of the processor's time, which other processes on the machine do not lengthen."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def _monthly(count: int) -> Series:
    return make_series([60 + (place * 7) % 13 + (place > 20) * 9 for place in range(count)], **FULL)


def test_36_points_are_computed_and_rendered_in_5_milliseconds() -> None:
    chart_svg(_monthly(36))

    assert _milliseconds(lambda: chart_svg(_monthly(36)), 15) < 5  # 2 when this was written


def test_whole_figure_of_36_points_takes_10_milliseconds() -> None:
    figure(_monthly(36))

    assert _milliseconds(lambda: figure(_monthly(36)), 15) < 10  # 4 when this was written


def test_30_small_charts_of_104_points_take_a_tenth_of_a_second() -> None:
    small_svg(_monthly(104))

    taken = _milliseconds(lambda: [small_svg(_monthly(104)) for _ in range(30)], 5)

    assert taken < 150  # 80 when this was written
