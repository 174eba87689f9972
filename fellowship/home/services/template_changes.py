"""A changed template is applied to a launched cohort: looked at first, done by the worker, undone.

Registered as a kind of bulk act. One row of it is one fellow, and one is the cohort, with its PgCert and
reminder days.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.services import template_applying as milestones
from challenges.services import template_judging as milestone_judging
from challenges.services.template_applying import Applied
from fellowship.cohorts.bulk import acts
from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.models import BulkAct, BulkRow, Cohort, Place
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.calendars.telling import tell_of_act, tell_of_undone_act
from fellowship.cohorts.services.cohorts import CannotDo
from fellowship.cohorts.services.template_wanted import Wanted, wanted_of
from fellowship.home.services.cohort_dates import dates_of_fellows, moved_in
from fellowship.home.services.template_words import (
    NewWords,
    named,
    new_words,
    what_happens,
    what_was_done,
)
from fellowship.learning.services import template_changes as pgcert
from fellowship.learning.services import template_judging as pgcert_judging
from fellowship.people.models import User

CODE = "template"


@dataclass(frozen=True)
class Preview:
    """`milestones`: titles with what happens to how many. `reminders`: days now and then, if they change."""

    milestones: list[tuple[str, milestone_judging.Counted]]
    pgcert: list[pgcert_judging.Judged]
    reminders: tuple[list[int], list[int]] | None
    fellows: int

    @property
    def does_something(self) -> bool:
        return bool(
            self.reminders
            or any(counted.verdict in milestone_judging.DOES for _title, counted in self.milestones)
            or any(one.verdict in pgcert_judging.DOES for one in self.pgcert)
        )


class Comparison:
    """A cohort beside its template; raises CannotDo where there is nothing to compare."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort, self.wanted = cohort, _wanted(cohort)
        self.items = {item.pk: item for item in self.wanted.milestones}
        self.days = milestone_judging.days_of(cohort, self.wanted.milestones)

    def preview(self) -> Preview:
        """The same number of queries however many fellows."""
        return Preview(
            [(self.items[one.item].title, one) for one in milestone_judging.count(self.days)],
            pgcert_judging.judge(self.cohort, self.wanted.modules),
            _reminders(self.cohort, self.wanted),
            self.days.fellows,
        )

    def for_fellows(self, places: Sequence[Place]) -> list[tuple[Place, list[str]]]:
        """What happens to each of these, in sentences."""
        lines: dict[int, list[str]] = defaultdict(list)
        for one in milestone_judging.judge(self.days, [place.pk for place in places]):
            lines[one.place].append(what_happens(one, self.items[one.item].title))
        return [(place, lines[place.pk]) for place in places]

    def words_of(self, one: milestone_judging.Counted) -> list[NewWords]:
        """Where a milestone is to read otherwise: its words now and then."""
        if one.old is None:
            return []
        (title, description), item = one.old, self.items[one.item]
        return new_words([("title", title, item.title), ("description", description, item.words)])


@transaction.atomic
def apply_template(*, by: User, cohort: Cohort, form_id: uuid.UUID | None = None) -> BulkAct:
    """The worker does it. Only one such change of a cohort goes on at a time."""
    locked = Cohort.objects.select_for_update(of=("self",)).select_related("programme", "template")
    cohort = locked.get(pk=cohort.pk)
    under_way: QuerySet[BulkAct] = BulkAct.objects.unfinished().filter(cohort=cohort, kind=CODE)
    if under_way.exclude(form_id=form_id).exists():
        raise CannotDo(_("The template is being applied to this cohort already. Wait until that is done."))
    places = cohort.places.current().order_by("pk").values_list("pk", flat=True)
    rows = [BulkRow(object_kind="cohorts.cohort", object_id=str(cohort.pk))]
    rows += [BulkRow(place_id=place, object_kind="cohorts.place", object_id=str(place)) for place in places]
    return acts.start(
        by=by,
        programme=cohort.programme,
        cohort=cohort,
        kind=CODE,
        rows=rows,
        facts=_wanted(cohort).as_facts(),
        form_id=form_id,
    )


def _wanted(cohort: Cohort) -> Wanted:
    if cohort.template is None or cohort.planned_at is None:
        raise CannotDo(_("The year of this cohort has not been laid out yet, so it follows its template."))
    return wanted_of(cohort.template)


def _reminders(cohort: Cohort, wanted: Wanted) -> tuple[list[int], list[int]] | None:
    """Days now and then, where the template has days of its own that are not the cohort's."""
    then = wanted.remind_days_before
    return (cohort.days_before, then) if then and then != cohort.days_before else None


def _apply(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    assert act.cohort is not None
    wanted = Wanted.from_facts(act.facts)
    fellows = [row for row in rows if row.place_id]
    done = milestones.follow_template(
        cohort=act.cohort,
        items=wanted.milestones,
        places=[row.place_id for row in fellows if row.place_id],
        reason=_("The programme changed the template of the year."),
        by=act.by,
    )
    for row in fellows:
        applied = done.get(row.place_id or 0, Applied())
        row.after, row.words = vars(applied), what_was_done(applied)  # asdict would copy it deeply
        if not applied.does_something:
            row.status = RowStatus.LEFT_OUT
    of_cohort = None
    for row in rows:
        if not row.place_id:
            _apply_to_cohort(act, row, wanted)
            of_cohort = row.after["pgcert"]["moved"]
    _tell(act, fellows, moved_in(act) if of_cohort is None else of_cohort)


def _tell(act: BulkAct, fellows: Sequence[BulkRow], of_cohort: list[list[Any]]) -> None:
    """The row of the cohort is the first of the act, so what moved for all is known in every chunk."""
    places = {row.place_id: row.place for row in fellows if row.place_id and row.place}
    moved = {row.place_id for row in fellows if row.after["moved"]}
    moved |= set(dates_of_fellows(of_cohort, places))
    tell_of_act(act, [place for pk, place in places.items() if pk in moved])


def _apply_to_cohort(act: BulkAct, row: BulkRow, wanted: Wanted) -> None:
    assert act.cohort is not None
    cohort = act.cohort
    done, judged = pgcert.follow_template(cohort=cohort, wanted=wanted.modules, by=act.by)
    row.after = {"pgcert": done}
    if reminders := _reminders(cohort, wanted):
        row.before = {"remind_days_before": cohort.remind_days_before}
        row.after["remind_days_before"] = reminders[1]
        cohort.remind_days_before = reminders[1]
        cohort.save(update_fields=["remind_days_before"])
    changes = sum(len(changed) for changed in done.values())
    stays = [one.title for one in judged if one.verdict not in pgcert_judging.DOES]
    row.words = ngettext("PgCert: %(count)s change.", "PgCert: %(count)s changes.", changes)
    row.words %= {"count": changes}
    if stays:
        row.words += " " + _("Stays as it was: %(titles)s.") % {"titles": named(stays)}
    if "remind_days_before" in row.after:
        row.words += " " + _("Reminders have the template’s days.")
    elif not changes:
        row.status = RowStatus.LEFT_OUT


def _undo(act: BulkAct, rows: Sequence[BulkRow]) -> None:
    by = act.undone_by or act.by
    fellows = [row for row in rows if row.place_id]
    applied = [Applied(**row.after) for row in fellows]
    kept = milestones.put_back(applied=applied, reason=_("The change of the template was undone."), by=by)
    went_back = []
    for row, one in zip(fellows, applied, strict=True):
        if row.place and any(moved[0] not in kept for moved in one.moved):
            went_back.append(row.place)
        stays = kept & {*(moved[0] for moved in one.moved), *(text[0] for text in one.worded), *one.added}
        row.words = _("As before the change.")
        if stays:
            row.status = RowStatus.KEPT
            row.words = ngettext(
                "%(count)s milestone was changed since, so it stays.",
                "%(count)s milestones were changed since, so they stay.",
                len(stays),
            ) % {"count": len(stays)}
    tell_of_undone_act(act, went_back)
    for row in rows:
        if not row.place_id:
            _undo_for_cohort(act, row, by)


def _undo_for_cohort(act: BulkAct, row: BulkRow, by: User) -> None:
    assert act.cohort is not None
    cohort = act.cohort
    kept = pgcert.put_back(cohort=cohort, done=row.after["pgcert"], by=by)
    days = row.after.get("remind_days_before")
    if days and cohort.remind_days_before == days:
        cohort.remind_days_before = row.before["remind_days_before"]
        cohort.save(update_fields=["remind_days_before"])
    row.words = _("PgCert and reminders are as before the change.")
    if kept:
        row.status = RowStatus.KEPT
        row.words = _("Changed since, so it stays: %(titles)s.") % {"titles": named(kept)}
    if row.after["pgcert"]["moved"]:
        tell_of_undone_act(act, Place.objects.filter(cohort=cohort))


TEMPLATE = BulkKind(
    code=CODE,
    title=gettext_lazy("Template applied"),
    apply=_apply,
    undo=_undo,
    undo_words=gettext_lazy(
        "Undoing puts back every date and the words there were, and what was added or taken out, "
        "unless somebody has changed it since."
    ),
    chunk=500,
)
