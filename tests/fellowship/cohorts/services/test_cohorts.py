import datetime as dt

import pytest
from django.utils import timezone

from fellowship.cohorts import layout
from fellowship.cohorts.services.cohorts import (
    CannotDo,
    change_credits,
    change_dates,
    choose_template,
    last_day,
    launch_cohort,
)
from fellowship.cohorts.services.templates import create_template
from tests.factories import CohortFactory, PairingFactory, PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
OLD, OLD_END = dt.date(2026, 9, 7), dt.date(2027, 9, 6)
NEW, NEW_END = dt.date(2026, 10, 5), dt.date(2027, 10, 4)


@pytest.fixture
def administrator():
    return UserFactory()


@pytest.fixture
def cohort():
    return CohortFactory(starts_on=OLD, ends_on=OLD_END, launched_at=None)


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (OLD, 12, OLD_END),
        (dt.date(2026, 4, 1), 10, dt.date(2027, 1, 31)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 27)),
        (dt.date(2027, 2, 28), 12, dt.date(2028, 2, 27)),
    ],
)
def test_last_day(starts_on, months, ends_on):
    assert last_day(starts_on, months) == ends_on


def test_change_dates_moves_places_and_pairings_that_go_with_the_cohort(cohort, administrator):
    pairing = PairingFactory(place__cohort=cohort)
    late = PlaceFactory(cohort=cohort, starts_on=dt.date(2026, 11, 2))

    change_dates(by=administrator, cohort=cohort, name="Moved", starts_on=NEW, ends_on=NEW_END)

    pairing.refresh_from_db()
    late.refresh_from_db()
    assert pairing.starts_on == pairing.place.starts_on == NEW
    assert pairing.place.ends_on == late.ends_on == NEW_END
    assert late.starts_on == dt.date(2026, 11, 2)


def test_change_dates_that_leave_somebody_outside_is_refused(cohort, administrator):
    place = PlaceFactory(cohort=cohort, starts_on=dt.date(2026, 9, 14))

    with pytest.raises(CannotDo, match=place.person.full_name):
        change_dates(by=administrator, cohort=cohort, name="Moved", starts_on=NEW, ends_on=NEW_END)

    cohort.refresh_from_db()
    assert cohort.starts_on == OLD


def test_credits_change_until_the_cohort_is_closed(cohort, administrator):
    layout.lay_out_year(cohort, administrator)
    change_credits(by=administrator, cohort=cohort, credits_needed=60)
    cohort.refresh_from_db()
    assert cohort.credits_needed == 60
    cohort.closed_at = timezone.now()
    cohort.save()
    with pytest.raises(CannotDo, match="closed"):
        change_credits(by=administrator, cohort=cohort, credits_needed=None)


def test_dates_and_template_stay_once_the_year_is_laid_out(cohort, administrator):
    template = create_template(by=None, programme=cohort.programme, name="Our year")
    layout.lay_out_year(cohort, administrator)

    with pytest.raises(CannotDo):
        change_dates(by=administrator, cohort=cohort, name="x", starts_on=NEW, ends_on=NEW_END)
    with pytest.raises(CannotDo):
        choose_template(by=administrator, cohort=cohort, template=template)


def test_lay_out_year_calls_every_planner_and_marks_once(cohort, administrator, monkeypatch):
    calls = []
    monkeypatch.setattr(layout, "PLANNERS", [lambda cohort, by: calls.append(cohort.planned_at)] * 2)

    first = layout.lay_out_year(cohort, administrator)
    again = layout.lay_out_year(cohort, administrator)

    assert len(calls) == 4
    assert first.planned_at == again.planned_at


def test_planner_that_fails_leaves_the_cohort_as_it_was(cohort, administrator, monkeypatch):
    def fail(cohort, by):
        raise RuntimeError

    monkeypatch.setattr(layout, "PLANNERS", [fail])
    cohort.template = create_template(by=None, programme=cohort.programme, name="Our year")
    cohort.save()
    PlaceFactory(cohort=cohort)

    with pytest.raises(RuntimeError):
        launch_cohort(by=administrator, cohort=cohort)

    cohort.refresh_from_db()
    assert (cohort.planned_at, cohort.launched_at) == (None, None)
