"""What happened on a challenge, of all kinds, in one query: the time line's bones."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from challenges.models import BriefVersion, LogEntry, MilestoneChange
from challenges.workflow import BriefStatus
from mentoring.models import Comment
from mentoring.things import Thing

ENTRY, MILESTONE, BRIEF_SENT, BRIEF_ANSWERED, COMMENT = (
    "entry",
    "milestone",
    "brief_sent",
    "brief_answered",
    "comment",
)
COMMENT_ON_MILESTONE = "comment_on_milestone"  # asked for alone; each is a COMMENT
ALL = (ENTRY, MILESTONE, BRIEF_SENT, BRIEF_ANSWERED, COMMENT)
ANSWERED = [BriefStatus.CHANGES_ASKED, BriefStatus.AGREED, BriefStatus.REPLACED]


@dataclass(frozen=True)
class Moment:
    """Something that happened: which row says so, when, who did it, and which thing it is about."""

    what: str
    row: int
    at: dt.datetime
    who: int | None
    thing: Thing


def moments_query(
    challenge_id: int,
    *,
    kinds: Collection[str] = ALL,
    after: dt.datetime | None = None,
    not_by: int | None = None,
) -> QuerySet:
    """Rows for `as_moments`, unordered. `after` and `not_by` leave out the older and one's own."""
    parts = []
    for kind in kinds:
        rows = _rows(kind, challenge_id)
        if after:
            rows = rows.filter(moment__gt=after)
        if not_by:
            rows = rows.exclude(doer=not_by)
        parts.append(rows.values_list("what", "row", "moment", "doer", "about", "about_id"))
    return parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]


def as_moments(rows) -> list[Moment]:
    return [Moment(what, row, at, who, (about, about_id)) for what, row, at, who, about, about_id in rows]


def newest_first(query: QuerySet) -> QuerySet:
    """Moments at the same instant stand in a fixed order, so that pages never repeat or lose one."""
    return query.order_by("-moment", "-what", "-row")


def oldest_first(query: QuerySet) -> QuerySet:
    return query.order_by("moment", "what", "row")


def _rows(kind: str, challenge_id: int) -> QuerySet:
    rows: QuerySet
    if kind == ENTRY:
        rows = LogEntry.objects.filter(challenge=challenge_id)
        return _named(rows, kind, F("shared_at"), F("author_id"), _text("entry"), F("pk"))
    if kind == MILESTONE:
        rows = MilestoneChange.objects.filter(milestone__challenge=challenge_id).exclude(
            act="add",
            milestone__from_template__isnull=False,  # the year laid out is not news
        )
        return _named(rows, kind, F("at"), F("by_id"), _text("milestone"), F("milestone_id"))
    if kind == BRIEF_SENT:
        rows = BriefVersion.objects.filter(challenge=challenge_id, sent_at__isnull=False).exclude(
            status=BriefStatus.DRAFT
        )
        fellow = F("challenge__place__person_id")
        return _named(rows, kind, F("sent_at"), fellow, _text("brief"), F("pk"))
    if kind == BRIEF_ANSWERED:
        rows = BriefVersion.objects.filter(
            challenge=challenge_id, answered_at__isnull=False, status__in=ANSWERED
        )
        return _named(rows, kind, F("answered_at"), F("answered_by_id"), _text("brief"), F("pk"))
    about = Case(
        When(log_entry__isnull=False, then=_text("entry")),
        When(milestone__isnull=False, then=_text("milestone")),
        default=_text("brief"),
    )
    rows = Comment.objects.filter(challenge=challenge_id, deleted_at=None)
    if kind == COMMENT_ON_MILESTONE:
        rows = rows.filter(milestone__isnull=False)
    about_id = Coalesce("log_entry_id", "milestone_id", "brief_version_id")
    return _named(rows, COMMENT, F("created_at"), F("author_id"), about, about_id)


def _named(rows: QuerySet, kind: str, moment, doer, about, about_id) -> QuerySet:
    return rows.order_by().annotate(
        what=_text(kind), row=F("pk"), moment=moment, doer=doer, about=about, about_id=about_id
    )


def _text(words: str) -> Value:
    return Value(words, output_field=CharField())
