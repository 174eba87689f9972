"""What the programme team of the demonstration has done for many fellows at once, as the page does it."""

import uuid
from collections.abc import Sequence
from typing import Any

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkAct, Cohort, Place
from fellowship.home.demonstration.dates import BULK, MILESTONES, dated, moment
from fellowship.home.services.many import PLANS, begin
from fellowship.home.services.overview import chosen_rows
from fellowship.home.services.overview_filters import Wanted
from fellowship.people.models import User

TAGS = ["Visit in spring", "Would speak at the launch", "Back from leave in summer"]
LATER = "The hosts’ boards meet a week later this year."
EARLIER = "The university moves its deadline forward."
MESSAGE = {
    "subject": "Your host’s name on the poster",
    "text": "Please tell us by the end of the month how your host wants to be named on the poster. "
    "A line by email is enough.",
}


def write_many(cohort: Cohort, administrator: User, invited: Place) -> None:
    """`invited`: who had no invitation until then."""
    places = list(cohort.places.order_by("pk"))

    def do(kind: str, days_ago: int, of: Sequence[Place], **values: Any) -> BulkAct:
        rows = chosen_rows(cohort, Wanted(), [place.pk for place in of])
        with dated(moment(days_ago), BULK, MILESTONES):
            plan = PLANS[kind](cohort, rows, values)
            act = begin(by=administrator, cohort=cohort, kind=kind, plan=plan, form_id=uuid.uuid4())
            running.run(act.pk)
        return act

    do("invite", 34, [invited])
    do("tag", 24, places[1::3], name=TAGS[0], off=False)
    last = places[0].challenge.milestones.exclude(from_template=None).latest("due_on")
    move = {"milestone": last.from_template_id, "due_from": None, "due_until": None, "new_day": None}
    do("move", 16, places[:8], **move, days=7, what=f"“{last.title}” 7 days later.", reason=LATER)
    do("message", 14, places[::2], **MESSAGE)
    do("remind", 12, places, days_ahead=14)
    wrong = do(
        "move", 11, places[8:12], **move, days=-14, what=f"“{last.title}” 14 days earlier.", reason=EARLIER
    )
    with dated(moment(10), BULK, MILESTONES):
        acts.undo(by=administrator, act=wrong)
        running.run(wrong.pk)
    do("tag", 9, places[::5], name=TAGS[1], off=False)
    do("tag", 6, places[3:4], name=TAGS[2], off=False)
