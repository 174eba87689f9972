"""Making a cohort, setting it up, launching it."""

import datetime as dt

import pytest
from django.urls import reverse

from fellowship.cohorts.models import Cohort, CohortTemplate
from fellowship.cohorts.services.templates import create_template
from fellowship.lib.dates import in_words
from fellowship.lib.working_days import known_until
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


def test_cohort_new_makes_a_cohort_of_a_year(client):
    administrator = AdministratorFactory()
    client.force_login(administrator.person)

    response = client.post(
        reverse("cohort_new", args=[administrator.programme_id]),
        {
            "name": " London  2026\0 ",
            "starts_on-day": "7",
            "starts_on-month": "September",
            "starts_on-year": "2026",
            "months": "12",
        },
    )

    cohort = Cohort.objects.get()
    assert response.url == reverse("cohort", args=[cohort.pk])
    assert (cohort.name, cohort.starts_on, cohort.ends_on) == (
        "London 2026",
        dt.date(2026, 9, 7),
        dt.date(2027, 9, 6),
    )
    page = client.get(response.url).content.decode()
    assert "7 September 2026 to 6 September 2027" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter name of the cohort"),
        ({"name": "There already"}, "There is already a cohort of this name"),
        ({"name": "x" * 300}, "can be at most 200 characters"),
        ({"starts_on-month": "13"}, "must be a real date"),
        ({"starts_on-day": ""}, "must include a day"),
        ({"months": "0"}, "Length in months: use 1 or more"),
        ({"months": "0x"}, "whole number"),
    ],
)
def test_cohort_new_refuses_in_a_sentence(client, changes, sentence):
    administrator = AdministratorFactory()
    CohortFactory(programme=administrator.programme, name="There already")
    client.force_login(administrator.person)
    typed = {
        "name": "New",
        "starts_on-day": "7",
        "starts_on-month": "9",
        "starts_on-year": "2026",
        "months": "12",
    }

    response = client.post(reverse("cohort_new", args=[administrator.programme_id]), typed | changes)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Cohort.objects.count() == 1


def test_cohort_new_with_another_programmes_template_is_refused(client):
    administrator = AdministratorFactory()
    foreign = create_template(by=None, programme=CohortFactory().programme, name="Theirs")
    client.force_login(administrator.person)

    response = client.post(
        reverse("cohort_new", args=[administrator.programme_id]),
        {
            "name": "New",
            "starts_on-day": "7",
            "starts_on-month": "9",
            "starts_on-year": "2026",
            "months": "12",
            "template": foreign.pk,
        },
    )

    assert "Select a valid choice" in response.content.decode()


def test_set_up_shows_what_is_to_do_and_what_cannot_start(client):
    cohort = CohortFactory(launched_at=None)
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    page = client.get(reverse("cohort", args=[cohort.pk])).content.decode()

    assert page.count("Cannot start yet") == 4  # organisations, invitations, mentors, launch
    assert reverse("cohort_launch", args=[cohort.pk]) not in page


def test_template_preview_marks_weekends_and_bank_holidays(client):
    cohort = CohortFactory(launched_at=None, starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6))
    template = CohortTemplate.objects.create(programme=cohort.programme, name="Odd days")
    template.milestones.create(title="On Christmas", due="week 16, Friday")
    template.milestones.create(title="On a Saturday", due="week 1, Saturday")
    template.milestones.create(title="Long after", due="month 14, day 1")
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    page = client.get(
        reverse("cohort_template", args=[cohort.pk]), {"template": template.pk}
    ).content.decode()

    assert "Friday 25 December 2026" in page
    for words in ("Bank holiday", "Weekend", "After the last day"):
        assert words in page
    cohort.refresh_from_db()
    assert cohort.template is None


@pytest.mark.parametrize(("days", "said"), [(-600, False), (-200, True)])
def test_pages_say_until_when_bank_holidays_are_known_where_dates_go_past_it(client, days, said):
    """Of a year that is over before the last known one, and of a year that is not."""
    administrator = AdministratorFactory()
    cohort = CohortFactory(
        programme=administrator.programme,
        template=create_template(by=None, programme=administrator.programme, name="Our year"),
        starts_on=known_until() + dt.timedelta(days=days),
        launched_at=None,
    )
    client.force_login(administrator.person)
    next_year = cohort.starts_on
    clone = {
        "name": "Next year",
        "starts_on-day": next_year.day,
        "starts_on-month": next_year.month,
        "starts_on-year": next_year.year,
        "act": "look",
    }

    pages = [
        client.get(reverse("template_preview", args=[cohort.template_id])),
        client.get(reverse("cohort_template", args=[cohort.pk])),
        client.post(reverse("cohort_clone", args=[cohort.pk]), clone),
    ]

    words = f"Bank holidays are known until {in_words(known_until())}; later ones are not marked."
    assert [words in page.content.decode() for page in pages] == [said] * 3


def test_launch_asks_and_then_lays_out_the_year_once(client, monkeypatch):
    calls = []
    monkeypatch.setattr("fellowship.cohorts.layout.PLANNERS", [lambda cohort, by: calls.append(by)])
    administrator = AdministratorFactory()
    cohort = CohortFactory(programme=administrator.programme, launched_at=None)
    cohort.template = create_template(by=None, programme=cohort.programme, name="Our year")
    cohort.save()
    PlaceFactory(cohort=cohort)
    client.force_login(administrator.person)
    address = reverse("cohort_launch", args=[cohort.pk])

    asked = client.get(address).content.decode()
    assert "reminders go out from now on" in asked
    assert "later changes of the template are applied when you say so" in asked
    assert "1 fellow has no mentor yet" in asked
    assert calls == []
    client.post(address)
    client.post(address)

    cohort.refresh_from_db()
    assert cohort.launched_at
    assert cohort.planned_at
    assert calls == [administrator.person]
    page = client.get(reverse("cohort_template", args=[cohort.pk])).content.decode()
    assert "no other template can be chosen" in page
    assert "cannot change any more" not in page


def test_launch_without_fellows_is_refused(client):
    cohort = CohortFactory(launched_at=None)
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    response = client.post(reverse("cohort_launch", args=[cohort.pk]))

    assert "Choose a template first" in response.content.decode()
    cohort.refresh_from_db()
    assert cohort.launched_at is None


@pytest.mark.parametrize(("typed", "kept"), [("14, 3", [14, 3]), ("3;7 3", [7, 3]), ("1", [1])])
def test_reminder_days_are_kept_in_order(client, typed, kept):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    client.post(reverse("cohort_reminders", args=[cohort.pk]), {"days_before": typed})

    cohort.programme.refresh_from_db()
    assert cohort.programme.days_before == kept


@pytest.mark.parametrize("typed", ["", "soon", "0", "91", "1,2,3,4,5,6", "-3", "٣", "1" * 50])
def test_reminder_days_that_make_no_sense_are_refused(client, typed):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    response = client.post(reverse("cohort_reminders", args=[cohort.pk]), {"days_before": typed})

    assert "There is a problem" in response.content.decode()
    cohort.programme.refresh_from_db()
    assert cohort.programme.remind_days_before == []
