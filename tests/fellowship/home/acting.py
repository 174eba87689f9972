"""What tests of acts on many fellows share."""

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkAct, Cohort, Place
from fellowship.people.models import User
from tests.access.sending import day
from tests.factories import ChallengeFactory
from tests.factories.cohorts import days_from_today


def fellow(cohort: Cohort, given_name: str = "Mei") -> Place:
    return ChallengeFactory(place__cohort=cohort, place__person__given_name=given_name).place


def results(act: BulkAct) -> list[tuple[str, str]]:
    return [(row.status, row.words) for row in act.rows.order_by("pk")]


def undone(act: BulkAct, by: User) -> list[tuple[str, str]]:
    acts.undo(by=by, act=act)
    running.run(act.pk)
    return results(act)


def moved(**whither) -> dict:
    """What is typed to move all milestones of a year."""
    between = {**day("due_from", days_from_today(-300)), **day("due_until", days_from_today(300))}
    return {"reason": "The venue is closed", **between, **whither}
