"""Two people have the same form open, and both send it: the second is told, and sees both versions."""

import re

import pytest
from django.urls import reverse

from fellowship.learning.models import LeftOut, Module
from tests.challenges.conftest import day_boxes
from tests.factories import AssignmentFactory, ModuleFactory, PlaceFactory, TaughtDayFactory, TutorFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(client):
    module = ModuleFactory(title="Leading change")
    client.force_login(TutorFactory(cohort=module.cohort).person)
    return module


def stamp_on(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return found[1]


def module_form(module):
    return module, reverse("module_edit", args=[module.pk]), {"level": 7, "credits": 20}


def own_module_form(module):
    own = ModuleFactory(cohort=module.cohort, place=PlaceFactory(cohort=module.cohort))
    return own, reverse("module_edit", args=[own.pk]), {"level": 7, "credits": 20}


def assignment_form(module):
    essay = AssignmentFactory(module=module)
    day = day_boxes("due_on", days_from_today(30))
    return essay, reverse("assignment_edit", args=[essay.pk]), {"brief": "2,000 words", **day}


def taught_day_form(module):
    day = TaughtDayFactory(module=module)
    when = {"starts_at": "9:30", "ends_at": "16:30", **day_boxes("day", days_from_today(30))}
    return day, reverse("taught_day_edit", args=[day.pk]), when


@pytest.mark.parametrize("begin", [module_form, own_module_form, assignment_form, taught_day_form])
def test_the_second_is_told_and_nothing_is_overwritten(client, module, begin):
    row, address, rest = begin(module)
    stamp = stamp_on(client.get(address).content.decode())
    first = client.post(address, {"title": "Saved first", "stamp": stamp, **rest})
    assert first.status_code == 302
    second = client.post(address, {"title": "Sent second", "stamp": stamp, **rest})
    page = second.content.decode()
    assert second.status_code == 409
    assert "Somebody else changed this while you had it open" in page
    assert "Saved first" in page
    assert 'value="Sent second"' in page
    row.refresh_from_db()
    assert row.title == "Saved first"

    again = {"title": "Sent second", "stamp": stamp_on(page), **rest}
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert row.title == "Sent second"


@pytest.mark.parametrize("begin", [module_form, assignment_form, taught_day_form])
def test_the_same_form_sent_twice_is_saved_once_without_a_word(client, module, begin):
    _row, address, rest = begin(module)
    words = {"title": "Sent", "stamp": stamp_on(client.get(address).content.decode()), **rest}
    assert [client.post(address, words).status_code for _press in range(2)] == [302, 302]


@pytest.mark.parametrize("begin", [module_form, assignment_form, taught_day_form])
def test_what_was_changed_since_is_not_removed_unseen(client, module, begin):
    row, address, rest = begin(module)
    remove = address.replace("edit", "remove")
    if begin is assignment_form:
        remove = reverse("assignment_remove", args=[row.pk])
    stamp = stamp_on(client.get(remove).content.decode())
    client.post(address, {"title": "Saved first", **rest})
    answer = client.post(remove, {"stamp": stamp})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this" in page
    assert "Saved first" in page
    assert client.post(remove, {"stamp": stamp_on(page)}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_who_takes_what_sent_by_two_is_told_to_the_second(client, module):
    place, other = PlaceFactory(cohort=module.cohort), ModuleFactory(cohort=module.cohort, title="Quality")
    address, shown = reverse("modules_taken", args=[place.pk]), [module.pk, other.pk]
    stamp = stamp_on(client.get(address).content.decode())
    assert client.post(address, {"stamp": stamp, "shown": shown, "taken": [other.pk]}).status_code == 302
    answer = client.post(address, {"stamp": stamp, "shown": shown, "taken": [module.pk]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r"<dd[^>]*>Quality</dd>", page)
    assert re.search(rf'value="{module.pk}" checked', page)
    assert list(Module.objects.taken_by(place)) == [other]
    assert client.post(address, {"stamp": stamp_on(page), "shown": shown}).status_code == 302
    assert LeftOut.objects.filter(place=place).count() == 2
