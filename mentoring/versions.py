"""Which versions of a brief a person may read, and how two of them differ, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from challenges.models import BriefVersion, Challenge
from challenges.workflow import BriefStatus
from fellowship.lib.text import difference
from mentoring.permissions import Standing


@dataclass(frozen=True)
class Comparison:
    """`fields` are (label, [("same" | "removed" | "added", words)]) for what differs, and only that."""

    before: BriefVersion
    after: BriefVersion
    fields: list[tuple[str, list[tuple[str, str]]]]


def sent_briefs(challenge: Challenge, standing: Standing) -> QuerySet[BriefVersion]:
    """What the fellow sent and has not taken back, as far as it is for this mentor or team."""
    return standing.seen(sent_of(challenge.pk))


def sent_of(challenge_id: int) -> QuerySet[BriefVersion]:
    return BriefVersion.objects.filter(challenge=challenge_id).exclude(status=BriefStatus.DRAFT)


def in_hand(versions: Sequence[BriefVersion]) -> list[BriefVersion]:
    """Of versions, newest first: the newest and the agreed one. The others are history."""
    return [one for one in versions if one is versions[0] or one.status == BriefStatus.AGREED]


def readable(challenge: Challenge, standing: Standing) -> QuerySet[BriefVersion]:
    """All for the fellow; what was sent and not taken back for mentor and team; for peers the agreed one."""
    if standing.is_fellow:
        return BriefVersion.objects.filter(challenge=challenge)
    sent = sent_briefs(challenge, standing)
    return sent if standing.discusses else sent.filter(status=BriefStatus.AGREED)


def compare(versions: Sequence[BriefVersion], before: str, after: str) -> Comparison | None:
    """Two versions by their numbers; `after` left out: the newest. None where one is not there."""
    by_number = {str(version.number): version for version in versions}
    old = by_number.get(before)
    new = by_number.get(after) or (versions[0] if versions else None)
    if old is None or new is None or old == new:
        return None
    if old.number > new.number:
        old, new = new, old
    labels = {field.name: field.verbose_name for field in BriefVersion._meta.fields}
    fields = []
    for name in BriefVersion.TEXT_FIELDS:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            fields.append((str(labels[name]), difference(was, now)))
    return Comparison(old, new, fields)
