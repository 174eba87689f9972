"""Results from a spreadsheet: read, compared with what is recorded, shown, and recorded once confirmed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Outcome, Result, ResultImport
from fellowship.learning.permissions import check_can_record
from fellowship.learning.services.dates import trouble_with_handing_in
from fellowship.learning.services.results import Changed, lacks_a_mark, record_result
from fellowship.learning.taking import places_judged
from fellowship.lib.archives import FileRefused
from fellowship.lib.choices import words_of
from fellowship.lib.dates import in_words, parse_day
from fellowship.lib.tables import Column, read_table
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services.audit import record

MOST_ROWS = 2_000
LONGEST_CELL = 200
LEAST_FRACTION = Decimal("0.01")  # a mark of 1, written as part of the whole
COLUMNS = [
    Column("email", gettext_noop("Email"), ("e-mail", "email address"), required=True),
    Column("result", gettext_noop("Result"), ("outcome", "grade decision", "decision"), required=True),
    Column("mark", gettext_noop("Mark"), ("mark out of 100", "agreed mark", "score")),
    Column("submitted_on", gettext_noop("Handed in"), ("submitted", "date submitted", "submitted on")),
]
# What universities write besides the names of the results.
ALSO = {
    "passed": Outcome.PASS,
    "p": Outcome.PASS,
    "referred": Outcome.REFER,
    "resubmit": Outcome.REFER,
    "failed": Outcome.FAIL,
    "f": Outcome.FAIL,
    "defer": Outcome.DEFERRED,
}


@dataclass
class Line:
    """One row of the file: whose it is, what is recorded, what would be, and what is wrong with it."""

    number: int
    email: str
    kind: str = "problem"  # new, changed, unchanged or problem
    name: str = ""
    place: int | None = None
    mark: str = ""
    outcome: str = ""
    submitted_on: str = ""
    before: str = ""
    seen_at: str = ""  # the stamp of the result when the file was read
    problems: list[str] = field(default_factory=list)

    @property
    def after(self) -> str:
        return said(self.outcome, self.mark, parse_date(self.submitted_on) if self.submitted_on else None)


def outcome_of(typed: str) -> str:
    """Of a name in any of our languages, whoever reads the file; empty for anything else."""
    found = {outcome.value: outcome.value for outcome in Outcome} | ALSO
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {_plain(words): value for value, words in words_of(Outcome).items()}
    return str(found.get(_plain(typed), ""))


def _plain(words: str) -> str:
    return words.casefold().replace("’", "'")


def outcomes_in_words() -> str:
    """“Pass, Refer, Fail or Deferred”, in the reader's language."""
    *words, last = words_of(Outcome).values()
    return f"{', '.join(words)} {_('or')} {last}"  # get_text_list's Welsh comma has no space after it


def said(outcome: str, mark: object, handed_in: dt.date | None) -> str:
    """“Pass, 64, handed in 7 October 2026”."""
    words = [str(Outcome(outcome).label)] if outcome else []
    words += [f"{Decimal(str(mark)).normalize():f}"] if mark not in (None, "") else []
    words += [_("handed in %(day)s") % {"day": in_words(handed_in)}] if handed_in else []
    return ", ".join(words)


@transaction.atomic
def read_results(*, assignment: Assignment, file: IO[bytes], name: str, by: User) -> ResultImport:
    """Raises FileRefused with a sentence for its sender."""
    check_can_record(by, assignment.module.cohort)
    table = read_table(file, name, COLUMNS)
    places = places_judged(assignment).select_related("person")
    by_email = {place.person.email.casefold(): place for place in places if place.person.email}
    recorded = {result.place_id: result for result in assignment.results.all()}
    lines: list[Line] = []
    seen: dict[str, Line] = {}
    for number, cells in table.rows:
        if len(lines) >= MOST_ROWS:
            raise FileRefused(_("This file has more than %(most)s rows.") % {"most": f"{MOST_ROWS:,}"})
        line = _line(number, cells)
        _compare(line, by_email, recorded, seen)
        _check_day(line, assignment, recorded)
        _check_marked_twice(line, assignment, recorded)
        lines.append(line)
    if not lines:
        raise FileRefused(_("There are column titles in this file, and no rows below them."))
    run = ResultImport.objects.create(
        assignment=assignment, file_name=name[:200], rows=[asdict(line) for line in lines], uploaded_by=by
    )
    record("results_read", run, by=by, rows=len(lines))
    return run


def lines_of(run: ResultImport) -> list[Line]:
    return [Line(**row) for row in run.rows]


@transaction.atomic
def confirm_results(*, run: ResultImport, by: User) -> ResultImport:
    """Records every new and changed row; pressed twice, once.

    What somebody recorded since the file was read stays: that row then says so in the result.
    """
    check_can_record(by, run.assignment.module.cohort)
    run = (
        ResultImport.objects.select_for_update(of=("self",))
        .select_related("assignment__module__cohort")
        .get(pk=run.pk)
    )
    if run.confirmed_at:
        return run
    lines = lines_of(run)
    places = Place.objects.select_related("person", "cohort").in_bulk([line.place for line in lines])
    for line in lines:
        if line.kind in ("new", "changed") and line.place in places:
            _record(line, run.assignment, places[line.place], by)
    run.rows = [asdict(line) for line in lines]
    run.confirmed_by, run.confirmed_at = by, timezone.now()
    run.save()
    record("results_confirmed", run, by=by, rows=sum(line.kind != "problem" for line in lines))
    return run


def _record(line: Line, assignment: Assignment, place: Place, by: User) -> None:
    current = Result.objects.filter(assignment=assignment, place=place).first()
    handed_in = parse_date(line.submitted_on) if line.submitted_on else None
    try:
        with transaction.atomic():
            record_result(
                assignment=assignment,
                place=place,
                by=by,
                stamp=line.seen_at,
                submitted_on=handed_in or (current.submitted_on if current else None),
                extended_to=current.extended_to if current else None,
                mark=Decimal(line.mark) if line.mark else None,
                outcome=line.outcome,
            )
    except Changed as changed:
        now = changed.result
        line.before = said(now.outcome, now.mark, now.submitted_on) if now.outcome else ""
        line.problems.append(_("This result was changed in the meantime, so it was left alone."))
    except ValidationError as refusal:
        line.problems.extend(refusal.messages)
    except NotPossible as refusal:
        line.problems.append(str(refusal))
    if line.problems:
        line.kind = "problem"


def _line(number: int, cells: Mapping[str, object]) -> Line:
    line = Line(number, _words(cells.get("email")).casefold())
    typed = _words(cells.get("result"))
    line.outcome = outcome_of(typed)
    if not line.outcome:
        about = {"typed": typed, "words": outcomes_in_words()}
        line.problems.append(_("“%(typed)s” is no result. Write %(words)s.") % about)
    try:
        line.mark = _mark(_words(cells.get("mark")).removesuffix("%").strip())
    except ValueError as wrong:
        line.problems.append(str(wrong))
    if cells.get("submitted_on") not in (None, ""):
        try:
            line.submitted_on = parse_day(cells["submitted_on"]).isoformat()
        except ValueError as wrong:
            line.problems.append(str(wrong))
    return line


def _mark(typed: str) -> str:
    """Raises ValueError with a sentence: nothing is rounded, and no fraction of 1 taken for a mark."""
    try:
        value = Decimal(typed) if typed else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is None:
        return ""
    if not (value.is_finite() and 0 <= value <= 100):
        raise ValueError(_("“%(typed)s” is no mark between 0 and 100.") % {"typed": typed})
    if LEAST_FRACTION <= value < 1:
        about = {"typed": typed, "mark": f"{(value * 100).normalize():f}"}
        raise ValueError(_("%(typed)s: did you mean %(mark)s?") % about)
    if value != round(value, 1):
        raise ValueError(_("The mark %(typed)s has more than one decimal place.") % {"typed": typed})
    return str(value.quantize(Decimal("0.1")))


def _compare(
    line: Line, places: Mapping[str, Place], recorded: Mapping[int, Result], seen: dict[str, Line]
) -> None:
    place = places.get(line.email)
    if place is None:
        line.problems.append(_("No fellow who takes this module has this email address."))
        return
    first = seen.setdefault(line.email, line)
    if first is not line and first.kind == "problem":
        line.problems.append(_("This fellow is in the file twice; neither row is taken."))
    elif first is not line:
        line.problems.append(_("This fellow is in the file twice; only the first row is taken."))
    line.name, line.place = place.person.full_name, place.pk
    result = recorded.get(place.pk, Result())
    line.seen_at = result.stamp
    if result.outcome:
        line.before = said(result.outcome, result.mark, result.submitted_on)
    if line.problems:
        return
    _fill_in(line, result)
    line.kind = "new" if not line.before else "unchanged" if line.before == line.after else "changed"


def _fill_in(line: Line, result: Result) -> None:
    """A cell left empty leaves what is recorded; a result that becomes a deferral keeps no mark."""
    if result.submitted_on and not line.submitted_on:
        line.submitted_on = result.submitted_on.isoformat()
    is_deferred_now = line.outcome == Outcome.DEFERRED != result.outcome
    if result.mark is not None and not line.mark and not is_deferred_now:
        line.mark = str(result.mark)


def _check_day(line: Line, assignment: Assignment, recorded: Mapping[int, Result]) -> None:
    """Said in the preview already, like the next; the service holds to it in any case."""
    day = parse_date(line.submitted_on) if line.submitted_on else None
    known = recorded.get(line.place or 0, Result()).submitted_on
    if line.kind in ("new", "changed") and (trouble := trouble_with_handing_in(day, known, assignment)):
        line.kind = "problem"
        line.problems.append(trouble)


def _check_marked_twice(line: Line, assignment: Assignment, recorded: Mapping[int, Result]) -> None:
    result = recorded.get(line.place or 0)
    if line.kind not in ("new", "changed"):
        return
    mark = Decimal(line.mark) if line.mark else None
    handed_in = parse_date(line.submitted_on) if line.submitted_on else None
    if lacks_a_mark(assignment, result or Result(), mark=mark, outcome=line.outcome, submitted_on=handed_in):
        line.kind = "problem"
        line.problems.append(_("This assignment is marked by two people, and one mark is missing."))


def _words(cell: object) -> str:
    return " ".join(str(cell if cell is not None else "")[:LONGEST_CELL].split())
