"""What matching goes by: mentors and their places, what fellows wish for, and who may not be paired."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort, Programme
from fellowship.cohorts.models.place import Place

MOST_WISHES = 5
MOST_PLACES = 50
MOST_POINTS = 1000


class Stance(models.TextChoices):
    WANTED = "wanted", _("wanted")
    INDIFFERENT = "indifferent", _("does not matter")
    NOT_WANTED = "not_wanted", _("not wanted")


class ConflictKind(models.TextChoices):
    LINE_MANAGER = "line_manager", _("Line manager")
    SAME_TEAM = "same_team", _("In the same team")
    OTHER = "other", _("Another reason")


def _points(name: Any, default: int) -> models.PositiveSmallIntegerField:
    most = [MaxValueValidator(MOST_POINTS)]
    return models.PositiveSmallIntegerField(name, default=default, db_default=default, validators=most)


class MatchingRules(models.Model):
    """What a good pair is to a programme, in points. Without a row the defaults count."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="matching_rules")
    first_wish = _points(_("the fellow’s first wish"), 100)
    second_wish = _points(_("the second wish"), 80)
    third_wish = _points(_("the third wish"), 65)
    fourth_wish = _points(_("the fourth wish"), 55)
    fifth_wish = _points(_("the fifth wish"), 45)
    rather_not = _points(_("taken off when the fellow would rather not"), 150)
    shared_interest = _points(_("each interest they share"), 10)
    same_host = _points(_("the same organisation or team, where that is wanted"), 30)
    same_organisation = models.CharField(
        _("fellow and mentor in the same organisation"),
        max_length=12,
        choices=Stance.choices,
        default=Stance.INDIFFERENT,
    )
    same_team = models.CharField(
        _("fellow and mentor in the same team"),
        max_length=12,
        choices=Stance.choices,
        default=Stance.NOT_WANTED,
    )

    def __str__(self) -> str:
        return f"Rules of {self.programme_id}"


class Interest(models.Model):
    """One word of a programme's list; fellows and mentors choose from it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="interests")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="interest_once")]

    def __str__(self) -> str:
        return self.name


class MentorProfileQuerySet(models.QuerySet["MentorProfile"]):
    def visible_to(self, user) -> "MentorProfileQuerySet":
        """One's own, and those of programmes the user administers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person_id=user.pk) | Q(programme__in=Programme.objects.visible_to(user)))

    def in_pool(self, programme_id: int) -> "MentorProfileQuerySet":
        return self.filter(programme=programme_id, capacity__gt=0, person__is_active=True)


class MentorProfile(models.Model):
    """Somebody who may mentor in a programme: how many fellows in all, from where, about what."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_profiles")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentor_profiles"
    )
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    capacity = models.PositiveSmallIntegerField(
        _("fellows at a time"),
        default=1,
        validators=[MaxValueValidator(MOST_PLACES)],
        help_text=_("In all cohorts together. 0: takes nobody at present."),
    )
    away_from = models.DateField(_("not available from"), null=True, blank=True)
    away_until = models.DateField(_("not available until"), null=True, blank=True)
    interests = models.ManyToManyField(Interest, related_name="mentors", blank=True)

    objects = MentorProfileQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="one_mentor_profile"),
            models.CheckConstraint(
                name="mentor_away_in_order",
                condition=Q(away_until=None) | Q(away_from__isnull=False, away_until__gte=F("away_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.programme_id}"

    def get_absolute_url(self) -> str:
        return reverse("mentor_profile", args=[self.pk])


class WishRound(models.Model):
    """From when until when the fellows of a cohort may say whom they wish for."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="wish_round")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    until = models.DateField(_("until"))

    def __str__(self) -> str:
        return f"Wishes of {self.cohort_id}"

    @property
    def is_open(self) -> bool:
        return timezone.localdate() <= self.until


class OfFellow(models.QuerySet):
    def visible_to(self, user) -> "OfFellow":
        """The fellow's own, and the programme team's. Never the mentor's."""
        if not user.is_authenticated:
            return self.none()
        run = Place.objects.run_by(user).values("pk")
        return self.filter(Q(place__person_id=user.pk) | Q(place__in=run))


class FellowProfile(models.Model):
    """What a fellow said for the matching. Its row means that something was said."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="fellow_profile")
    interests = models.ManyToManyField(Interest, related_name="fellows", blank=True)
    said_at = models.DateTimeField(_("said"), default=timezone.now)

    objects = OfFellow.as_manager()

    def __str__(self) -> str:
        return f"Interests of {self.place_id}"


class Wish(models.Model):
    """A mentor a fellow wishes for, first to fifth; without a rank: would rather not have."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="wishes")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(
        _("rank"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)],
    )

    objects = OfFellow.as_manager()

    class Meta:
        ordering = [F("rank").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "mentor"], name="one_wish_for_a_mentor"),
            models.UniqueConstraint(fields=["place", "rank"], name="one_wish_of_a_rank"),
            models.CheckConstraint(
                name="wish_rank_in_range",
                condition=Q(rank=None) | Q(rank__gte=1, rank__lte=MOST_WISHES),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.mentor_id} {self.rank or 'rather not'}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user) -> "ConflictQuerySet":
        """What the user said, and all of the programmes they administer."""
        if not user.is_authenticated:
            return self.none()
        run = Place.objects.run_by(user).values("pk")
        return self.filter(Q(declared_by_id=user.pk) | Q(place__in=run))


class Conflict(models.Model):
    """Why a mentor should not be paired with a fellow, as somebody declared it."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="conflicts")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind.choices)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "mentor", "kind", "declared_by"], name="conflict_declared_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.mentor_id} and {self.place_id}"
