import csv
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

from challenges.charts import Mark, Reading, Series, StepChange, csv_file, png_file, svg_file

Make = Callable[..., Series]


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_svg_explains_itself(series: Make) -> None:
    file = svg_file(
        series(
            [70, 72] * 14,
            unit="%",
            target=80,
            step_changes=(StepChange(date(2025, 3, 1), "A second registrar"),),
            marks=(Mark(date(2024, 6, 1), "cycle", "Huddle", "/cycles/1/"),),
        )
    )

    root = ElementTree.fromstring(file)
    words = " ".join("".join(root.itertext()).split())
    for sentence in (
        "Patients seen within four hours",
        "No further change: readings vary",
        "cannot be expected to be met",
        "1. Step change, March 2025: A second registrar",
        "PDSA cycle, 1 June 2024: Huddle",
        "Usual variation",
    ):
        assert sentence in words
    assert float(root.get("width")) > 0
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))


def test_long_reasons_are_broken_into_lines(series: Make) -> None:
    reason = "A second registrar on twilight shifts, and " * 12

    file = svg_file(series([70, 72] * 14, step_changes=(StepChange(date(2025, 3, 1), reason),)))

    texts = [text.text for text in ElementTree.fromstring(file).iter("{http://www.w3.org/2000/svg}text")]
    assert sum("twilight" in (text or "") for text in texts) > 3


def test_png_is_a_picture_two_pixels_to_the_unit(series: Make) -> None:
    drawn = series([70, 72] * 14, title='"Quoted" \\ and #hashed [title]')

    picture = png_file(drawn)

    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")
    assert width == 2 * float(ElementTree.fromstring(svg_file(drawn)).get("width"))


def test_csv_has_a_row_for_each_reading(series: Make) -> None:
    rows = _rows(csv_file(series([70, None, 72], unit="%", denominators=[10, None, 20])))

    assert [row["Date"] for row in rows] == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert [row["Value (%)"] for row in rows] == ["70", "", "72"]
    assert rows[0]["Denominator"] == "10"
    assert float(rows[0]["Average"]) == 71
    assert rows[0]["Upper limit"] == ""


def test_csv_of_a_run_chart_has_a_median_and_no_limits(series: Make) -> None:
    (row,) = _rows(csv_file(series([70], chart="run")))

    assert row["Median"] == "70.0"
    assert "Upper limit" not in row


def test_csv_runs_no_formula() -> None:
    note = '=HYPERLINK("http://example.org")'
    drawn = Series("T", (Reading(date(2026, 1, 1), 1, note=note),), "increase", unit="=1+1")

    content = csv_file(drawn).decode("utf-8-sig")

    (row,) = csv.DictReader(content.splitlines())
    assert row["Note"] == f"'{note}"
