"""Components and layouts drawn from the gallery's invented content and from hostile content."""

from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from fellowship.nhsuk import gallery
from fellowship.nhsuk.navigation import Item, Navigation, Role
from fellowship.nhsuk.rendering import address_with, page_links
from fellowship.nhsuk.status import STATUS_TAGS

NASTY = "<img src=x onerror=alert(1)>\"'"


def render(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


def page(source: str = "", **context) -> str:
    request = RequestFactory().get("/somewhere")
    return (
        engines["jinja2"].from_string('{% extends "layouts/full.jinja" %}' + source).render(context, request)
    )


@pytest.fixture(autouse=True)
def _nobody_signed_in(monkeypatch):
    """Layouts are drawn without the database: whoever needs a navigation passes one."""
    for backend in engines.all():
        if backend.name == "jinja2":
            monkeypatch.setattr(backend, "template_context_processors", [])


NAVIGATION = Navigation(
    person="Amara Okafor",
    sign_out_url="/out",
    account_url="/me",
    items=[Item("home", "Your fellowship", "/"), Item("log", "Log", "/log", 3)],
    active="log",
    role="fellow",
    roles=[Role("fellow", "Fellow", "/f"), Role("mentor", "Mentor", "/m")],
)


def test_navigation_marks_the_current_item_and_role_and_shows_counts():
    html = page(nav=NAVIGATION)
    assert '<a class="nhsuk-header__navigation-link" href="/log" aria-current="true">' in html
    assert html.count('aria-current="true"') == 2
    assert '<span class="app-count">3</span>' in html
    assert 'href="/m"' in html


def test_role_switcher_is_left_out_for_a_single_role():
    assert "app-roles" not in page(nav=Navigation(person="A", roles=[Role("fellow", "Fellow", "/f")]))


def test_page_without_navigation_still_has_header_footer_and_skip_link():
    html = page("{% block page %}<p>Here</p>{% endblock %}")
    assert 'href="#maincontent"' in html
    assert 'id="maincontent"' in html
    assert "Balcony" in html
    assert "nhsuk-header__account" not in html


def test_title_says_error_when_the_form_has_errors():
    form = SimpleNamespace(errors={"title": ["x"]})
    assert "<title>Error: Log progress – Balcony</title>" in page(page_title="Log progress", form=form)
    assert "<title>Log progress – Balcony</title>" in page(
        page_title="Log progress", form=SimpleNamespace(errors={})
    )
    assert "<title>Balcony</title>" in page()


@override_settings(PRODUCT_NAME="Gallery <b>", DEMONSTRATION=True)
def test_operator_can_name_the_product_and_the_demonstration_is_announced():
    html = page()
    assert "Gallery &lt;b&gt;" in html
    assert "Demonstration" in html


@override_settings(DEMONSTRATION=False)
def test_no_demonstration_banner_otherwise():
    assert "app-demonstration" not in page()


def test_messages_become_banners_with_text_escaped():
    html = page(messages=[Message(25, "Shared."), Message(40, NASTY)])
    assert html.count('data-module="nhsuk-notification-banner"') == 2
    assert "nhsuk-notification-banner--success" in html
    assert "app-banner--problem" in html
    assert "<img src=x" not in html


def test_every_inline_script_carries_the_nonce():
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"
    html = engines["jinja2"].from_string('{% extends "layouts/full.jinja" %}').render({}, request)
    assert html.count("<script") == 3
    assert html.count('nonce="n0nce"') == 2
    assert " style=" not in html
    assert " onclick=" not in html


def test_task_without_an_address_is_not_a_link_and_hints_are_tied_to_links():
    html = render(
        '{% from "components/lists.jinja" import task_list %}{{ task_list(tasks) }}',
        tasks=[
            {"title": NASTY, "url": "/x", "hint": NASTY, "status": "overdue"},
            {"title": "Later", "status": "cannot_start"},
        ],
    )
    assert html.count("<a ") == 1
    assert 'aria-describedby="task-1-hint task-1-status"' in html
    assert 'id="task-1-hint"' in html
    assert "<img src=x" not in html


def test_status_tag_says_its_words_or_the_given_ones():
    source = '{% from "components/tags.jinja" import status_tag %}{{ status_tag(kind, text) }}'
    assert 'nhsuk-tag--red">Overdue<' in render(source, kind="overdue", text="")
    assert ">8 days overdue<" in render(source, kind="overdue", text="8 days overdue")
    assert 'nhsuk-tag--grey">Odd one<' in render(source, kind="odd_one", text="")


def test_status_colours_are_those_of_the_design_system():
    known = {"white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow"}
    assert {colour for _words, colour in STATUS_TAGS.values()} <= known


def test_table_cells_name_their_column_for_the_phone():
    html = render(
        '{% from "components/lists.jinja" import responsive_table %}'
        '{{ responsive_table("People", columns, rows) }}',
        columns=["Name", {"text": "Overdue", "numeric": True, "sort_url": "?sort=o", "sort": "descending"}],
        rows=[[NASTY, 0]],
    )
    assert 'data-label="Overdue">0</td>' in html
    assert 'aria-sort="descending"' in html
    assert "<img src=x" not in html


def test_pages_keep_the_other_parts_of_the_address():
    request = RequestFactory().get("/list/?q=a%26b&show=call&page=2")
    assert address_with(request, page=3) == "/list/?q=a%26b&show=call&page=3"
    assert address_with(request, show=None) == "/list/?q=a%26b"
    assert address_with(RequestFactory().get("/list/?page=2"), page=None) == "/list/"


def test_pages_in_the_middle_are_left_out():
    pages = Paginator(range(100), 5)
    assert page_links(pages.get_page(10)) == [1, None, 9, 10, 11, None, 20]


def test_one_page_needs_no_pagination():
    source = '{% from "components/lists.jinja" import pagination %}{{ pagination(page, request) }}'
    assert render(source, page=Paginator([1], 5).get_page(1), request=RequestFactory().get("/")).strip() == ""


def test_kept_words_are_shown_and_sent_again_as_they_were_typed():
    html = render_to_string(
        "errors/kept_words.jinja",
        {
            "kept_fields": [("happened", "What happened?", NASTY + "\nmore"), ("draft", "", "d-1")],
            "kept_action": "/log",
            "kept_why": "You were signed out.",
        },
    )
    assert "<img src=x" not in html
    assert 'name="draft" value="d-1"' in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 2
    assert 'action="/log"' in html
    assert "data-keep-typed" in html


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500", "503", "csrf", "kept_words"])
def test_fault_page_is_drawn_without_a_request_or_context(name):
    html = render_to_string(f"errors/{name}.jinja")
    assert "<h1" in html
    assert "</html>" in html


def test_year_is_a_drawing_a_sentence_and_a_table():
    html = render(
        '{% from "components/year_strip.jinja" import year_drawing %}'
        "{{ year_drawing(year_strip(start, end, marks, today)) }}",
        start=gallery.TODAY.replace(month=9, day=2),
        end=gallery.TODAY.replace(year=2027, month=8, day=31),
        marks=gallery.context()["marks"],
        today=gallery.TODAY,
    )
    assert 'role="img" aria-labelledby="year-title year-summary"' in html
    assert "Milestones: 7 (2 signed off, 1 overdue). Assignments: 3. Taught days: 7." in html
    assert html.count('role="row"') == 1 + 17


def test_conflict_shows_both_versions_escaped_with_three_choices():
    html = render(
        '{% from "components/writing.jinja" import conflict %}'
        '{{ conflict([("Text", nasty)], [("Text", "")], 5, "10:42") }}',
        nasty=NASTY,
    )
    assert "<img src=x" not in html
    assert [part.split('"')[0] for part in html.split('name="keep" value="')[1:]] == [
        "yours",
        "theirs",
        "both",
    ]
    assert 'name="seen_version" value="5"' in html


def test_no_warning_is_drawn_when_there_is_nothing_to_warn_of():
    assert (
        render(
            '{% from "components/writing.jinja" import identifier_warning %}{{ identifier_warning([]) }}'
        ).strip()
        == ""
    )
