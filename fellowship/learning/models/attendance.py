import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models.module import TaughtDay

# Taught days are held here, whatever zone the reader lives in.
ZONE = ZoneInfo(settings.TIME_ZONE)
# People arrive early, and some remember the code only on the way out.
CODE_OPENS, CODE_CLOSES = dt.timedelta(minutes=30), dt.timedelta(minutes=30)


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", _("Present")
    ONLINE = "online", _("Online")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


CAME = [AttendanceStatus.PRESENT, AttendanceStatus.ONLINE]


class TakenBy(models.TextChoices):
    REGISTER = "register", _("in the register")
    CODE = "code", _("by the code shown in the room")
    CONFIRMED = "confirmed", _("the fellow's own word, confirmed")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user) -> "AttendanceQuerySet":
        """One's own, and of the cohorts whose register one takes. Mentors see none of it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(place__person_id=user.pk) | Q(place__cohort__in=Cohort.objects.taught_by(user)))


class Attendance(models.Model):
    """Whether one fellow was there on one taught day.

    `said`: the fellow's own word, which counts only once it is confirmed; until then `status` is empty.
    """

    taught_day = models.ForeignKey(TaughtDay, on_delete=models.PROTECT, related_name="attendance")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(_("attendance"), max_length=10, choices=AttendanceStatus.choices, blank=True)
    said = models.CharField(_("fellow's own word"), max_length=10, blank=True)
    said_at = models.DateTimeField(_("said"), null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["taught_day__day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["taught_day", "place"], name="attendance_once_a_day"),
            models.CheckConstraint(
                name="attendance_known", condition=Q(status__in=["", *AttendanceStatus.values])
            ),
            models.CheckConstraint(
                name="attendance_said_when",
                condition=Q(said="", said_at=None) | Q(said__in=CAME, said_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} on {self.taught_day_id}"


class AttendanceChangeQuerySet(models.QuerySet["AttendanceChange"]):
    def visible_to(self, user) -> "AttendanceChangeQuerySet":
        return self.filter(attendance__in=Attendance.objects.visible_to(user))


class AttendanceChange(models.Model):
    """Who recorded what and when; the first row is the taking, later ones are corrections."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(max_length=10, choices=AttendanceStatus.choices, blank=True)
    after = models.CharField(max_length=10, choices=AttendanceStatus.choices, blank=True)
    taken = models.CharField(max_length=10, choices=TakenBy.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = AttendanceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.before or 'nothing'} → {self.after or 'nothing'}"


class RoomCodeQuerySet(models.QuerySet["RoomCode"]):
    def visible_to(self, user) -> "RoomCodeQuerySet":
        """Only those who show it in the room; a fellow reads it there."""
        return self.filter(taught_day__module__cohort__in=Cohort.objects.taught_by(user))


class RoomCode(models.Model):
    """The few letters shown in the room on the day; whoever types them in time was there."""

    taught_day = models.OneToOneField(TaughtDay, on_delete=models.CASCADE, related_name="room_code")
    code = models.CharField(max_length=8)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = RoomCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"code of {self.taught_day_id}"


def code_hours(day: TaughtDay) -> tuple[dt.datetime, dt.datetime]:
    """From when until when the code of a day is taken."""
    starts = dt.datetime.combine(day.day, day.starts_at, ZONE)
    ends = dt.datetime.combine(day.day, day.ends_at, ZONE)
    return starts - CODE_OPENS, ends + CODE_CLOSES


def is_ahead(day: TaughtDay) -> bool:
    return day.day > timezone.localdate(timezone=ZONE)


def takes_code_now(day: TaughtDay) -> bool:
    opens, closes = code_hours(day)
    return opens <= timezone.now() <= closes
