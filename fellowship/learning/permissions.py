from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.people.models import User


def check_can_record(user: User, cohort: Cohort) -> None:
    """Tutors of the cohort and administrators of its programme record results."""
    if not Cohort.objects.taught_by(user).filter(pk=cohort.pk).exists():
        raise PermissionDenied(_("Only the cohort's tutors and the programme team record results."))


def check_can_take_attendance(user: User, cohort: Cohort) -> None:
    if not Cohort.objects.taught_by(user).filter(pk=cohort.pk).exists():
        raise PermissionDenied(_("Only the cohort's tutors and the programme team take attendance."))


def check_is_own_place(user: User, place: Place) -> None:
    if place.person_id != user.pk:
        raise PermissionDenied(_("Only the fellow does this."))


def check_owns_marks(user: User, place: Place) -> None:
    if place.person_id != user.pk:
        raise PermissionDenied(_("Only the fellow decides who else sees these marks."))
