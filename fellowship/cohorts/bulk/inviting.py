"""Invitations to many fellows: made where there is none, and sent."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, Invitation
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.invitations import is_second_press, send_many
from fellowship.people.services.audit import record_many
from fellowship.people.services.sign_in import people_with_account

CHUNK = 200
ABOUT = "cohorts.invitation"


def of_fellows(act: BulkAct, rows: Iterable[BulkRow]) -> dict[int, Invitation]:
    """The open invitations of these fellows to the act's cohort, by person, locked."""
    people = [row.place.person_id for row in rows if row.place]
    found = (
        Invitation.objects.open()
        .filter(cohort=act.cohort_id, role=Role.FELLOW, person__in=people)
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk")
    )
    return {invitation.person_id: invitation for invitation in found}


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    signs_in = people_with_account({row.place.person_id for row in rows if row.place})
    accepted = _accepted(act, rows) | signs_in
    there = of_fellows(act, rows)
    missing = [
        row.place.person
        for row in rows
        if row.place and row.place.person_id not in there and row.place.person_id not in accepted
    ]
    Invitation.objects.bulk_create(
        [
            Invitation(
                programme=act.programme,
                cohort=act.cohort,
                role=Role.FELLOW,
                person=person,
                email=person.email,
                invited_by=act.by,
            )
            for person in missing
        ],
        ignore_conflicts=True,
    )
    found = of_fellows(act, rows) if missing else there
    invitations = {person: one for person, one in found.items() if person not in signs_in}
    just_now = {one.pk for one in invitations.values() if is_second_press(one)}
    made = [invitations[person.pk] for person in missing if person.pk in invitations]
    facts = [(one, {"role": Role.FELLOW, "person": one.person_id}) for one in made]
    record_many("invited", facts, by=act.by)
    sent = send_many(by=act.by, invitations=invitations.values())
    for row in rows:
        invitation = invitations.get(row.place.person_id) if row.place else None
        if invitation is None or invitation.pk not in sent:
            row.status = RowStatus.LEFT_OUT
            row.words = _("Was accepted meanwhile.")
            if row.place and row.place.person_id in signs_in:
                row.words = _("Signs in already.")
            elif invitation and invitation.pk in just_now:
                row.words = _("Was invited less than a minute ago.")
        else:
            row.object_kind, row.object_id = ABOUT, str(invitation.pk)
            row.after = {"invitation": invitation.pk, "time": invitation.times_sent}
            row.words = _("Invitation sent to %(address)s") % {"address": invitation.email}


def _accepted(act: BulkAct, rows: Sequence[BulkRow]) -> set[int]:
    people = [row.place.person_id for row in rows if row.place]
    found = Invitation.objects.filter(cohort=act.cohort_id, role=Role.FELLOW, person__in=people)
    return set(found.exclude(accepted_at=None).values_list("person", flat=True))


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    found = Invitation.objects.select_for_update().filter(pk__in=[row.after["invitation"] for row in rows])
    invitations = {invitation.pk: invitation for invitation in found.order_by("pk")}
    withdrawn = []
    for row in rows:
        invitation = invitations[row.after["invitation"]]
        if invitation.accepted_at:
            row.status, row.words = RowStatus.KEPT, _("Has accepted it.")
        elif invitation.times_sent != row.after["time"]:
            row.status, row.words = RowStatus.KEPT, _("Was sent again since.")
        else:
            row.words = _("The invitation is withdrawn; its link does not work any more.")
            withdrawn += [] if invitation.revoked_at else [invitation]
    Invitation.objects.filter(pk__in=[one.pk for one in withdrawn]).update(revoked_at=timezone.now())
    record_many("invitation withdrawn", [(one, {}) for one in withdrawn], by=act.undone_by)


INVITE = BulkKind(
    code="invite",
    title=gettext_lazy("Invitations"),
    apply=_apply,
    undo=_undo,
    undo_words=gettext_lazy(
        "Undoing withdraws the invitations that nobody has accepted yet: their links stop working."
    ),
    chunk=CHUNK,
)
