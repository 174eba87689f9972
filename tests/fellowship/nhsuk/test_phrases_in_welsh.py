import datetime as dt

import pytest
from django.template import engines
from django.utils import translation

from fellowship.lib.dates import relative_in_words
from fellowship.nhsuk import words


@pytest.fixture
def in_welsh():
    with translation.override("cy"):
        yield


def rendered(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 diwrnod"),
        (1, "1 diwrnod"),
        (2, "2 ddiwrnod"),
        (3, "3 diwrnod"),
        (6, "6 diwrnod"),
        (8, "8 diwrnod"),
    ],
)
def test_plurals_have_the_six_welsh_forms(in_welsh, count, expected):
    assert rendered('{{ ngettext("%(num)s day", "%(num)s days", count) }}', count=count) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 peth"), (1, "1 peth"), (2, "2 beth"), (3, "3 pheth"), (6, "6 pheth"), (8, "8 peth")],
)
def test_plurals_mutate_after_each_number(in_welsh, count, expected):
    source = '{{ ngettext("%(num)s thing is open with you", "%(num)s things are open with you", count) }}'
    assert rendered(source, count=count) == f"Mae {expected} ar agor gyda chi"


def test_plurals_without_welsh_words_are_in_english(in_welsh):
    phrase = translation.ngettext("%(n)s snow leopard", "%(n)s snow leopards", 2)
    assert phrase % {"n": 2} == "2 snow leopards"


def test_counts_group_thousands_in_both_languages():
    source = '{{ ngettext("%(num)s fellow", "%(num)s fellows", count) }}'
    assert [rendered(source, count=n) for n in (0, 1, 1200)] == ["0 fellows", "1 fellow", "1,200 fellows"]


def test_days_and_months_are_named_in_welsh(in_welsh):
    day = dt.date(2026, 9, 3)
    assert words.day(day) == "3 Medi 2026"
    assert words.weekday(day) == "Dydd Iau 3 Medi 2026"
    assert words.month(day) == "Medi 2026"
    assert relative_in_words(day, dt.date(2026, 9, 1)) == "ymhen 2 ddiwrnod"
    assert relative_in_words(day, day) == "heddiw"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (dt.time(9, 30), "9:30yb"),
        (dt.time(16, 30), "4:30yp"),
        (dt.time(9), "9yb"),
        (dt.time(12), "hanner dydd"),
        (dt.time(0), "hanner nos"),
    ],
)
def test_times_are_told_as_welsh_services_tell_them(in_welsh, at, expected):
    assert words.clock(at) == expected


def test_words_kept_by_an_imported_template_are_kept_by_language():
    source = '{% from "challenges/drawings/marks.svg.jinja" import SUPPORTS %}{{ SUPPORTS[0] }}'
    template = engines["jinja2"].env.get_template("challenges/drawings/marks.svg.jinja")
    english = template.module
    with translation.override("cy"):
        assert template.module is not english
    assert template.module is english
    assert rendered(source) == "neutral"
