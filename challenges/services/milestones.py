"""Milestones: planned, worked on, sent, answered. Every step leaves a MilestoneChange."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges import emails
from challenges.models import Challenge, Milestone, MilestoneChange, Workstream
from challenges.models.milestone import CHANGE_WORKSTREAM
from challenges.permissions import check_can_review, check_can_set_up, check_can_write
from challenges.services.draft_files import take_files
from challenges.services.stale import refuse_if_stale
from challenges.workflow import MILESTONE, WITH_THE_FELLOW, Actor, MilestoneStatus
from fellowship.cohorts.models import TemplateMilestone
from fellowship.lib.offsets import Offset
from fellowship.lib.workflows import NotPossible, next_step
from fellowship.people.models import User
from fellowship.people.services import audit

ANSWERS = {"sign_off", "ask_for_changes", "withdraw_sign_off"}
WITH_WORDS = {"send", "drop"}  # the fellow's acts for which something is written, evidence or a reason


@transaction.atomic
def plan_from_template(*, challenge: Challenge, by: User | None) -> list[Milestone]:
    """The milestones of the cohort's template, dated from the place's own first day. Safe to repeat.

    Gives those that were added. What lies before the place's first day is due on that day.
    """
    place = challenge.place
    check_can_set_up(by, place)
    if place.cohort.template_id is None:
        return []
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    cohort = place.cohort
    there = set(challenge.milestones.values_list("from_template", flat=True))
    wanted = TemplateMilestone.objects.filter(template=place.cohort.template_id).exclude(
        pk__in=there - {None}
    )
    days = {
        planned.pk: max(Offset.parse(planned.due).on(place.starts_on, cohort.ends_on), place.starts_on)
        for planned in wanted
    }
    added = Milestone.objects.bulk_create(
        Milestone(
            challenge=challenge,
            title=planned.title,
            description=planned.description,
            due_on=days[planned.pk],
            laid_out_on=days[planned.pk],
            from_template=planned,
        )
        for planned in wanted
    )
    MilestoneChange.objects.bulk_create(_change("add", milestone, by) for milestone in added)
    if added:
        audit.record("plan_milestones", challenge, by=by, count=len(added))
    return added


@transaction.atomic
def add_milestone(
    *,
    challenge: Challenge,
    title: str,
    description: str,
    due_on: dt.date,
    form_id: uuid.UUID,
    by: User,
    workstream: Workstream | None = None,
) -> Milestone:
    """A milestone of the fellow's own. The same `form_id` again gives the milestone it made."""
    check_can_write(by, challenge)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    made = Milestone.objects.filter(challenge=challenge, form_id=form_id).first()
    if made:
        return made
    milestone = Milestone.objects.create(
        challenge=challenge,
        title=title,
        description=description,
        due_on=due_on,
        workstream=workstream,
        form_id=form_id,
    )
    _change("add", milestone, by).save()
    audit.record("add", milestone, by=by, due_on=str(due_on))
    return milestone


@transaction.atomic
def edit_milestone(
    *,
    milestone: Milestone,
    title: str,
    description: str,
    by: User,
    workstream: Workstream | None = None,
    version: int | None = None,
) -> Milestone:
    current = _locked(milestone)
    check_can_write(by, current.challenge)
    if not _only(current, version, ["move"], by):
        refuse_if_stale(current, version)
    _refuse_unless_with_the_fellow(current)
    if (current.title, current.description, current.workstream) == (title, description, workstream):
        return current
    if current.workstream != workstream:
        change_workstream(milestone=current, to=workstream, by=by)
    if (current.title, current.description) == (title, description):
        current.version += 1
        current.save(update_fields=["version"])
        return current
    current.title, current.description = title, description
    _keep(current, "edit", by, ["title", "description"])
    return current


def change_workstream(*, milestone: Milestone, to: Workstream | None, by: User) -> None:
    """A line in the history, but no news and no other words: a mentor's answer is not stale because of it.

    Call it for a milestone that is locked, or behind the lock of its challenge.
    """
    before, milestone.workstream = milestone.workstream, to
    milestone.save(update_fields=["workstream"])
    change = _change(CHANGE_WORKSTREAM, milestone, by)
    change.status_before, change.due_before = milestone.status, milestone.due_on
    change.reason = _from_to(before, to)
    change.save()
    audit.record(CHANGE_WORKSTREAM, milestone, by=by, workstream=to.pk if to else None)


def _from_to(before: Workstream | None, to: Workstream | None) -> str:
    if before and to:
        return _("From “%(before)s” to “%(to)s”") % {"before": before, "to": to}
    return _("To “%(to)s”") % {"to": to} if to else _("Out of “%(before)s”") % {"before": before}


@transaction.atomic
def move_milestone(
    *, milestone: Milestone, due_on: dt.date, reason: str, by: User, version: int | None = None
) -> Milestone:
    """Another due date; the old one stays in the history with the reason."""
    current = _locked(milestone)
    check_can_write(by, current.challenge)
    if not _only(current, version, ["edit"], by):
        refuse_if_stale(current, version)
    _refuse_unless_with_the_fellow(current)
    if not reason.strip():
        raise NotPossible(_("Give a reason: the other person will want to know why."))
    before, current.due_on = current.due_on, due_on
    if before != due_on:
        _keep(current, "move", by, ["due_on"], due_before=before, reason=reason)
    return current


@transaction.atomic
def act_on_milestone(
    *,
    milestone: Milestone,
    act: str,
    by: User,
    reason: str = "",
    version: int | None = None,
    evidence: str | None = None,
    draft_id: uuid.UUID | None = None,
) -> Milestone:
    """Takes a step of the workflow table, the fellow's or the mentor's, and tells the other side.

    Raises `Stale`, `NotPossible` or PermissionDenied, each with a sentence. `evidence` goes with "send",
    and so do the files of the draft it was typed into.
    """
    current = _locked(milestone)
    if not (act in WITH_WORDS and _only(current, version, ["move", "edit"], by)):
        refuse_if_stale(current, version)
    if act in ANSWERS:
        check_can_review(
            by, current.challenge, sent_at=None if act == "withdraw_sign_off" else current.sent_at
        )
    else:
        check_can_write(by, current.challenge)
    step = next_step(MILESTONE, current.status, act, reason=reason)
    before, now = current.status, timezone.now()
    current.status = step.next
    if step.next == MilestoneStatus.SENT:
        current.sent_at = now
        current.evidence = current.evidence if evidence is None else evidence
        if draft_id:
            take_files(current, draft_id, by)
    signed_off = step.next == MilestoneStatus.SIGNED_OFF
    current.signed_off_by, current.signed_off_at = (by, now) if signed_off else (None, None)
    fields = ["status", "sent_at", "evidence", "signed_off_by", "signed_off_at"]
    _keep(current, act, by, fields, status_before=before, reason=reason)
    if step.next == MilestoneStatus.SENT:
        emails.tell_mentors(current, since=now)
    elif step.actor == Actor.MENTOR:
        emails.tell_fellow(current, by=by)
    return current


def _locked(milestone: Milestone) -> Milestone:
    rows = Milestone.objects.select_for_update(of=("self",)).select_related(
        "challenge__place__cohort__programme"
    )
    return rows.get(pk=milestone.pk)


def _only(milestone: Milestone, version: int | None, acts: list[str], by: User) -> bool:
    """Since `version` only `by` did anything, and only these acts, which change other fields than the form.

    A change of workstream has a line of its own without a version, so that one among the latest counts as
    something else.
    """
    missed = milestone.version - (version or 0)
    latest = list(milestone.changes.order_by("-at", "-pk")[: max(missed, 0)])
    return len(latest) == missed and all(one.by_id == by.pk and one.act in acts for one in latest)


def _refuse_unless_with_the_fellow(milestone: Milestone) -> None:
    """What the mentor is looking at, or has signed, does not change under their eyes."""
    if milestone.status == MilestoneStatus.SENT:
        raise NotPossible(_("This milestone is with your mentor. Take it back before you change it."))
    if milestone.status not in WITH_THE_FELLOW:
        raise NotPossible(_("This milestone is closed, so it can no longer be changed."))


def _keep(
    milestone: Milestone,
    act: str,
    by: User,
    fields: list[str],
    *,
    status_before: str = "",
    due_before: dt.date | None = None,
    reason: str = "",
) -> None:
    milestone.version += 1
    milestone.save(update_fields=[*fields, "version"])
    change = _change(act, milestone, by)
    change.status_before = status_before or milestone.status
    change.due_before = due_before or milestone.due_on
    change.reason = reason
    change.save()
    audit.record(act, milestone, by=by, status=milestone.status, due_on=str(milestone.due_on))


def _change(act: str, milestone: Milestone, by: User | None) -> MilestoneChange:
    return MilestoneChange(
        milestone=milestone, by=by, act=act, status_after=milestone.status, due_after=milestone.due_on
    )
