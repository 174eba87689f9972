"""Writing the rows of a confirmed import: people, places, pairings, challenges, invitations."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.cohorts.emails import announce_pairing
from fellowship.cohorts.layout import plan_place
from fellowship.cohorts.models import Cohort, ImportRow, Pairing, Place
from fellowship.cohorts.models.import_run import RowOutcome
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.intake.columns import RowRead, parse_name
from fellowship.cohorts.services.intake.comparison import OF_THE_PERSON, Comparison, people_by_address
from fellowship.cohorts.services.invitations import invite
from fellowship.people.models import AuditEvent, User

BATCH = 250
ROWS_NAMED = 5
COMPARED = ("person", "mentor", "place", "host")


class StalePreview(ValueError):
    """The preview is no longer what would be written; nothing was. A sentence for the administrator."""


def batches(items: Sequence, size: int = BATCH) -> Iterator[Sequence]:
    for first in range(0, len(items), size):
        yield items[first : first + size]


def check_still_true(cohort: Cohort, rows: Sequence[ImportRow]) -> None:
    """Every row would still be written as the preview said, else StalePreview."""
    comparison = Comparison(cohort)
    stale: list[int] = []
    for batch in batches(rows):
        now = comparison.compare([_as_read(row) for row in batch])
        stale += [row.number for row, fresh in zip(batch, now, strict=True) if _differs(row, fresh)]
    if stale:
        raise _stale(stale)


def _as_read(row: ImportRow) -> RowRead:
    return RowRead(row.number, words=dict(row.values["words"]), facts=dict(row.values["facts"]))


def _differs(row: ImportRow, fresh: ImportRow) -> bool:
    return (row.outcome, row.changes) != (fresh.outcome, fresh.changes) or any(
        row.values[key] != fresh.values[key] for key in COMPARED
    )


def _stale(numbers: Sequence[int]) -> StalePreview:
    named = [str(number) for number in numbers[:ROWS_NAMED]]
    if len(numbers) > ROWS_NAMED:
        named.append(_("%(count)s more") % {"count": len(numbers) - ROWS_NAMED})
    return StalePreview(
        ngettext(
            "Row %(rows)s would now be written differently, because something changed "
            "since this preview was made. Read the file again.",
            "Rows %(rows)s would now be written differently, because something changed "
            "since this preview was made. Read the file again.",
            len(numbers),
        )
        % {"rows": get_text_list(named, _("and"))}
    )


class Writing:
    """One import, inside the caller's transaction."""

    def __init__(self, cohort: Cohort, rows: Sequence[ImportRow], by: User) -> None:
        self.cohort, self.rows, self.by = cohort, rows, by
        self.events: list[AuditEvent] = []
        self.people: dict[str, User] = {}

    def write(self) -> None:
        try:
            with transaction.atomic():
                self._write_people()
                self._write_places()
        except IntegrityError:  # somebody else wrote the same person or pairing a moment ago
            raise _stale([row.number for row in self.rows]) from None
        AuditEvent.objects.bulk_create(self.events, batch_size=BATCH)

    def _write_people(self) -> None:
        addresses = {row.values["facts"][key] for row in self.rows for key in ("email", "sponsor_email")} - {
            ""
        }
        self.people = people_by_address(addresses)
        created: dict[str, User] = {}
        for row in self.rows:
            facts = row.values["facts"]
            if facts["email"] not in self.people:
                details = {name: facts[name] for name in OF_THE_PERSON}
                created[facts["email"]] = _nobody_yet(facts["email"], **details)
        for row in self.rows:
            facts = row.values["facts"]
            address = facts["sponsor_email"]
            if address and address not in self.people and address not in created:
                title, given, family = parse_name(facts["sponsor_name"])
                created[address] = _nobody_yet(address, title=title, given_name=given, family_name=family)
        User.objects.bulk_create(created.values(), batch_size=BATCH)
        self.people |= created
        changed = [self._change_person(row) for row in self.rows]
        User.objects.bulk_update([one for one in changed if one], OF_THE_PERSON, batch_size=BATCH)
        for person in created.values():
            self._note("created", person)

    def _change_person(self, row: ImportRow) -> User | None:
        changes = [change for change in row.changes if change[0] in OF_THE_PERSON]
        if not changes:
            return None
        person = self.people[row.values["facts"]["email"]]
        for name, _before, after in changes:
            setattr(person, name, after)
        self._note("profile changed", person, fields=[name for name, _before, _after in changes])
        return person

    def _write_places(self) -> None:
        new_rows = [row for row in self.rows if row.outcome == RowOutcome.NEW]
        places = [self._new_place(row) for row in new_rows]
        Place.objects.bulk_create(places, batch_size=BATCH)
        pairings = [self._new_pairing(row, place) for row, place in zip(new_rows, places, strict=True)]
        changed_rows = [row for row in self.rows if row.outcome == RowOutcome.CHANGED]
        pairings += [self._change_place(row) for row in changed_rows]
        made = Pairing.objects.bulk_create([one for one in pairings if one], batch_size=BATCH)
        for row, place in zip(new_rows, places, strict=True):
            self._note("created", place, row=row.number)
            plan_place(place, self.by, row.values["facts"]["challenge"])
        for pairing in made:
            self._note("created", pairing, starts_on=str(pairing.starts_on))
        self._write_to_them(places, made)

    def _new_place(self, row: ImportRow) -> Place:
        facts = row.values["facts"]
        return Place(
            person=self.people[facts["email"]],
            cohort=self.cohort,
            host_id=row.values["host"],
            clinical_days=Decimal(facts["clinical_days"]) if facts["clinical_days"] else None,
            starts_on=date.fromisoformat(facts["starts_on"]) if facts["starts_on"] else self.cohort.starts_on,
            ends_on=self.cohort.ends_on,
        )

    def _new_pairing(self, row: ImportRow, place: Place, starts_on: date | None = None) -> Pairing | None:
        mentor = self.people.get(row.values["facts"]["sponsor_email"])
        if mentor is None:
            return None
        return Pairing(
            place=place, mentor=mentor, kind=PairingKind.LEAD, starts_on=starts_on or place.starts_on
        )

    def _change_place(self, row: ImportRow) -> Pairing | None:
        """Writes the changes of the place; a new mentor is returned as a pairing from today on."""
        place = self.cohort.places.get(pk=row.values["place"])
        changes = {name: after for name, _before, after in row.changes}
        if "host" in changes:
            place.host_id = row.values["host"]
        if "clinical_days" in changes:
            place.clinical_days = Decimal(changes["clinical_days"])
        if "starts_on" in changes:
            starts_on = date.fromisoformat(changes["starts_on"])
            with_the_place = place.pairings.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
            with_the_place.filter(starts_on=place.starts_on).update(starts_on=starts_on)
            place.starts_on = starts_on
        place.save()
        fields = [name for name in changes if name not in OF_THE_PERSON]
        if fields:
            self._note("changed", place, fields=fields, row=row.number)
        if "sponsor_name" not in changes or place.has_ended:  # it may have ended since the preview
            return None
        return self._new_pairing(row, place, max(place.starts_on, timezone.localdate()))

    def _write_to_them(self, places: Sequence[Place], pairings: Sequence[Pairing]) -> None:
        """Invitations for those who cannot sign in yet, to be sent later; the others learn of a pairing."""
        fellows = {place.person_id: place.person for place in places}
        mentors = {pairing.mentor_id: pairing.mentor for pairing in pairings}
        involved = {*fellows, *mentors, *(pairing.place.person_id for pairing in pairings)}
        confirmed = EmailAddress.objects.filter(user__in=involved, verified=True)
        have_accounts = set(confirmed.values_list("user", flat=True))
        for role, people in ((Role.FELLOW, fellows), (Role.MENTOR, mentors)):
            for pk, person in people.items():
                if pk not in have_accounts:
                    programme = self.cohort.programme
                    invite(by=self.by, person=person, role=role, programme=programme, cohort=self.cohort)
        for pairing in pairings:
            if have_accounts & {pairing.mentor_id, pairing.place.person_id}:
                announce_pairing(pairing)

    def _note(self, act: str, subject: Model, **detail: object) -> None:
        """As people.services.audit.record, but kept until all are written at once."""
        self.events.append(
            AuditEvent(
                act=act,
                object_kind=subject._meta.label_lower,
                object_id=str(subject.pk),
                by=self.by,
                detail=detail | {"how": "import"},
            )
        )


def _nobody_yet(address: str, **details: str) -> User:
    """A person who cannot sign in before accepting an invitation."""
    return User(email=address, password=make_password(None), **details)
