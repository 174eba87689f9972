"""Versions of the brief. A version holds words the mentor has been sent; others are in a sealed draft."""

from django.db import transaction
from django.utils import timezone

from challenges import emails
from challenges.models import BriefVersion, Challenge
from challenges.permissions import check_can_review, check_can_write
from challenges.services.stale import refuse_if_stale
from challenges.workflow import BRIEF, Actor, BriefStatus
from fellowship.lib.workflows import next_step
from fellowship.people.models import User
from fellowship.people.services import audit

UNDER_WAY = [BriefStatus.DRAFT, BriefStatus.SENT]


def latest_version(challenge: Challenge) -> BriefVersion | None:
    return challenge.brief_versions.order_by("-number").first()


@transaction.atomic
def send_brief(
    *, challenge: Challenge, words: dict[str, str], by: User, version: int | None = None
) -> BriefVersion:
    """Sends these words to the mentor: as the version taken back, or as the next number after an answer.

    `version` is that of the newest version as the form was shown with it.
    """
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    latest = challenge.brief_versions.select_for_update().order_by("-number").first()
    if latest:
        refuse_if_stale(latest, version)
    brief = latest if latest and latest.status in UNDER_WAY else _next_version(challenge, latest)
    if latest and latest.status == BriefStatus.CHANGES_ASKED:
        _overtake(latest)
    step = next_step(BRIEF, brief.status, "send")
    for field in BriefVersion.TEXT_FIELDS:
        setattr(brief, field, words.get(field, ""))
    brief.status, brief.sent_at = step.next, timezone.now()
    brief.version += 1
    brief.save()
    if not challenge.brief_versions.filter(status=BriefStatus.AGREED).exists():
        _rename(challenge, brief.title)  # until one is agreed, the newest title is the best one
    audit.record("send", brief, by=by, number=brief.number)
    emails.tell_mentors(brief, since=brief.sent_at)
    return brief


@transaction.atomic
def act_on_brief(
    *, brief: BriefVersion, act: str, by: User, reason: str = "", version: int | None = None
) -> BriefVersion:
    """take_back by the fellow; agree or ask_for_changes by the mentor. Raises as milestones do."""
    current = (
        BriefVersion.objects.select_for_update(of=("self",))
        .select_related("challenge__place__cohort__programme", "challenge__place__person")
        .get(pk=brief.pk)
    )
    refuse_if_stale(current, version)
    if act == "take_back":
        check_can_write(by, current.challenge)
    else:
        check_can_review(by, current.challenge, sent_at=current.sent_at)
    step = next_step(BRIEF, current.status, act, reason=reason)
    if step.next == BriefStatus.AGREED:
        _replace_agreed(current.challenge, by)
        _rename(current.challenge, current.title)
    current.status = step.next
    if step.actor == Actor.MENTOR:
        current.answered_by, current.answered_at, current.answer_reason = by, timezone.now(), reason
    current.version += 1
    current.save()
    audit.record(act, current, by=by, number=current.number)
    if step.actor == Actor.MENTOR:
        emails.tell_fellow(current, by=by)
    return current


def _overtake(answered: BriefVersion) -> None:
    """What the mentor saw and said stays; only pages and letters that still ask about it are out of date."""
    answered.version += 1
    answered.save(update_fields=["version"])


def _next_version(challenge: Challenge, last: BriefVersion | None) -> BriefVersion:
    """It counts on where the last one stopped: words begun on that one are never taken for words of this."""
    number, version = (last.number + 1, last.version) if last else (1, 0)
    return BriefVersion(challenge=challenge, number=number, version=version)


def _replace_agreed(challenge: Challenge, by: User) -> None:
    for agreed in challenge.brief_versions.select_for_update().filter(status=BriefStatus.AGREED):
        agreed.status = next_step(BRIEF, agreed.status, "replace").next
        agreed.version += 1
        agreed.save(update_fields=["status", "version"])
        audit.record("replace", agreed, by=by, number=agreed.number)


def _rename(challenge: Challenge, title: str) -> None:
    if challenge.title != title:
        challenge.title = title
        challenge.save(update_fields=["title"])
