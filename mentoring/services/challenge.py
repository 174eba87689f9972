"""The challenge a page is about, as one person may see it: one statement."""

import datetime as dt
from functools import lru_cache
from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from challenges.models import Challenge, Workstream
from challenges.models.challenge import ChallengeQuerySet
from fellowship.cohorts.models import Cohort, Place, Programme
from fellowship.people.models import Organisation, User
from mentoring.permissions import ChallengeSeen, with_standing
from mentoring.services.seen import with_seen_until
from mentoring.statements import ANYBODY, ROW, Statement, columns, statement_of, take

OF_STANDING = ("answers_until", "mentored_since", "is_run", "mentor_names", "renamed")
ASKED = (*OF_STANDING, "seen_until", "workstream_names")


def challenge_seen_by(user: User, **which: int) -> ChallengeSeen | None:
    """The challenge that `which` names (`pk=3`, `log_entries=12`), if it is for this person's eyes."""
    ((path, row),) = which.items()
    found = _statement(path, timezone.localdate()).fetch(user=user.pk, row=row)
    return _seen(list(found[0])) if found else None


def with_workstream_names(challenges: ChallengeQuerySet) -> ChallengeQuerySet:
    """Each as “12 Self-rostering”: the id and the name."""
    named = Concat(Cast("pk", TextField()), Value(" "), "name", output_field=TextField())
    workstreams = Workstream.objects.filter(challenge=OuterRef("pk")).values(named=named)
    return challenges.annotate(workstream_names=ArraySubquery(workstreams))


@lru_cache(maxsize=16)
def _statement(path: str, today: dt.date) -> Statement:
    """`today` is in the statement: who is whose mentor is a matter of days."""
    visible = with_standing(Challenge.objects.visible_to(ANYBODY), ANYBODY)
    wanted = with_workstream_names(with_seen_until(visible, ANYBODY)).filter(**{path: ROW})
    return statement_of(
        wanted.values_list(
            *columns(Challenge),
            *columns(Place, "place"),
            *columns(User, "place__person"),
            *columns(Cohort, "place__cohort"),
            *columns(Programme, "place__cohort__programme"),
            *columns(Organisation, "place__host"),
            *ASKED,
        )
    )


def _seen(row: list) -> ChallengeSeen:
    challenge = take(Challenge, row)
    challenge.place = place = take(Place, row)
    place.person, place.cohort = take(User, row), take(Cohort, row)
    place.cohort.programme = take(Programme, row)
    place.host = take(Organisation, row)
    for name, value in zip(ASKED, row, strict=True):
        setattr(challenge, name, value)
    return cast(ChallengeSeen, challenge)
