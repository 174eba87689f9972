import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Pairing
from fellowship.people.models.user import check_time_zone
from mentoring.workflow import STANDING, SessionStatus

DEFAULT_MINUTES = 60


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user) -> "SessionQuerySet":
        """The fellow, the mentor of the pairing (with grace), and mentors to whom the fellow opened it.

        Not the programme team: see `told_to_programme`.
        """
        if not user.is_authenticated:
            return self.none()
        sessions = self.model.objects
        opened = sessions.filter(openings__handover__pairing__in=later_pairings(user))
        return self.filter(
            Q(pairing__place__person=user.pk)
            | Q(pairing__in=own_pairings(user))
            | Q(pk__in=opened.values("pk"))
        )

    def of(self, user) -> "SessionQuerySet":
        """Where the user is one of the two."""
        return self.filter(Q(pairing__place__person=user.pk) | Q(pairing__in=own_pairings(user)))

    def told_to_programme(self) -> "SessionQuerySet":
        """What the programme team is told of: that a session was held or not, and its date."""
        return self.filter(status__in=[SessionStatus.HELD, SessionStatus.NOT_HELD])


def own_pairings(user):
    return Pairing.objects.open_to(user).values("pk")


def later_pairings(user):
    """The pairings by which a mentor sees what the fellow has opened to them."""
    return Pairing.objects.in_force().filter(mentor=user.pk).values("pk")


class Session(models.Model):
    """A meeting of a fellow and one mentor. `starts_at` is the agreed time, in the zone of who set it.

    `sequence` is what calendars know of it (RFC 5545): it rises when an agreed time or place changes.
    """

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="sessions")
    form_id = models.UUIDField(unique=True, editable=False)
    uid = models.UUIDField(_("name in calendars"), default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=SessionStatus.choices, default=SessionStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("agreed time"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("how long, in minutes"), default=DEFAULT_MINUTES)
    zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[check_time_zone]
    )
    place = models.CharField(_("where, or a link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(_("sequence in calendars"), default=0)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "status"], name="session_of_pairing"),
            models.Index(
                fields=["starts_at"], name="session_to_come", condition=Q(status__in=["agreed", "moving"])
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreed_session_has_a_time",
                condition=Q(status__in=["proposed", "cancelled"]) | Q(starts_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.pk])

    @property
    def ends_at(self) -> dt.datetime | None:
        return self.starts_at and self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def day(self) -> dt.date | None:
        """The day it is on where it was agreed."""
        return self.starts_at and self.starts_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def fellow(self):
        """Fetch `pairing__place__person` with it."""
        return self.pairing.place.person

    def has_begun(self, now: dt.datetime | None = None) -> bool:
        return self.starts_at is not None and self.starts_at <= (now or timezone.now())

    def other_than(self, user_id: int):
        return self.pairing.mentor if user_id == self.pairing.place.person_id else self.fellow


class SessionTime(models.Model):
    """One of up to three times that are proposed. Gone once one is accepted."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="session_time_proposed_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def lasts(self) -> int:
        """In minutes; none of its own: as long as the session."""
        return self.minutes or self.session.minutes


class SessionChange(models.Model):
    """One step of a session's story, for its two people. `minutes`: how long since, where that changed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    before = models.DateTimeField(null=True, blank=True)
    after = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.session_id}"


class AgendaPoint(models.Model):
    """Something to speak about: a thing of the challenge (`thing`: “entry-12”), or words of one's own.

    The name of a thing is looked up when it is shown, so it is never older than the thing.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    thing = models.CharField(max_length=40, blank=True)
    words = models.CharField(_("point"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_point_is_thing_or_words",
                condition=Q(thing="", words__gt="") | Q(thing__gt="", words=""),
            ),
            models.UniqueConstraint(
                fields=["session", "thing"], condition=Q(thing__gt=""), name="thing_once_on_an_agenda"
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.thing


class SessionNotes(models.Model):
    """What the two write down together. A table of its own: no query about dates can bring it along."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="notes")
    words = models.TextField(_("notes"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"notes of session {self.session_id}"


class SessionNotesVersion(models.Model):
    """Notes as they were before somebody changed them."""

    notes = models.ForeignKey(SessionNotes, on_delete=models.CASCADE, related_name="versions")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"earlier notes {self.notes_id}"
