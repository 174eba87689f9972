import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort, Place, Programme
from fellowship.people.models.user import check_time_zone


class LearningSetQuerySet(models.QuerySet["LearningSet"]):
    def visible_to(self, user) -> "LearningSetQuerySet":
        """Its members, its facilitator, and administrators of the programme."""
        if not user.is_authenticated:
            return self.none()
        own = SetMember.objects.filter(place__person=user.pk, left_on=None).values("learning_set")
        return self.filter(
            Q(pk__in=own)
            | Q(facilitator=user.pk)
            | Q(cohort__programme__in=Programme.objects.visible_to(user))
        )


class LearningSet(models.Model):
    """An action learning set: some fellows of a cohort who meet with a facilitator."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="learning_sets")
    name = models.CharField(_("name"), max_length=100)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("facilitator"), on_delete=models.PROTECT, related_name="+"
    )
    members: "models.ManyToManyField[Place, SetMember]" = models.ManyToManyField(
        Place, through="SetMember", related_name="learning_sets"
    )

    objects = LearningSetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="learning_set_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("learning_set", args=[self.pk])


class SetMember(models.Model):
    """A fellow in a set. Who left keeps the line, and the attendance taken until then."""

    learning_set = models.ForeignKey(LearningSet, on_delete=models.CASCADE, related_name="memberships")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="set_memberships")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place__person__family_name", "place__person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["learning_set", "place"], name="member_of_a_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.learning_set_id}"


class SetMeeting(models.Model):
    """One date of a set. `sequence` as of a session: it rises when time, place or who is invited change."""

    learning_set = models.ForeignKey(LearningSet, on_delete=models.PROTECT, related_name="meetings")
    form_id = models.UUIDField(unique=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("how long, in minutes"), default=120)
    zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[check_time_zone]
    )
    place = models.CharField(_("where, or a link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["learning_set", "starts_at"], name="meeting_of_set")]

    def __str__(self) -> str:
        return f"{self.learning_set_id}: {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("set_meeting", args=[self.pk])

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def day(self) -> dt.date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    ONLINE = "online", _("Online")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


class SetAttendance(models.Model):
    """Whether a member came, as the facilitator marked it."""

    meeting = models.ForeignKey(SetMeeting, on_delete=models.CASCADE, related_name="attendance")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="set_attendance")
    presence = models.CharField(_("attendance"), max_length=10, choices=Presence.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "place"], name="set_attendance_once")]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.presence}"
