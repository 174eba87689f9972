"""What would be done to the fellows chosen on the overview: the preview of a bulk act, and its beginning."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fellowship.cohorts.bulk import acts
from fellowship.cohorts.bulk.messaging import no_account
from fellowship.cohorts.bulk.tagging import tag_named
from fellowship.cohorts.models import BulkAct, BulkRow, Cohort, Invitation, PlaceTag
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.models.place import ENDED
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import is_second_press
from fellowship.home.services import bulk_movable, bulk_reminding
from fellowship.home.services.bulk_movable import Which, Whither
from fellowship.home.services.overview import Row
from fellowship.people.models import User
from fellowship.people.services.sign_in import people_with_account

Values = Mapping[str, Any]  # what a form of forms/many.py cleaned


@dataclass(frozen=True)
class Plan:
    """`rows` are not saved; those with the status waiting will be done, the others are left out."""

    facts: dict[str, Any]
    rows: list[BulkRow]

    @property
    def to_do(self) -> list[BulkRow]:
        return [row for row in self.rows if row.status == RowStatus.WAITING]

    @property
    def left_out(self) -> list[BulkRow]:
        return [row for row in self.rows if row.status != RowStatus.WAITING]

    @property
    def fellows(self) -> int:
        return len({row.place_id for row in self.to_do})

    @property
    def stamp(self) -> str:
        """Changes when anything of what was shown would now be another."""
        shown = [(row.place_id, row.object_id, str(row.status), row.words) for row in self.rows]
        return hashlib.sha256(json.dumps([self.facts, shown]).encode()).hexdigest()[:32]


def begin(*, by: User, cohort: Cohort, kind: str, plan: Plan, form_id: uuid.UUID) -> BulkAct:
    return acts.start(
        by=by,
        programme=cohort.programme,
        cohort=cohort,
        kind=kind,
        facts=plan.facts,
        rows=plan.rows,
        form_id=form_id,
    )


def _left_out(row: Row, words: str) -> BulkRow:
    return BulkRow(place_id=row.place_id, status=RowStatus.LEFT_OUT, words=words)


def _ended(row: Row) -> bool:
    return row.status in ENDED


def plan_invitations(cohort: Cohort, rows: Sequence[Row], values: Values) -> Plan:
    people = [row.person_id for row in rows]
    found = Invitation.objects.filter(cohort=cohort, role=Role.FELLOW, person__in=people)
    accepted = set(found.exclude(accepted_at=None).values_list("person", flat=True))
    open_ = list(found.open())
    sent = {one.person_id: one.times_sent for one in open_}
    just_now = [one.person_id for one in open_ if is_second_press(one)]
    left_out = dict.fromkeys(just_now, _("Was invited less than a minute ago."))
    left_out |= dict.fromkeys(people_with_account(people), _("Signs in already."))
    left_out |= dict.fromkeys(accepted, _("Has accepted already."))
    return Plan({}, [_invitation(row, left_out, sent) for row in rows])


def _invitation(row: Row, left_out: Mapping[int, str], sent: Mapping[int, int]) -> BulkRow:
    if _ended(row):
        return _left_out(row, _("Their fellowship has ended."))
    if words := left_out.get(row.person_id):
        return _left_out(row, words)
    if sent.get(row.person_id):
        words = _("Gets the invitation again. The link sent before stops working.")
    else:
        words = _("Gets the invitation for the first time.")
    return BulkRow(place_id=row.place_id, words=words)


def plan_reminders(cohort: Cohort, rows: Sequence[Row], values: Values) -> Plan:
    days = values["days_ahead"]
    places = [row.place_id for row in rows]
    reached = people_with_account({row.person_id for row in rows})
    no_mail = {row.place_id for row in rows if row.person_id not in reached}
    found = bulk_reminding.rows_of(places, days)
    for row in found:
        if row.status == RowStatus.WAITING and row.place_id in no_mail:
            row.status, row.words = RowStatus.LEFT_OUT, no_account()
    return Plan({"days": days}, found)


def plan_moves(cohort: Cohort, rows: Sequence[Row], values: Values) -> Plan:
    ended = [_left_out(row, _("Their fellowship has ended.")) for row in rows if _ended(row)]
    which = Which(values["milestone"], values["due_from"], values["due_until"], values.get("assignment"))
    whither = Whither(values["days"], values["new_day"])
    places = [row.place_id for row in rows if not _ended(row)]
    facts = {"reason": values["reason"], "what": values["what"]}
    return Plan(facts, [*bulk_movable.rows_of(places, which, whither), *ended])


def plan_message(cohort: Cohort, rows: Sequence[Row], values: Values) -> Plan:
    reached = people_with_account({row.person_id for row in rows})
    facts = {"subject": values["subject"], "text": values["text"]}
    return Plan(facts, [_message(row, row.person_id in reached) for row in rows])


def _message(row: Row, is_reached: bool) -> BulkRow:
    if row.status == "withdrawn":
        return _left_out(row, _("Has left the programme."))
    if not is_reached:
        return _left_out(row, no_account())
    return BulkRow(place_id=row.place_id, words=_("Gets the message by email."))


def plan_tags(cohort: Cohort, rows: Sequence[Row], values: Values) -> Plan:
    name, off = values["name"], values["off"]
    tag = tag_named(cohort.programme_id, name)
    places = [row.place_id for row in rows]
    had = set(PlaceTag.objects.filter(tag=tag, place__in=places).values_list("place", flat=True))
    facts = {"name": tag.name if tag else name, "off": off}
    return Plan(facts, [_tag(row, row.place_id in had, facts) for row in rows])


def _tag(row: Row, has_it: bool, facts: Mapping[str, Any]) -> BulkRow:
    if facts["off"] and not has_it:
        return _left_out(row, _("Does not have this tag."))
    if has_it and not facts["off"]:
        return _left_out(row, _("Has this tag already."))
    words = _("“%(name)s” is taken off.") if facts["off"] else _("Is tagged “%(name)s”.")
    return BulkRow(place_id=row.place_id, words=words % facts)


# What can be chosen on the overview.
CHOICES = {
    "invite": gettext_lazy("Send invitations"),
    "remind": gettext_lazy("Remind of what is open"),
    "move": gettext_lazy("Move a date"),
    "message": gettext_lazy("Write a message"),
    "tag": gettext_lazy("Tag"),
}
PLANS: dict[str, Callable[[Cohort, Sequence[Row], Values], Plan]] = {
    "invite": plan_invitations,
    "remind": plan_reminders,
    "move": plan_moves,
    "message": plan_message,
    "tag": plan_tags,
}


def button_words(kind: str, plan: Plan) -> str:
    """With the count of what will be done."""
    number, fellows = len(plan.to_do), plan.fellows
    if kind == "move":
        of = ngettext("%(n)d fellow", "%(n)d fellows", fellows) % {"n": fellows}
        moved = ngettext("Move %(n)d date of %(of)s", "Move %(n)d dates of %(of)s", number)
        return moved % {"n": number, "of": of}
    words = {
        "invite": ngettext("Invite %(n)d fellow", "Invite %(n)d fellows", number),
        "remind": ngettext("Remind %(n)d fellow", "Remind %(n)d fellows", number),
        "message": ngettext("Send to %(n)d fellow", "Send to %(n)d fellows", number),
        "tag": ngettext("Tag %(n)d fellow", "Tag %(n)d fellows", number),
    }
    if plan.facts.get("off"):
        words["tag"] = ngettext("Take the tag off %(n)d fellow", "Take the tag off %(n)d fellows", number)
    return words[kind] % {"n": number}
