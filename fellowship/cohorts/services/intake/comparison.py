"""What writing a row would do: compared with the people, places and pairings that are there.

A batch of rows is compared with a handful of queries, whatever its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, ImportRow, Pairing, Place
from fellowship.cohorts.models.import_run import RowOutcome
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.intake.columns import TITLE_OF, RowRead
from fellowship.lib.dates import in_words
from fellowship.people.models import Organisation, User
from fellowship.people.models.user import Profession
from fellowship.people.services.organisations import (
    Ambiguous,
    Found,
    closed_warning,
    find_organisations,
)

OF_THE_PERSON = ["given_name", "family_name", "profession", "grade"]


@dataclass
class Comparison:
    """Compares batch after batch of one file, and remembers who was in the earlier ones."""

    cohort: Cohort
    row_of: dict[str | int, int] = field(default_factory=dict)  # address or person: row in the file
    sponsors: dict[str, tuple[str, int]] = field(default_factory=dict)  # address: name as written, row
    hosts: dict[str, Found] = field(default_factory=dict)

    def compare(self, rows: Sequence[RowRead]) -> list[ImportRow]:
        """The rows as they would be written; not saved, and without their run."""
        known = _Known(self.cohort, rows)
        unseen = {row.facts["host"] for row in rows} - self.hosts.keys() - {""}
        self.hosts |= find_organisations(unseen)
        return [self._compare_one(row, known) for row in rows]

    def _compare_one(self, row: RowRead, known: "_Known") -> ImportRow:
        person = known.people.get(row.facts["email"])
        mentor = known.people.get(row.facts["sponsor_email"])
        place = known.places.get(person.pk) if person else None
        self._check_repeated(row, person)
        self._check_start(row, place)
        self._check_sponsor(row, person, mentor)
        host = self._host(row)
        changes = known.changes(row, person, place, mentor, host) if not row.problems else []
        return ImportRow(
            number=row.number,
            outcome=_outcome(row, place, changes),
            values={
                "words": row.words,
                "facts": row.facts,
                "person": person and person.pk,
                "mentor": mentor and mentor.pk,
                "place": place and place.pk,
                "host": host and host.pk,
                "host_name": host.name if host else "",
            },
            changes=changes,
            problems=[list(problem) for problem in row.problems],
            remarks=row.remarks,
        )

    def _check_repeated(self, row: RowRead, person: User | None) -> None:
        """The same address, or two addresses of one person."""
        who = [key for key in (row.facts["email"], person and person.pk) if key]
        earlier = next((self.row_of[key] for key in who if key in self.row_of), None)
        if earlier is not None:
            row.problem(
                "email",
                _("This person is already in row %(row)s. Take one of the two rows out.") % {"row": earlier},
            )
        for key in who:
            self.row_of.setdefault(key, row.number)

    def _check_start(self, row: RowRead, place: Place | None) -> None:
        starts_on, ends_on = row.facts["starts_on"], place.ends_on if place else self.cohort.ends_on
        if starts_on and not self.cohort.starts_on <= date.fromisoformat(starts_on) < ends_on:
            row.problem(
                "starts_on",
                _("It must be between %(start)s and %(end)s, the dates of the cohort.")
                % {"start": in_words(self.cohort.starts_on), "end": in_words(ends_on)},
            )

    def _check_sponsor(self, row: RowRead, person: User | None, mentor: User | None) -> None:
        name, address = row.facts["sponsor_name"], row.facts["sponsor_email"]
        if not address:
            return
        if person and person == mentor and row.facts["email"] != address:
            row.problem("sponsor_email", _("This is another address of the fellow. Write the sponsor’s."))
        first_name, first_row = self.sponsors.setdefault(address, (name, row.number))
        if mentor is None and first_name.casefold() != name.casefold():
            row.remarks.append(
                _("In row %(row)s this sponsor is called %(name)s. That name is kept.")
                % {"row": first_row, "name": first_name}
            )

    def _host(self, row: RowRead) -> Organisation | None:
        text = row.facts["host"]
        found = self.hosts.get(text)
        if found is None:
            return None
        if isinstance(found, Organisation):
            starts_on = row.facts["starts_on"]
            on = date.fromisoformat(starts_on) if starts_on else self.cohort.starts_on
            if warning := closed_warning(found, on):
                row.remarks.append(warning)
            return found
        choices = found.choices if isinstance(found, Ambiguous) else found.suggestions
        named = get_text_list(
            [f"{one.name} ({one.code})" if one.code else one.name for one in choices], _("or")
        )
        if isinstance(found, Ambiguous):
            advice = _("Several organisations have this name. Write the code: %(names)s.") % {"names": named}
        elif choices:
            advice = _("We know no organisation of this name or code. Did you mean %(names)s?") % {
                "names": named
            }
        else:
            advice = _("We know no organisation of this name or code. Write its code or its full name.")
        row.problem("host", advice)
        return None


def _outcome(row: RowRead, place: Place | None, changes: list) -> RowOutcome:
    if row.problems:
        return RowOutcome.PROBLEM
    if place is None:
        return RowOutcome.NEW
    return RowOutcome.CHANGED if changes else RowOutcome.UNCHANGED


class _Known:
    """What the database holds about the people of some rows."""

    def __init__(self, cohort: Cohort, rows: Iterable[RowRead]) -> None:
        self.cohort = cohort
        self.people = people_by_address(
            {row.facts[key] for row in rows for key in ("email", "sponsor_email")} - {""}
        )
        ids = {person.pk for person in self.people.values()}
        places = Place.objects.filter(cohort=cohort, person__in=ids).select_related("host")
        self.places = {place.person_id: place for place in places}
        leads = Pairing.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()), place__in=places, kind=PairingKind.LEAD
        )
        self.leads = {pairing.place_id: pairing for pairing in leads.select_related("mentor").order_by("pk")}
        programme = cohort.programme_id
        self.of_the_programme = set(
            Place.objects.filter(person__in=ids, cohort__programme=programme).values_list("person", flat=True)
        ) | set(
            Pairing.objects.filter(mentor__in=ids, place__cohort__programme=programme).values_list(
                "mentor", flat=True
            )
        )

    def changes(
        self,
        row: RowRead,
        person: User | None,
        place: Place | None,
        mentor: User | None,
        host: Organisation | None,
    ) -> list[list[str]]:
        """[column, before, after] in words; a blank cell changes nothing. Adds remarks to the row."""
        changes = self._of_the_person(row, person) if person else []
        if place is None:
            return changes
        if host and host.pk != place.host_id:
            changes.append(["host", place.host.name if place.host else "", host.name])
        if row.facts["starts_on"] and row.facts["starts_on"] != place.starts_on.isoformat():
            changes.append(["starts_on", place.starts_on.isoformat(), row.facts["starts_on"]])
        days = "" if place.clinical_days is None else f"{place.clinical_days:.1f}"
        if row.facts["clinical_days"] and row.facts["clinical_days"] != days:
            changes.append(["clinical_days", days, row.facts["clinical_days"]])
        lead = self.leads.get(place.pk)
        if row.facts["sponsor_email"] and place.has_ended:
            row.remarks.append(_("This fellow’s place has ended, so no mentor is added."))
        elif row.facts["sponsor_email"] and lead is None:
            changes.append(["sponsor_name", "", row.facts["sponsor_name"]])
        elif row.facts["sponsor_email"] and lead and lead.mentor != mentor:
            row.remarks.append(
                _("The mentor stays %(mentor)s. To change the mentor, use the page Mentors of the cohort.")
                % {"mentor": lead.mentor.full_name}
            )
        return changes

    def _of_the_person(self, row: RowRead, person: User) -> list[list[str]]:
        """Somebody known only from another programme is left as they are, and not shown either."""
        if person.pk not in self.of_the_programme:
            return []
        changes = []
        for name in OF_THE_PERSON:
            before, after = getattr(person, name), row.facts[name]
            if not after or after == before:
                continue
            if name in person.own_edits:
                row.remarks.append(
                    _("%(column)s: “%(before)s” is kept, because this person changed it.")
                    % {"column": _(TITLE_OF[name]), "before": shown(name, before)}
                )
            else:
                changes.append([name, before, after])
        return changes


def people_by_address(addresses: set[str]) -> dict[str, User]:
    """People by any of these addresses (in small letters): a confirmed one, or their main one."""
    main = User.objects.annotate(lower_email=Lower("email")).filter(lower_email__in=addresses)
    confirmed = EmailAddress.objects.annotate(lower_email=Lower("email")).filter(
        lower_email__in=addresses, verified=True
    )
    return {person.lower_email: person for person in main} | {
        address.lower_email: address.user for address in confirmed.select_related("user")
    }


def shown(column: str, value: str) -> str:
    """A fact as people read it."""
    if column == "profession" and value:
        return str(Profession(value).label)
    if column == "starts_on" and value:
        return in_words(date.fromisoformat(value))
    return value
