"""The macros of figure.jinja on a page with our stylesheets and content policy, in a real browser."""

from collections.abc import Callable
from datetime import date

import pytest
from django.template import engines
from playwright.sync_api import Page, Route

from challenges.charts import Mark, Series, StepChange, figure, small_figure

Make = Callable[..., Series]
PAGE = """<!doctype html>{% from "challenges/charts/figure.jinja" import chart, readings, small_charts %}
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Measures</title>
{% for sheet in ("nhsuk/nhsuk-frontend.min.css", "css/balcony.css", "css/charts.css") %}
<link rel="stylesheet" href="{{ static(sheet) }}">{% endfor %}</head>
<body class="app-body"><main class="nhsuk-width-container"><h1>Measures</h1>
<h2>Patients seen</h2>{{ chart(figure, [(_("SVG"), "#svg"), (_("CSV"), "#csv")]) }}{{ readings(figure) }}
<h2>Family</h2>{{ small_charts([(small, "#measure"), (empty, "")]) }}</main></body></html>"""
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'"


@pytest.fixture
def page(series: Make, live_server, browser_page: Page) -> Page:
    values = [70, 72, 75, 69, 71, 73] * 3 + [90, 91, None, 89]
    drawn = series(
        values,
        key="m7",
        unit="%",
        target=80,
        denominators=[8] * len(values),
        step_changes=(StepChange(date(2025, 3, 1), "A second registrar"),),
        marks=(
            Mark(date(2024, 5, 9), "cycle", "Huddle", "#cycle"),
            Mark(date(2024, 7, 9), "milestone", "Paper"),
        ),
    )
    html = (
        engines["jinja2"]
        .env.from_string(PAGE)
        .render(
            figure=figure(drawn),
            small=small_figure(series(values, key="m8", title="Small")),
            empty=small_figure(series([], key="m9", title="Empty")),
        )
    )

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    browser_page.route(f"{live_server.url}/measures/", answer)
    browser_page.goto(f"{live_server.url}/measures/")
    return browser_page


def test_figure_has_nothing_for_axe_to_find(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)


@pytest.mark.parametrize(("width", "shown"), [(320, "narrow"), (768, "wide"), (1280, "wide")])
def test_figure_shows_the_drawing_that_fits(
    page: Page, fits: Callable[[Page], None], width: int, shown: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    fits(page)
    for name in ("wide", "narrow"):
        assert page.locator(f".app-chart__drawing--{name}").is_visible() is (name == shown)
    letters = page.locator(f".app-chart__drawing--{shown} text").first
    assert letters.bounding_box()["height"] >= 10


def test_keyboard_reaches_each_point_and_from_it_the_row(page: Page) -> None:
    page.locator(".app-chart__skip").focus()
    for _point in range(2):
        page.keyboard.press("Tab")

    name = page.evaluate("document.activeElement.querySelector('title').textContent")
    page.keyboard.press("Enter")

    assert name.replace("\u00a0", " ") == "February 2024: 72 %"
    assert page.url.endswith("#m7-reading-2")
    assert page.locator("tr:target th").inner_text() == "February 2024"


def test_small_chart_without_readings_leaves_no_room_for_a_drawing(page: Page) -> None:
    cards = page.locator(".app-charts__one")

    assert cards.first.locator("svg").count() > cards.last.locator("svg").count() == 0
    assert cards.last.inner_text() == "Empty\n\nThere are no readings yet."


def test_many_marks_are_folded_away(series: Make) -> None:
    def shown(count: int) -> str:
        marks = tuple(Mark(date(2024, 1, day), "cycle", f"Huddle {day}") for day in range(1, count + 1))
        source = '{% from "challenges/charts/figure.jinja" import chart %}{{ chart(figure) }}'
        template = engines["jinja2"].env.from_string(source)
        return template.render(figure=figure(series([1, 2, 3], key="m7", marks=marks)))

    assert "<summary" not in shown(4)
    assert "All 5 cycles and milestones on the chart" in shown(5)
    assert "Huddle 5" in shown(5)


def test_points_can_be_skipped(page: Page) -> None:
    page.locator(".app-chart__skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Huddle"
    assert page.evaluate("document.activeElement.closest('figcaption') !== null")
