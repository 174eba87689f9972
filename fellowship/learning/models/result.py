from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.learning.models.module import Assignment
from fellowship.learning.workflow import AttemptStatus


class Outcome(models.TextChoices):
    PASS = "pass", _("Pass")
    REFER = "refer", _("Refer")
    FAIL = "fail", _("Fail")
    DEFERRED = "deferred", _("Deferred")


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user) -> "ResultQuerySet":
        """One's own; those one records; a mentor's only where the fellow shares them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(place__person_id=user.pk)
            | Q(place__cohort__in=Cohort.objects.taught_by(user))
            | Q(
                place__marks_shared__isnull=False,
                place__in=Pairing.objects.in_force().filter(mentor=user).values("place"),
            )
        )


class MarksShared(models.Model):
    """While this row exists, the fellow's mentors see the fellow's marks."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="marks_shared")
    since = models.DateTimeField(_("since"), auto_now_add=True)

    def __str__(self) -> str:
        return f"marks of {self.place_id}"


def _one_marks(which: str) -> models.CheckConstraint:
    """A mark out of 100 with its marker, or neither."""
    given = Q(**{f"{which}_mark__gte": 0, f"{which}_mark__lte": 100, f"{which}_marker__isnull": False})
    neither = Q(**{f"{which}_mark": None, f"{which}_marker": None})
    return models.CheckConstraint(name=f"{which}_mark_and_marker", condition=given | neither)


class Result(models.Model):
    """How one fellow stands with one assignment: the attempt of now. Those before it are `EarlierAttempt`s.

    `extended_to` is the fellow's own date: an extension granted, or the date of a further attempt.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="results")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="results")
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    submitted_on = models.DateField(_("handed in"), null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1, db_default=1)
    first_mark = models.DecimalField(
        _("first marker's mark"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    first_marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_mark = models.DecimalField(
        _("second marker's mark"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    second_marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mark = models.DecimalField(_("mark"), max_digits=5, decimal_places=1, null=True, blank=True)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome.choices, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["assignment__due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "place"], name="one_result_an_assignment"),
            models.CheckConstraint(
                name="mark_out_of_100", condition=Q(mark=None) | Q(mark__gte=0, mark__lte=100)
            ),
            models.CheckConstraint(
                name="outcome_recorded_when", condition=Q(outcome="") | Q(recorded_at__isnull=False)
            ),
            _one_marks("first"),
            _one_marks("second"),
            models.CheckConstraint(
                name="two_markers_are_two", condition=~Q(first_marker=models.F("second_marker"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} of {self.place_id}"

    @property
    def status(self) -> str:
        """Where the attempt is in workflow.py; it follows from what is known, so it cannot contradict it."""
        if self.outcome:
            return AttemptStatus.JUDGED
        if self.first_mark is not None:
            return AttemptStatus.MARKED
        return AttemptStatus.SUBMITTED if self.submitted_on else AttemptStatus.OPEN

    @property
    def stamp(self) -> str:
        """What a form shows of it: another stamp means that a tutor or the fellow changed it since."""
        return f"{self.recorded_at or ''}|{self.status}|{self.submitted_on or ''}|{self.attempt}"

    @property
    def is_done(self) -> bool:
        """Handed in or judged: nobody waits for the fellow any more."""
        return bool(self.submitted_on or self.outcome)
