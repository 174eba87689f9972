"""Setting a cohort up, step by step, until it is launched."""

from calendar import monthrange
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.archive import SENTENCE
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort, CohortTemplate, Pairing, Place, Programme
from fellowship.people.models import Organisation, User
from fellowship.people.services import audit


class CannotDo(ValueError):
    """Why this step is not possible now, in a sentence for the administrator."""


def last_day(starts_on: date, months: int) -> date:
    """The last day of a year (or so many months) that begins on `starts_on`."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    same_day = min(starts_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, same_day) - timedelta(days=1)


@transaction.atomic
def create_cohort(
    *,
    by: User | None,
    programme: Programme,
    name: str,
    starts_on: date,
    ends_on: date,
    template: CohortTemplate | None = None,
    credits_needed: int | None = None,
) -> Cohort:
    cohort = Cohort.objects.create(
        programme=programme,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        template=template,
        credits_needed=credits_needed,
    )
    audit.record("created", cohort, by=by, starts_on=str(starts_on), ends_on=str(ends_on))
    return cohort


@transaction.atomic
def change_dates(*, by: User, cohort: Cohort, name: str, starts_on: date, ends_on: date) -> Cohort:
    """Before the year is laid out. Places that cover the whole cohort move with it."""
    cohort = _before_layout(cohort, _("The dates cannot change any more: the year has been laid out."))
    before = {"starts_on": str(cohort.starts_on), "ends_on": str(cohort.ends_on)}
    _move_places(cohort, starts_on, ends_on)
    cohort.name, cohort.starts_on, cohort.ends_on = name, starts_on, ends_on
    cohort.save(update_fields=["name", "starts_on", "ends_on"])
    audit.record(
        "dates changed", cohort, by=by, before=before, starts_on=str(starts_on), ends_on=str(ends_on)
    )
    return cohort


def _move_places(cohort: Cohort, starts_on: date, ends_on: date) -> None:
    """Places and pairings that begin or end with the cohort keep doing so; others must still fit in."""
    own_start, own_end = ~Q(starts_on=cohort.starts_on), ~Q(ends_on=cohort.ends_on)
    misfits = cohort.places.filter(
        (own_start & (Q(starts_on__lt=starts_on) | Q(starts_on__gte=ends_on)))
        | (own_end & (Q(ends_on__gt=ends_on) | Q(ends_on__lte=starts_on)))
        | Q(pairings__starts_on=cohort.starts_on, pairings__ends_on__lt=starts_on)
    )
    if misfit := misfits.select_related("person").first():
        raise CannotDo(
            _("%(name)s or their mentor has dates of their own, which do not fit into these.")
            % {"name": misfit.person.full_name}
        )
    Pairing.objects.filter(place__cohort=cohort, starts_on=cohort.starts_on).update(starts_on=starts_on)
    cohort.places.update(
        starts_on=Case(When(starts_on=cohort.starts_on, then=Value(starts_on)), default=F("starts_on")),
        ends_on=Case(When(ends_on=cohort.ends_on, then=Value(ends_on)), default=F("ends_on")),
    )


@transaction.atomic
def change_credits(*, by: User, cohort: Cohort, credits_needed: int | None) -> Cohort:
    """The university's number; without one, the modules of the cohort are added up."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.closed_at:
        raise CannotDo(str(SENTENCE))
    before, cohort.credits_needed = cohort.credits_needed, credits_needed
    cohort.save(update_fields=["credits_needed"])
    audit.record("credits changed", cohort, by=by, before=before, credits_needed=credits_needed)
    return cohort


@transaction.atomic
def choose_template(*, by: User, cohort: Cohort, template: CohortTemplate) -> Cohort:
    cohort = _before_layout(cohort, _("The template cannot change any more: the year has been laid out."))
    cohort.template = template
    cohort.save(update_fields=["template"])
    audit.record("template chosen", cohort, by=by, template=template.name)
    return cohort


@transaction.atomic
def launch_cohort(*, by: User | None, cohort: Cohort) -> Cohort:
    """Lays the year out and lets the reminders begin. A second launch changes nothing."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.launched_at:
        return cohort
    if cohort.template is None:
        raise CannotDo(_("Choose a template first, so that the year has its dates."))
    if not cohort.places.exists():
        raise CannotDo(_("Add the fellows first."))
    cohort = lay_out_year(cohort, by)
    cohort.launched_at = timezone.now()
    cohort.save(update_fields=["launched_at"])
    audit.record("launched", cohort, by=by)
    return cohort


@transaction.atomic
def change_reminders(*, by: User, cohort: Cohort, days_before: list[int]) -> Cohort:
    """Days before a due date on which reminders go: of this cohort where its template gave it days of its
    own, else of all cohorts of the programme."""
    theirs = cohort if cohort.own_days_before else cohort.programme
    theirs.remind_days_before = sorted(set(days_before), reverse=True)
    theirs.save(update_fields=["remind_days_before"])
    audit.record("reminders changed", theirs, by=by, days_before=theirs.remind_days_before)
    return cohort


@transaction.atomic
def change_host(*, by: User, place: Place, host: Organisation) -> Place:
    before = place.host.name if place.host else ""
    place.host = host
    place.save(update_fields=["host"])
    audit.record("host changed", place, by=by, before=before, host=host.name)
    return place


def _before_layout(cohort: Cohort, refusal: str) -> Cohort:
    """The cohort, locked, if its year is not laid out yet."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.planned_at:
        raise CannotDo(refusal)
    return cohort
