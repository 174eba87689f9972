from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.notifications.access import people_overseen, programmes_overseen
from fellowship.notifications.models.message import Message


class Trouble(models.TextChoices):
    BOUNCED = "bounced", _("Mail to it came back")
    NEVER_TAKEN = "never_taken", _("Mail to it could not be delivered several times")
    COMPLAINT = "complaint", _("Its owner reported a message as spam")


class AddressTroubleQuerySet(models.QuerySet["AddressTrouble"]):
    def visible_to(self, user) -> "AddressTroubleQuerySet":
        """Of people in the programmes a person oversees, and addresses these programmes wrote to.

        Somebody's other addresses are not theirs to know.
        """
        programmes = programmes_overseen(user)
        if not programmes:
            return self.none()
        wrote = Message.objects.filter(
            person=OuterRef("person"), programme_id__in=programmes, address__iexact=OuterRef("address")
        )
        return self.filter(Q(person__in=people_overseen(user).values("pk")) | Q(Exists(wrote)))

    def suppressed(self) -> "AddressTroubleQuerySet":
        return self.exclude(suppressed_at=None)


class AddressTrouble(models.Model):
    """What is known against an address. While it is suppressed, nothing is sent to it.

    A complaint keeps back only what is not essential. `address` is in lower case.
    """

    address = models.EmailField(_("address"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    soft_bounces = models.PositiveSmallIntegerField(_("times it could not be delivered"), default=0)
    suppressed_at = models.DateTimeField(_("suppressed"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Trouble.choices, blank=True)
    words = models.CharField(_("what the mail server said"), max_length=500, blank=True)
    reported_by = models.CharField(_("reported by"), max_length=40, blank=True)
    event_id = models.CharField(_("last event"), max_length=200, blank=True)
    last_event_at = models.DateTimeField(_("last heard of"), default=timezone.now)

    objects = AddressTroubleQuerySet.as_manager()

    class Meta:
        ordering = ["-suppressed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(Lower("address"), name="address_trouble_once"),
            models.CheckConstraint(
                name="suppressed_for_a_reason",
                condition=Q(suppressed_at=None, reason="") | (Q(suppressed_at__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.reason or self.soft_bounces}"

    def stops(self, *, essential: bool) -> bool:
        """Whether a message is kept from it. Whoever complained can still ask for a new password."""
        return bool(self.suppressed_at) and not (essential and self.reason == Trouble.COMPLAINT)
