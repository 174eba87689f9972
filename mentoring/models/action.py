from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Pairing
from mentoring.models.learning_set import SetMeeting
from mentoring.models.session import Session, later_pairings


class ActionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user) -> "ActionQuerySet":
        """The owner; for a session's also the other of the two, and mentors the fellow opened it to; for
        a group session's the owner's mentors of that time, if the owner ticked it."""
        if not user.is_authenticated:
            return self.none()
        actions = self.model.objects
        mentored = Pairing.objects.in_force().filter(
            mentor=user.pk,
            place__person=OuterRef("owner"),
            place__cohort=OuterRef("meeting__learning_set__cohort"),
            starts_on__lte=OuterRef("made_at"),
        )
        opened = actions.filter(openings__handover__pairing__in=later_pairings(user))
        return self.filter(
            Q(owner=user.pk)
            | Q(session__in=Session.objects.of(user).order_by().values("pk"))
            | Q(Exists(mentored), for_mentor=True)
            | Q(pk__in=opened.order_by().values("pk"))
        )

    def open(self) -> "ActionQuerySet":
        return self.filter(status=ActionStatus.OPEN)


class Action(models.Model):
    """What somebody said they would do, by when: agreed in a session, or one's own of a group session."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    meeting = models.ForeignKey(
        SetMeeting, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    words = models.CharField(_("what will be done"), max_length=300)
    due_on = models.DateField(_("by when"))
    status = models.CharField(
        _("status"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    for_mentor = models.BooleanField(_("the mentor sees it"), default=False)
    form_id = models.UUIDField(unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_on"], name="action_of_owner", condition=Q(status="open")),
            models.Index(fields=["due_on"], name="action_due", condition=Q(status="open")),
        ]
        constraints = [
            models.CheckConstraint(
                name="action_of_one_session",
                condition=Q(session__isnull=False, meeting=None) | Q(session=None, meeting__isnull=False),
            ),
            models.CheckConstraint(
                name="settled_actions_say_when",
                condition=Q(status="open", settled_at=None)
                | Q(status__in=["done", "dropped"], settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.pk])
