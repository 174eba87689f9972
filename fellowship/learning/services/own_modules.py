"""Modules of one fellow: which of the cohort's are taken, and those of the fellow's own."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Attendance, LeftOut, Module, Result
from fellowship.learning.permissions import check_can_record
from fellowship.lib.workflows import NotPossible
from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def choose_modules(*, place: Place, shown: Iterable[int], taken: Iterable[int], by: User) -> None:
    """Of the cohort's modules that were shown the fellow takes these and leaves out the others.

    By their numbers: one that is not there any more is passed over, one that came since stays as it is.
    Raises NotPossible for one where something is recorded already: that would vanish from the record.
    """
    check_can_record(by, place.cohort)
    Place.objects.select_for_update().get(pk=place.pk)
    offered = {module.pk: module for module in Module.objects.filter(cohort=place.cohort_id, place=None)}
    asked = offered.keys() & set(shown)
    wanted = asked & set(taken)
    before = set(LeftOut.objects.filter(place=place).values_list("module", flat=True))
    out, back = asked - wanted - before, before & wanted
    _refuse_recorded(place, [offered[pk] for pk in sorted(out)])
    LeftOut.objects.filter(place=place, module__in=back).delete()
    LeftOut.objects.bulk_create(LeftOut(place=place, module_id=pk) for pk in sorted(out))
    if out or back:
        record("modules_chosen", place, by=by, left_out=sorted(out), taken_up=sorted(back))


def _refuse_recorded(place: Place, modules: list[Module]) -> None:
    results = Result.objects.filter(place=place, assignment__module__in=modules)
    known = {
        *results.exclude(submitted_on=None, outcome="").values_list("assignment__module__title", flat=True),
        *Attendance.objects.filter(place=place, taught_day__module__in=modules)
        .exclude(status="")
        .values_list("taught_day__module__title", flat=True),
    }
    if known:
        titles = ", ".join(sorted(known))
        raise NotPossible(
            _("Something is recorded for this fellow already, so it cannot be left out: %(titles)s.")
            % {"titles": titles}
        )
