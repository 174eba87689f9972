"""What the bench measures, and the tests of kills count, is what a programme does in a year."""

import datetime as dt

import pytest
from django.utils import timezone

from bench.year_of_many import ASSIGNMENTS, DAYS, MILESTONES, MODULES, change_year, year_of_many
from challenges.models import Milestone
from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.services.template_changes import undo_change
from fellowship.home.services.template_changes import Comparison, apply_template
from fellowship.learning.models import Assignment, TaughtDay

pytestmark = pytest.mark.django_db

FELLOWS = 3
WEEK = dt.timedelta(weeks=1)


def test_year_moves_and_reads_otherwise_and_goes_back_as_it_was():
    cohort, by = year_of_many(FELLOWS, timezone.localdate() + dt.timedelta(days=90))
    before = stands(cohort)
    assert [len(rows) for rows in before] == [FELLOWS * MILESTONES, MODULES * DAYS, MODULES * ASSIGNMENTS]

    changes = change_year(by=by, cohort=cohort)
    act = apply_template(by=by, cohort=cohort)
    running.run(act.pk)

    after = stands(cohort)
    for then, now in zip(before, after, strict=True):
        assert {pk: row[0] for pk, row in now.items()} == {pk: row[0] + WEEK for pk, row in then.items()}
    milestones, *pgcert = after
    reworded = [title for _day, title, description in milestones.values() if description]
    assert len(reworded) == FELLOWS * MILESTONES // 2
    assert all(title.endswith("with the team") for title in reworded)
    assert all(words and provider for rows in pgcert for _day, words, provider in rows.values())

    acts.undo(by=by, act=act)
    running.run(act.pk)
    for change in reversed(changes):
        undo_change(by=by, change=change)

    assert stands(cohort) == before
    assert not Comparison(Cohort.objects.get(pk=cohort.pk)).preview().does_something


def stands(cohort: Cohort) -> list[dict[int, tuple]]:
    """By number: the day, and the words that change."""
    rows = [
        Milestone.objects.filter(challenge__place__cohort=cohort).values_list(
            "pk", "due_on", "title", "description"
        ),
        TaughtDay.objects.filter(module__cohort=cohort).values_list("pk", "day", "venue", "module__provider"),
        Assignment.objects.filter(module__cohort=cohort).values_list(
            "pk", "due_on", "brief", "module__provider"
        ),
    ]
    return [{pk: tuple(values) for pk, *values in found} for found in rows]
