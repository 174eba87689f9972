"""What waits for a mentor's answer, across fellows, oldest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, Least, Length, TruncDate
from django.urls import reverse

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.models.challenge import ChallengeQuerySet
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Pairing
from fellowship.people.models import User

LETTERS_IN_A_WORD = 6
WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Waiting:
    """One thing with the mentor. `kind` is entry, milestone or brief."""

    kind: str
    item: int
    since: dt.datetime
    called: str  # the entry's date (ISO), the milestone's title, the brief's number
    letters: int
    challenge_id: int
    challenge_title: str
    fellow: str

    @property
    def happened_on(self) -> dt.date:
        """An entry's own date."""
        return dt.date.fromisoformat(self.called)

    @property
    def minutes(self) -> int:
        """About how long an answer takes: reading, and a minute to write."""
        return 1 + ceil(self.letters / LETTERS_IN_A_WORD / WORDS_A_MINUTE)

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.item}"

    @property
    def url(self) -> str:
        return f"{reverse('review', args=[self.challenge_id])}#{self.anchor}"


@dataclass(frozen=True)
class Mentored:
    """A challenge a mentor answers on. `until` is the last day, where the pairing has ended."""

    challenge: Challenge
    until: dt.date | None

    @property
    def fellow(self) -> User:
        return self.challenge.place.person


def mentored_by(user: User) -> list[Mentored]:
    """Every challenge this mentor answers on, also as second mentor or cover, by the fellows' names."""
    pairings = (
        Pairing.objects.open_to(user)
        .filter(place__challenge__isnull=False)
        .select_related("place__challenge", "place__person", "place__host", "place__cohort")
        .order_by(
            "place__person__family_name",
            "place__person__given_name",
            "place__challenge",
            F("ends_on").asc(nulls_last=True),  # of several with one fellow the last one counts
        )
    )
    found = {pairing.place.challenge: pairing.ends_on for pairing in pairings}
    return [Mentored(challenge, until) for challenge, until in found.items()]


def waiting_for(mentored: Sequence[Mentored], *, limit: int | None = None) -> list[Waiting]:
    """What waits on these challenges, oldest first; an answer by one mentor clears it for all."""
    by_challenge = {one.challenge.pk: one for one in mentored}
    rows = _waiting_query(mentored).order_by("since", "kind", "item")[:limit] if mentored else []
    return [_as_waiting(by_challenge[challenge], *row) for challenge, *row in rows]


def count_waiting_for(mentored: Sequence[Mentored]) -> int:
    return _waiting_query(mentored).count() if mentored else 0


def next_for(user: User, *, after: int) -> Waiting | None:
    """The oldest waiting thing on any challenge but `after`."""
    others = [one for one in mentored_by(user) if one.challenge.pk != after]
    return next(iter(waiting_for(others, limit=1)), None)


def with_waiting_since(challenges: ChallengeQuerySet) -> ChallengeQuerySet:
    """Adds `waiting_since`: since when the oldest unanswered thing is with the mentor, or None."""
    of_challenge = {"challenge": OuterRef("pk")}
    entries = LogEntry.objects.filter(**of_challenge, waiting_since__isnull=False)
    milestones = Milestone.objects.filter(**of_challenge, status=MilestoneStatus.SENT)
    briefs = BriefVersion.objects.filter(**of_challenge, status=BriefStatus.SENT)
    return challenges.annotate(  # Postgres' LEAST passes over NULL
        waiting_since=Least(
            Subquery(entries.order_by("waiting_since").values("waiting_since")[:1]),
            Subquery(milestones.order_by("sent_at").values("sent_at")[:1]),
            Subquery(briefs.order_by("sent_at").values("sent_at")[:1]),
        )
    )


def _as_waiting(
    one: Mentored, kind: str, item: int, since: dt.datetime, called: str, letters: int
) -> Waiting:
    return Waiting(
        kind=kind,
        item=item,
        since=since,
        called=called,
        letters=letters,
        challenge_id=one.challenge.pk,
        challenge_title=one.challenge.title,
        fellow=one.fellow.full_name,
    )


def _waiting_query(mentored: Sequence[Mentored]) -> QuerySet:
    """By ids that were fetched before: as a condition on pairings it would be planned three times."""
    entries = LogEntry.objects.exclude(waiting_since=None)
    milestones = Milestone.objects.filter(status=MilestoneStatus.SENT)
    briefs = BriefVersion.objects.filter(status=BriefStatus.SENT)
    happened = Cast("happened_on", CharField())
    entry_letters = Length(Concat("what_happened", "so_what", "now_what"))
    brief_letters = Length(Concat(*BriefVersion.TEXT_FIELDS, output_field=TextField()))
    waiting = [
        _waiting(entries, "entry", "waiting_since", happened, entry_letters),
        _waiting(milestones, "milestone", "sent_at", F("title"), Length("evidence")),
        _waiting(briefs, "brief", "sent_at", Cast("number", CharField()), brief_letters),
    ]
    in_time = _in_time(mentored)
    mine = [
        rows.filter(in_time).values_list("challenge_id", "kind", "item", "since", "called", "letters")
        for rows in waiting
    ]
    return mine[0].union(*mine[1:], all=True)


def _waiting(rows: QuerySet, kind: str, since: str, called, letters) -> QuerySet:
    return rows.order_by().annotate(
        kind=Value(kind, output_field=CharField()),
        item=F("pk"),
        since=F(since),
        sent_on=TruncDate(since),
        called=called,
        letters=letters,
    )


def _in_time(mentored: Sequence[Mentored]) -> Q:
    """What was sent before the end, where the pairing has ended."""
    condition = Q(challenge__in=[one.challenge.pk for one in mentored if one.until is None])
    for one in mentored:
        if one.until is not None:
            condition |= Q(challenge=one.challenge.pk, sent_on__lte=one.until)
    return condition
