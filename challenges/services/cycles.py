"""PDSA cycles, and the ramps they stand in. Every step of a cycle leaves a PieceChange."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.models import Challenge, Cycle, Driver, Ramp
from challenges.models.cycle import Decision
from challenges.permissions import check_can_write
from challenges.services.changes import note_change, note_place, words_of
from challenges.services.pieces import add_piece, as_words, keep_change, locked
from challenges.services.stale import refuse_if_stale
from challenges.workflow import CYCLE, CycleStage
from fellowship.lib.workflows import NotPossible, next_step
from fellowship.people.models import User

# The day each act writes down; going back takes that day away again.
BEGINS = {"start": "started_on", "study": "finished_on", "decide": "decided_on"}
UNDOES = {"plan_again": "started_on", "do_again": "finished_on", "study_again": "decided_on"}
# What has to be written before an act.
NEEDS = {
    "start": (
        "prediction",
        gettext_lazy("Write your prediction before Do begins. Without it there is nothing to learn from."),
    ),
    "study": ("happened", gettext_lazy("Say what happened before you go on to Study.")),
    "decide": ("learnt", gettext_lazy("Say what the data show against your prediction before you decide.")),
}
GOES_ON = {Decision.ADAPT, Decision.ADOPT}  # with a next cycle in the same ramp
CARRIED = ("name", "plan_who", "plan_when", "plan_where", "measured_by", "workstream")
LONGEST_CARRIED = 5_000  # characters, as long as the form allows


@transaction.atomic
def plan_cycle(*, challenge: Challenge, words: Mapping[str, Any], form_id: uuid.UUID, by: User) -> Cycle:
    """A cycle in the `ramp` among the words, or in a new one called `new_ramp`, which may test an `idea`."""
    check_can_write(by, challenge)
    _lock(challenge)
    made = Cycle.objects.filter(challenge=challenge, form_id=form_id).first()
    if made:
        return made
    plan = {name: value for name, value in words.items() if name in Cycle.PLAN}
    ramp = words.get("ramp") or add_ramp(
        challenge=challenge,
        name=words["new_ramp"],
        idea=words.get("idea"),
        form_id=uuid.uuid5(form_id, "ramp"),
        by=by,
    )
    if ramp.challenge_id != challenge.pk:
        raise PermissionDenied(_("This ramp belongs to another challenge."))
    hold_ramp(ramp)
    return _add(challenge, ramp, plan, form_id, by)


@transaction.atomic
def plan_next(*, cycle: Cycle, by: User) -> Cycle:
    """The next cycle of the ramp, beginning with what this one taught. Pressed twice it is the same cycle."""
    current = locked(cycle, by=by)
    _lock(current.challenge)
    form_id = uuid.uuid5(current.form_id, "next")
    made = Cycle.objects.filter(challenge=current.challenge_id, form_id=form_id).first()
    if made:
        return made
    if current.decision not in GOES_ON:
        raise NotPossible(_("Decide on this cycle first. Only what is adopted or adapted is tried again."))
    words = {name: getattr(current, name) for name in CARRIED}
    learnt = _("Learnt in cycle %(number)s: %(words)s") % {"number": current.number, "words": current.learnt}
    words["questions"] = "\n\n".join(part for part in (current.next_step, learnt) if part)[:LONGEST_CARRIED]
    return _add(current.challenge, current.ramp, words, form_id, by)


@transaction.atomic
def move_cycle(
    *,
    cycle: Cycle,
    act: str,
    by: User,
    words: Mapping[str, Any] | None = None,
    reason: str = "",
    version: int | None = None,
) -> Cycle:
    """A step of the workflow table CYCLE, with the `words` that go with it. The same step again is no step.

    Raises `Stale` or `NotPossible`, each with a sentence.
    """
    current = locked(cycle, by=by)
    words = words or {}
    before = {name: as_words(current, name) for name in words}
    for name, value in words.items():
        setattr(current, name, value)
    said = [[name, old, new] for name, old in before.items() if (new := as_words(current, name)) != old]
    if not said and current.stage in _reached_by(act):
        return current
    refuse_if_stale(current, version)
    step = next_step(CYCLE, current.stage, act, reason=reason)
    missing, sentence = NEEDS.get(act, ("", ""))
    if missing and not getattr(current, missing).strip():
        raise NotPossible(str(sentence))
    current.stage = CycleStage(step.next)
    if act in BEGINS:
        setattr(current, BEGINS[act], timezone.localdate())
    else:
        setattr(current, UNDOES[act], None)
    if act == "study_again":
        said.append(["decision", as_words(current, "decision"), ""])
        current.decision = ""
    keep_change(current, act, by, said, reason=reason)
    return current


@transaction.atomic
def add_ramp(*, challenge: Challenge, name: str, idea: Driver | None, form_id: uuid.UUID, by: User) -> Ramp:
    check_can_write(by, challenge)
    _lock(challenge)
    made = Ramp.objects.filter(challenge=challenge, form_id=form_id).first()
    if made:
        return made
    _refuse_foreign(idea, challenge)
    last = challenge.ramps.aggregate(last=Max("position"))["last"] or 0
    ramp = Ramp.objects.create(challenge=challenge, name=name, idea=idea, position=last + 1, form_id=form_id)
    note_change(ramp, "add", by, {"idea": ""})
    return ramp


@transaction.atomic
def edit_ramp(*, ramp: Ramp, name: str, idea: Driver | None, by: User, version: int | None = None) -> Ramp:
    current = _locked_ramp(ramp, by)
    _refuse_foreign(idea, current.challenge)
    if (current.name, current.idea_id) != (name, idea.pk if idea else None):
        refuse_if_stale(current, version)
        before = words_of(current, ("name", "idea"))
        current.name, current.idea = name, idea
        current.version += 1
        current.save(update_fields=["name", "idea", "version"])
        note_change(current, "edit", by, before)
    return current


@transaction.atomic
def move_ramp(*, ramp: Ramp, up: bool, by: User) -> Ramp:
    """One place up or down. The first and the last stay where they are."""
    current = _locked_ramp(ramp, by)
    order = list(Ramp.objects.filter(challenge=current.challenge))
    at = order.index(current)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order.insert(to, order.pop(at))
        for position, row in enumerate(order, 1):
            row.position = position
        Ramp.objects.bulk_update(order, ["position"])
        note_place(order[to], by, at + 1, to + 1)
    return current


@transaction.atomic
def remove_ramp(*, ramp: Ramp, by: User, version: int | None = None) -> None:
    """Only one without cycles: where one was removed, it may be brought back, and stands in its ramp."""
    current = _locked_ramp(ramp, by)
    if current.cycles.exists():
        raise NotPossible(_("This ramp has cycles, or had some that can be brought back, so it stays."))
    refuse_if_stale(current, version)
    note_change(current, "remove", by)
    current.delete()


def hold_ramp(ramp: Ramp) -> None:
    """Behind the lock of its challenge, so that the order of its ramps stays consistent and nobody removes
    it meanwhile. Raises `NotPossible` where somebody has.
    """
    _lock(ramp.challenge)
    if not Ramp.objects.filter(pk=ramp.pk).exists():
        raise NotPossible(_("This ramp was removed in the meantime."))


def _locked_ramp(ramp: Ramp, by: User) -> Ramp:
    hold_ramp(ramp)
    current = Ramp.objects.select_related("challenge__place").get(pk=ramp.pk)
    check_can_write(by, current.challenge)
    return current


def _reached_by(act: str) -> set[str]:
    return {step.next for (_stage, known), step in CYCLE.items() if known == act}


def _add(challenge: Challenge, ramp: Ramp, words: Mapping[str, Any], form_id: uuid.UUID, by: User) -> Cycle:
    """The challenge is locked, so that no two cycles of a ramp get the same number."""
    number = (ramp.cycles.aggregate(last=Max("number"))["last"] or 0) + 1
    return add_piece(
        model=Cycle, challenge=challenge, words=words, form_id=form_id, by=by, ramp=ramp, number=number
    )


def _lock(challenge: Challenge) -> None:
    Challenge.objects.select_for_update().get(pk=challenge.pk)


def _refuse_foreign(idea: Driver | None, challenge: Challenge) -> None:
    if idea and idea.diagram.challenge_id != challenge.pk:
        raise PermissionDenied(_("This change idea belongs to another challenge."))
