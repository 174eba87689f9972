"""Begins or undoes acts on many fellows in the run whose environment it has: `begin|undo NAME…`.

Each on a cohort of its own; a name is a kind and a number, as “tag 1”. By the services that the pages use.
"""

import datetime as dt
import sys
import uuid
from collections.abc import Callable
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from bench.year_of_many import MILESTONES, change_year, year_of_many
from fellowship.cohorts.bulk import acts
from fellowship.cohorts.matching.proposals import ask_proposal, solve
from fellowship.cohorts.matching.publishing import ask_publish
from fellowship.cohorts.models import BulkAct, Cohort, MentorProfile
from fellowship.cohorts.tasks import publish_proposal
from fellowship.home.bulk import BULK_KINDS
from fellowship.home.services import many
from fellowship.home.services.overview import Wanted, chosen_rows
from fellowship.home.services.template_changes import apply_template
from fellowship.people.models import User

# More than a chunk of each kind; a row of a move is a milestone. Publishing has no chunks.
FELLOWS = {kind.code: kind.chunk + 10 for kind in BULK_KINDS} | {"publish": 60}
FELLOWS["move"] = FELLOWS["move"] // MILESTONES
WITH_ALL_MILESTONES = ("move", "template")
SINCE = dt.timedelta(weeks=2)

# What is typed into the form of each kind that is chosen on the overview.
TYPED: dict[str, Callable[[Cohort], dict[str, Any]]] = {
    "invite": lambda cohort: {},
    "remind": lambda cohort: {"days_ahead": 60},
    "move": lambda cohort: {
        "milestone": None,
        "due_from": cohort.starts_on,
        "due_until": cohort.ends_on,
        "days": 7,
        "new_day": None,
        "reason": "The hosts' boards meet later.",
        "what": "All of them later.",
    },
    "message": lambda cohort: {"subject": "The launch", "text": "We meet at nine."},
    "tag": lambda cohort: {"name": "Visit in spring", "off": False},
}


def kind_of(name: str) -> str:
    return name.split()[0]


def act_on_many(cohort: Cohort, by: User) -> None:
    kind = kind_of(cohort.name)
    plan = many.PLANS[kind](cohort, chosen_rows(cohort, Wanted(), None), TYPED[kind](cohort))
    many.begin(by=by, cohort=cohort, kind=kind, plan=plan, form_id=uuid.uuid4())


def change_template(cohort: Cohort, by: User) -> None:
    change_year(by=by, cohort=cohort)
    apply_template(by=by, cohort=cohort, form_id=uuid.uuid4())


def publish(cohort: Cohort, by: User) -> None:
    """A mentor for each fellow."""
    fellows = range(cohort.places.count())
    mentors = User.objects.bulk_create(User(email=f"mentor{n}.{cohort.pk}@example.org") for n in fellows)
    pool = [MentorProfile(programme=cohort.programme, person=mentor) for mentor in mentors]
    MentorProfile.objects.bulk_create(pool)
    proposal = ask_proposal(by=by, cohort=cohort, starts_on=timezone.localdate())
    solve(proposal.pk)
    proposal.refresh_from_db()
    ask_publish(by=by, proposal=proposal, starts_on=proposal.starts_on)
    transaction.on_commit(lambda: publish_proposal.delay(proposal.pk))


ACTS = {**dict.fromkeys(TYPED, act_on_many), "template": change_template, "publish": publish}


@transaction.atomic
def begin(name: str) -> None:
    kind = kind_of(name)
    milestones = MILESTONES if kind in WITH_ALL_MILESTONES else 1
    cohort, by = year_of_many(FELLOWS[kind], timezone.localdate() - SINCE, milestones, name)
    people = User.objects.filter(places__cohort=cohort)
    if kind != "invite":  # who signs in already gets no invitation
        EmailAddress.objects.bulk_create(
            EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people
        )
    ACTS[kind](cohort, by)


def undo(name: str) -> None:
    act = BulkAct.objects.select_related("by").get(cohort__name=name)
    acts.undo(by=act.by, act=act)


if __name__ == "__main__":
    does = {"begin": begin, "undo": undo}[sys.argv[1]]
    for name in sys.argv[2:]:
        does(name)
