"""Agreed actions: of a session, between the two; of a group session, one's own."""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.services.stale import refuse_if_stale
from fellowship.cohorts.models import Pairing
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring.models import Action, ActionStatus, Session, SetMeeting
from mentoring.models.action import ActionQuerySet
from mentoring.taking_part import check_can_meet, part_in

WITH_HOME = ("owner", "session__pairing__mentor", "session__pairing__place__person", "meeting__learning_set")
# act: from which status, to which
ACTS = {
    "done": (ActionStatus.OPEN, ActionStatus.DONE),
    "drop": (ActionStatus.OPEN, ActionStatus.DROPPED),
    "reopen": (None, ActionStatus.OPEN),
}


def open_actions_of(person: User) -> ActionQuerySet:
    """What this person said they would do and has not done, by date."""
    return Action.objects.open().filter(owner=person.pk).select_related("session", "meeting")


def open_actions_with(person: User) -> ActionQuerySet:
    """What the other of the two said they would do and has not done, by date: to a mentor what the fellow
    agreed in their own sessions, to a fellow what the mentors of today did, also what they took over.
    """
    now = Pairing.objects.in_force()
    same_place = now.filter(place=OuterRef("session__pairing__place"))
    of_fellow = Q(
        Exists(same_place.filter(mentor=person.pk)),
        session__pairing__mentor=person.pk,
        owner=F("session__pairing__place__person"),
    )
    of_mentor = Q(
        Exists(same_place.filter(mentor=OuterRef("owner"))), session__pairing__place__person=person.pk
    )
    found = Action.objects.open().filter(of_fellow | of_mentor)
    return found.select_related("owner", "session__pairing__place")


@transaction.atomic
def agree_action(
    *, session: Session, words: str, owner: User, due_on: dt.date, form_id: uuid.UUID, by: User
) -> Action:
    """For one of the two. The same `form_id` again gives the action it made."""
    check_can_meet(session.pairing, by)
    if owner.pk not in (session.pairing.mentor_id, session.pairing.place.person_id):
        raise NotPossible(_("Choose the fellow or the mentor of this session."))
    made, is_new = Action.objects.get_or_create(
        form_id=form_id,
        defaults={"session": session, "words": words, "owner": owner, "due_on": due_on, "made_by": by},
    )
    if made.made_by_id != by.pk or made.session_id != session.pk:
        raise NotPossible(_("This form does not belong to you. Open it again from the session."))
    if is_new:
        audit.record("agree", made, by=by)
    return made


@transaction.atomic
def note_own_action(
    *, meeting: SetMeeting, words: str, due_on: dt.date, for_mentor: bool, form_id: uuid.UUID, by: User
) -> Action:
    """What a member of a set takes away from a meeting; nobody else in the set sees it."""
    members = meeting.learning_set.memberships.filter(place__person=by.pk, left_on=None)
    if not members.exists():
        raise PermissionDenied(_("Only members of this set note actions of their own here."))
    facts = {"words": words, "due_on": due_on, "for_mentor": for_mentor, "owner": by, "made_by": by}
    made, is_new = Action.objects.get_or_create(form_id=form_id, defaults={"meeting": meeting, **facts})
    if made.made_by_id != by.pk or made.meeting_id != meeting.pk:
        raise NotPossible(_("This form does not belong to you. Open it again from the meeting."))
    if is_new:
        audit.record("note", made, by=by)
    return made


@transaction.atomic
def change_action(
    *, action: Action, words: str, due_on: dt.date, version: int, by: User, for_mentor: bool = False
) -> Action:
    current = _locked(action, by)
    if current.session is not None:
        check_can_meet(current.session.pairing, by)
    if current.status != ActionStatus.OPEN:
        raise NotPossible(_("This action is settled. Open it again to change it."))
    if (current.words, current.due_on, current.for_mentor) == (words, due_on, for_mentor):
        return current
    refuse_if_stale(current, version)
    current.words, current.due_on, current.for_mentor = words, due_on, for_mentor
    return _keep(current, "change", by)


@transaction.atomic
def settle_action(*, action: Action, act: str, by: User, version: int | None = None) -> Action:
    """`act`: done, drop or reopen. What is so already stays so."""
    current = _locked(action, by)
    before, after = ACTS[act]
    if current.status == after:
        return current
    if before and current.status != before:
        raise NotPossible(_("This action is settled. Open it again to change it."))
    refuse_if_stale(current, version)
    current.status = after
    current.settled_at = None if after == ActionStatus.OPEN else timezone.now()
    return _keep(current, act, by)


@transaction.atomic
def take_over(*, action: Action, by: User) -> Action:
    """A later mentor makes an open action of the mentor before their own; the fellow has opened it."""
    current = Action.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=action.pk).first()
    if current is None or not can_take_over(current, by):
        raise PermissionDenied(_("Only a mentor to whom the fellow has handed this action can take it over."))
    if current.owner_id == by.pk:
        return current
    current.owner = by
    return _keep(current, "take_over", by)


def can_take_over(action: Action, user: User) -> bool:
    if action.session is None or action.status != ActionStatus.OPEN:
        return False
    pairing = action.session.pairing
    is_opened = action.openings.filter(handover__pairing__mentor=user.pk).exists()
    return is_opened and action.owner_id in (pairing.mentor_id, user.pk)


def settles(action: Action, user: User) -> bool:
    """The owner, and of a session's also the other of the two."""
    if action.owner_id == user.pk:
        return True
    return action.session is not None and part_in(action.session, user).takes_part


def _locked(action: Action, by: User) -> Action:
    found = Action.objects.visible_to(by).select_related(*WITH_HOME)
    current = found.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if current is None or not settles(current, by):
        raise PermissionDenied(_("Only the two people of this session can change its actions."))
    return current


def _keep(action: Action, act: str, by: User) -> Action:
    action.version += 1
    action.save()
    audit.record(act, action, by=by)
    return action
