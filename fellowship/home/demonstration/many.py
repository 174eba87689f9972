"""What the programme team of the demonstration has done for many fellows at once."""

import datetime as dt
from collections.abc import Callable, Sequence

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkAct, BulkRow, Cohort, Place
from fellowship.home.services.bulk_movable import Which, Whither, rows_of
from fellowship.people.models import User

Moment = Callable[[int], dt.datetime]

TAGS = ["Visit in spring", "Would speak at the launch", "Back from leave in summer"]
REASON = "The hosts' boards meet a week later this year."


def write_many(cohort: Cohort, administrator: User, moment: Moment) -> None:
    places = list(cohort.places.order_by("pk"))
    _done("tag", cohort, administrator, moment(24), _tagging(TAGS[0], places[1::3]))
    _done("tag", cohort, administrator, moment(9), _tagging(TAGS[1], places[::5]))
    _done("tag", cohort, administrator, moment(6), _tagging(TAGS[2], places[3:4]))
    _done("move", cohort, administrator, moment(16), _moving(cohort, places[:8]))


def _tagging(name: str, places: Sequence[Place]) -> tuple[dict, list[BulkRow]]:
    return {"name": name, "off": False}, [BulkRow(place=place) for place in places]


def _moving(cohort: Cohort, places: Sequence[Place]) -> tuple[dict, list[BulkRow]]:
    """The last milestone of the year, a week later."""
    last = places[0].challenge.milestones.exclude(from_template=None).latest("due_on")
    rows = rows_of([place.pk for place in places], Which(template=last.from_template_id), Whither(days=7))
    return {"reason": REASON, "what": f"“{last.title}” 7 days later."}, rows


def _done(kind: str, cohort: Cohort, by: User, at: dt.datetime, what: tuple[dict, list[BulkRow]]) -> None:
    facts, rows = what
    act = acts.start(by=by, programme=cohort.programme, cohort=cohort, kind=kind, facts=facts, rows=rows)
    running.run(act.pk)
    BulkAct.objects.filter(pk=act.pk).update(made_at=at)
