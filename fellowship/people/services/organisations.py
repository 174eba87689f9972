"""Organisations: finding the one somebody means, and reading them from published lists."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.lib.dates import in_words
from fellowship.lib.text import sort_key
from fellowship.people.models import Organisation
from fellowship.people.services.organisation_names import NameKey, name_key
from fellowship.people.services.organisation_rows import Listed, RowProblem

LONGEST_NAME = Organisation._meta.get_field("name").max_length or 0
ALIKE = 0.4  # trigram similarity from which a name is worth suggesting
SUGGESTIONS = 5
BATCH = 1000


@dataclass(frozen=True)
class Ambiguous:
    """Several organisations have exactly this name."""

    choices: list[Organisation]


@dataclass(frozen=True)
class NotFound:
    """None has; these come close."""

    suggestions: list[Organisation]


Found = Organisation | Ambiguous | NotFound


def find_organisation(text: str) -> Found:
    """The organisation with this code or this name, whatever the capitals, accents and punctuation."""
    return find_organisations([text])[text]


def find_organisations(texts: Collection[str]) -> dict[str, Found]:
    """`find_organisation` for many texts: two queries, and one more for each that is not found."""
    codes = {text: text.strip().upper() for text in texts}
    keys = {text: name_key(text[: LONGEST_NAME * 2]) for text in texts}
    by_code = {
        organisation.code: organisation
        for organisation in Organisation.objects.filter(code__in=set(codes.values()))
    }
    by_key: dict[str, list[Organisation]] = {}
    wanted = {keys[text] for text in texts if codes[text] not in by_code and keys[text]}
    if wanted:
        named = Organisation.objects.annotate(key=NameKey("search_name")).filter(key__in=wanted)
        for organisation in named:
            by_key.setdefault(name_key(organisation.search_name), []).append(organisation)
    return {text: by_code.get(codes[text]) or _one_of(by_key.get(keys[text], []), text) for text in texts}


def _one_of(namesakes: list[Organisation], text: str) -> Found:
    """The open one where an organisation was closed and another took its name."""
    still_open = [one for one in namesakes if one.closed_on is None or one.closed_on > timezone.localdate()]
    chosen = still_open or namesakes
    if len(chosen) == 1:
        return chosen[0]
    return Ambiguous(chosen) if chosen else NotFound(close_to(text))


def close_to(text: str) -> list[Organisation]:
    """Organisations whose names hold something like these words, the closest and the open ones first."""
    words = sort_key(text[:LONGEST_NAME]).strip()
    if not words:
        return []
    alike = Organisation.objects.annotate(likeness=TrigramWordSimilarity(words, "search_name"))
    found = alike.filter(likeness__gte=ALIKE).order_by("-likeness", "search_name", "pk")[:SUGGESTIONS]
    return list(found)


def closed_warning(organisation: Organisation, on: date) -> str:
    """A sentence when the organisation is closed by that day, else nothing."""
    if organisation.closed_on is None or organisation.closed_on > on:
        return ""
    return _("%(name)s closed on %(day)s. Check that it is the right organisation.") % {
        "name": organisation.name,
        "day": in_words(organisation.closed_on),
    }


@dataclass
class ImportReport:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    problems: list[RowProblem] = field(default_factory=list)


@transaction.atomic
def import_organisations(rows: Iterable[Listed | RowProblem]) -> ImportReport:
    """Adds and changes organisations by their code; what the list does not say stays as it is.

    Run by the operator on a published list, so there is no `by` and no audit. Safe to repeat.
    """
    report = ImportReport()
    listed: dict[str, Listed] = {}
    for row in rows:
        if isinstance(row, RowProblem):
            report.problems.append(row)
        elif row.code in listed:
            earlier = listed[row.code].number
            reason = _("code %(code)s was already in row %(row)s") % {"code": row.code, "row": earlier}
            report.problems.append(RowProblem(row.number, reason))
        else:
            listed[row.code] = row
    codes = list(listed)
    for first in range(0, len(codes), BATCH):
        _write([listed[code] for code in codes[first : first + BATCH]], report)
    return report


def _write(batch: list[Listed], report: ImportReport) -> None:
    there = {one.code: one for one in Organisation.objects.filter(code__in=[row.code for row in batch])}
    written: list[Organisation] = []
    facts: set[str] = set()
    for row in batch:
        organisation = there.get(row.code) or Organisation(code=row.code)
        facts |= set(row.facts)
        differs = any(getattr(organisation, name) != value for name, value in row.facts.items())
        for name, value in row.facts.items():
            setattr(organisation, name, value)
        organisation.search_name = sort_key(organisation.name)[:LONGEST_NAME]
        report.closed += organisation.closed_on is not None
        if organisation.pk is None:
            report.added += 1
        elif differs:
            report.changed += 1
        else:
            report.unchanged += 1
            continue
        organisation.pk = None  # the code decides, in the database
        written.append(organisation)
    if written:
        Organisation.objects.bulk_create(
            written,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=sorted(facts | {"search_name"}),
        )
