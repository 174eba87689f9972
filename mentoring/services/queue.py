"""What waits for a mentor's answer, across fellows, oldest first."""

import datetime as dt
from dataclasses import dataclass
from math import ceil

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, Least, Length, TruncDate
from django.urls import reverse

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone
from challenges.models.challenge import ChallengeQuerySet
from challenges.workflow import BriefStatus, MilestoneStatus
from fellowship.cohorts.models import Pairing

LETTERS_IN_A_WORD = 6
WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Waiting:
    """One thing with the mentor. `kind` is entry, milestone or brief;"""

    kind: str
    item: int
    since: dt.datetime
    called: str  # the entry's date (ISO), the milestone's title, the brief's number
    letters: int
    challenge_id: int
    challenge_title: str
    fellow_id: int
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


def waiting_for(user, *, limit: int | None = None) -> list[Waiting]:
    """What waits for this mentor, also as second mentor or cover; an answer by one clears it for all."""
    return _as_waiting(_waiting_query(user).order_by("since", "kind", "item")[:limit])


def count_waiting_for(user) -> int:
    return _waiting_query(user).count()


def next_for(user, *, after: int) -> Waiting | None:
    """The oldest waiting thing on any challenge but `after`."""
    query = _waiting_query(user, but=after).order_by("since", "kind", "item")
    return next(iter(_as_waiting(query[:1])), None)


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


def _as_waiting(rows) -> list[Waiting]:
    return [Waiting(*row[:8], " ".join(part for part in row[8:] if part)) for row in rows]


def _waiting_query(user, *, but: int | None = None) -> QuerySet:
    happened = Cast("happened_on", CharField())
    entry_letters = Length(Concat("what_happened", "so_what", "now_what"))
    brief_letters = Length(Concat(*BriefVersion.TEXT_FIELDS, output_field=TextField()))
    waiting = [
        _waiting(
            LogEntry.objects.exclude(waiting_since=None), "entry", "waiting_since", happened, entry_letters
        ),
        _waiting(
            Milestone.objects.filter(status=MilestoneStatus.SENT),
            "milestone",
            "sent_at",
            F("title"),
            Length("evidence"),
        ),
        _waiting(
            BriefVersion.objects.filter(status=BriefStatus.SENT),
            "brief",
            "sent_at",
            Cast("number", CharField()),
            brief_letters,
        ),
    ]
    mine = [_open_to(user, rows.exclude(challenge=but or 0)) for rows in waiting]
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


def _open_to(user, rows: QuerySet) -> QuerySet:
    """Those of `rows` that were sent to this mentor: before the end, where the pairing has ended."""
    pairings = Pairing.objects.open_to(user).filter(place=OuterRef("challenge__place"))
    in_time = Q(ends_on=None) | Q(ends_on__gte=OuterRef("sent_on"))
    person = "challenge__place__person__"
    return rows.filter(
        Exists(pairings.filter(in_time)), challenge__in=Challenge.objects.mentored_by(user)
    ).values_list(
        "kind",
        "item",
        "since",
        "called",
        "letters",
        "challenge_id",
        "challenge__title",
        person + "id",
        person + "title",
        person + "given_name",
        person + "family_name",
    )
