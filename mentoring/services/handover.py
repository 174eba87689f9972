"""From one mentor to the next: the fellow chooses what the later one sees of sessions with others."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.permissions import check_owns
from fellowship.cohorts.models import Pairing
from fellowship.cohorts.models.pairing import PairingQuerySet
from fellowship.people.models import User
from fellowship.people.services import audit
from mentoring.models import Action, Handover, Opening, PartingWord, Session
from mentoring.models.action import ActionQuerySet
from mentoring.workflow import SessionStatus


def sessions_of_others(pairing: Pairing) -> QuerySet[Session]:
    """Held sessions of the same fellow with other mentors, newest first."""
    held = Session.objects.filter(pairing__place=pairing.place_id, status=SessionStatus.HELD)
    return held.exclude(pairing__mentor=pairing.mentor_id).select_related("pairing__mentor")


def open_actions_of_others(pairing: Pairing) -> ActionQuerySet:
    actions = Action.objects.open().filter(session__pairing__place=pairing.place_id)
    return actions.exclude(session__pairing__mentor=pairing.mentor_id).select_related("owner", "session")


@transaction.atomic
def decide_handover(
    *, pairing: Pairing, sessions: Collection[Session], actions: Collection[Action], by: User
) -> Handover:
    """These and no others, from now on. What was open before and is not among them is closed again.

    An action that is settled by now stays as it was opened: it is not offered any more.
    """
    check_owns(by, pairing)
    handover, _is_new = Handover.objects.select_for_update().get_or_create(pairing=pairing)
    offered = {row.pk for row in sessions_of_others(pairing)}
    offered_actions = {row.pk for row in open_actions_of_others(pairing)}
    wanted = {row.pk for row in sessions} & offered
    wanted_actions = {row.pk for row in actions} & offered_actions
    openings = Opening.objects.filter(handover=handover)
    openings.filter(session__isnull=False).exclude(session__in=wanted).delete()
    openings.filter(action__in=offered_actions).exclude(action__in=wanted_actions).delete()
    rows = [Opening(handover=handover, session_id=pk) for pk in wanted]
    rows += [Opening(handover=handover, action_id=pk) for pk in wanted_actions]
    Opening.objects.bulk_create(rows, ignore_conflicts=True)
    handover.decided_at = timezone.now()
    handover.save(update_fields=["decided_at"])
    audit.record("hand_over", handover, by=by, sessions=len(wanted), actions=len(wanted_actions))
    return handover


@transaction.atomic
def leave_parting_word(*, pairing: Pairing, words: str, by: User) -> PartingWord:
    """From the mentor of the pairing to the fellow; until the days of grace are over."""
    if not Pairing.objects.open_to(by).filter(pk=pairing.pk).exists():
        raise PermissionDenied(_("Only the mentor of this pairing can leave a parting word."))
    word, is_new = PartingWord.objects.select_for_update().get_or_create(
        pairing=pairing, defaults={"words": words, "author": by}
    )
    if not is_new and word.words != words:
        word.words, word.at = words, timezone.now()
        word.save(update_fields=["words", "at"])
    return word


def _is_awaited() -> Q:
    """Of pairings: there are sessions with others, and the fellow has not decided yet."""
    held = Session.objects.filter(pairing__place=OuterRef("place"), status=SessionStatus.HELD)
    return Q(Exists(held.exclude(pairing__mentor=OuterRef("mentor"))), handover=None)


def with_handover_awaited(pairings: PairingQuerySet) -> PairingQuerySet:
    """With `awaits_handover`."""
    return pairings.annotate(awaits_handover=ExpressionWrapper(_is_awaited(), BooleanField()))


def awaiting_handover(place_id: int) -> list[Pairing]:
    """Pairings of a fellow, in force or to come, about which the fellow has still to decide."""
    later = Pairing.objects.in_force_or_later().filter(place=place_id).select_related("mentor")
    return list(later.filter(_is_awaited()))
