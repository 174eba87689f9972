"""Modules, taught days and assignments of a cohort that runs: added, changed, and taken out again."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning import emails
from fellowship.learning.models import Assignment, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services.audit import record

InModule = TaughtDay | Assignment


@transaction.atomic
def add_module(*, cohort: Cohort, by: User, place: Place | None = None, **words: Any) -> Module:
    """A module for the cohort, or with `place` one fellow's own. Raises NotPossible if the title is taken."""
    check_can_record(by, cohort)
    order = cohort.modules.count()
    try:
        with transaction.atomic():
            module = Module.objects.create(cohort=cohort, place=place, order=order, **words)
    except IntegrityError:
        raise NotPossible(_("There is a module with this title already.")) from None
    record("module_added", module, by=by, title=module.title, place=place and place.pk)
    return module


@transaction.atomic
def change_module(*, module: Module, by: User, changed: list[str]) -> Module:
    """Raises NotPossible if the title is taken."""
    check_can_record(by, module.cohort)
    try:
        with transaction.atomic():
            module.save()
    except IntegrityError:
        raise NotPossible(_("There is a module with this title already.")) from None
    record("module_changed", module, by=by, changed=changed)
    return module


@transaction.atomic
def add_to_module(*, module: Module, new: InModule, by: User) -> InModule:
    """A taught day or an assignment. Sent twice, it is there once."""
    check_can_record(by, module.cohort)
    Module.objects.select_for_update().get(pk=module.pk)
    new.module = module
    about: dict[str, Any] = {"module": module, "title": new.title}
    same: InModule | None
    if isinstance(new, TaughtDay):
        same = TaughtDay.objects.filter(**about, day=new.day, starts_at=new.starts_at).first()
    else:
        same = Assignment.objects.filter(**about, due_on=new.due_on).first()
    if same:
        return same
    new.save()
    record(f"{_noun(new)}_added", new, by=by, title=new.title)
    return new


@transaction.atomic
def change_assignment(*, assignment: Assignment, by: User, changed: list[str]) -> Assignment:
    """Reminders and calendars follow a moved date, and whose date it is gets a message; own dates stay."""
    check_can_record(by, assignment.module.cohort)
    before = Assignment.objects.select_for_update().values_list("due_on", flat=True).get(pk=assignment.pk)
    assignment.save()
    if assignment.due_on != before:
        emails.tell_new_date(assignment, before=before, by=by)
    record("assignment_changed", assignment, by=by, changed=changed, due_on=str(assignment.due_on))
    return assignment


@transaction.atomic
def change_taught_day(*, day: TaughtDay, by: User, changed: list[str]) -> TaughtDay:
    """Moved days are in calendars and reminders at once; attendance already taken stays with the day."""
    check_can_record(by, day.module.cohort)
    day.save()
    record("taught_day_changed", day, by=by, changed=changed, day=str(day.day))
    return day


@transaction.atomic
def take_out(*, thing: Module | InModule, by: User) -> None:
    """Removes it for everybody. Raises NotPossible where something hangs on it that must not go."""
    check_can_record(by, thing.cohort if isinstance(thing, Module) else thing.module.cohort)
    record(f"{_noun(thing)}_removed", thing, by=by, title=thing.title)
    try:
        with transaction.atomic():
            thing.delete()
    except ProtectedError:
        raise NotPossible(
            _(
                "It cannot be removed: attendance, work handed in, a result, something to read or "
                "a link from a challenge belongs to it."
            )
        ) from None


def _noun(thing: Module | InModule) -> str:
    return {Module: "module", TaughtDay: "taught_day", Assignment: "assignment"}[type(thing)]
