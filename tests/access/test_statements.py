"""How often a page asks the database, whoever opens it and whichever link led there."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.access.visits import Visit

MOST_STATEMENTS = 15
# Reminders to come are never written down before their day, so these pages ask each source of them, and a
# source is a room's own question about its own rows. How often they ask now is the most they may.
EVERY_SOURCE = {"upcoming": 46, "rehearsal": 62}


def name_of(visit: Visit) -> str:
    try:
        return resolve(urlsplit(visit.address).path).url_name or ""
    except Resolver404:
        return ""


def test_no_page_asks_more_than_fifteen_times(visits):
    asked = [(visit.statements, EVERY_SOURCE.get(name_of(visit), MOST_STATEMENTS), visit) for visit in visits]
    assert not [f"{visit}: {number}" for number, most, visit in asked if number > most]


@pytest.mark.parametrize("name", EVERY_SOURCE)
def test_the_pages_let_through_ask_more(visits, name):
    assert max(visit.statements for visit in visits if name_of(visit) == name) > MOST_STATEMENTS
