from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fellowship.notifications.access import people_overseen, programmes_overseen
from fellowship.notifications.kinds import KINDS, NO_NOTICE, Delivery, kind_choices


class MessageStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    CLAIMED = "claimed", _("Being prepared")
    HANDING_OVER = "handing_over", _("Being handed to the mail server")
    SENT = "sent", _("Sent")
    IN_DIGEST = "in_digest", _("In a daily summary")
    NOT_NEEDED = "not_needed", _("No longer needed")
    SWITCHED_OFF = "switched_off", _("Switched off by the person")
    FAILED = "failed", _("Failed")
    UNSURE = "unsure", _("May not have arrived")


NO_PROGRAMME = _("Only the person it was sent to can read this text: it belongs to no one programme.")
# What a person has to look at, because the system can do no more about it.
NEEDS_ATTENTION = (MessageStatus.FAILED, MessageStatus.UNSURE)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user) -> "MessageQuerySet":
        """Everybody's own; an administrator's programmes', and what belongs to no programme (daily
        summaries, sign-in mails) to the people in them.

        In the demonstration an administrator sees all of them, since nobody has a mailbox there.
        """
        programmes = programmes_overseen(user)
        if not programmes:
            return self.filter(person_id=user.pk)
        if settings.DEMONSTRATION:
            return self.all()
        return self.filter(
            Q(person_id=user.pk)
            | Q(programme_id__in=programmes)
            | Q(programme_id=None, person__in=people_overseen(user).values("pk"))
        )

    def naming_for(self, user) -> "MessageQuerySet":
        """With `is_named`: whether `user` may know whose messages they are, else the address only.

        Somebody with this address was invited, and who that is shows when they accept.
        """
        known = people_overseen(user).filter(pk=models.OuterRef("person"))
        return self.annotate(
            is_named=models.ExpressionWrapper(
                Q(person_id=user.pk) | Q(models.Exists(known)), models.BooleanField()
            )
        )

    def notices(self) -> "MessageQuerySet":
        """What a person can read within our pages: also what does not go by mail, or not yet."""
        known = self.exclude(subject="").exclude(status=MessageStatus.NOT_NEEDED)
        return known.exclude(kind__in=NO_NOTICE)

    def unseen(self) -> "MessageQuerySet":
        return self.filter(seen_at=None)

    def needing_attention(self) -> "MessageQuerySet":
        return self.filter(status__in=NEEDS_ATTENTION)


class Message(models.Model):
    """One line of the outbox: a message to one person about one thing, for one reason, once.

    The unique constraint is what keeps a message from going twice, however many workers or beats
    run. `object_kind`/`object_id` name the thing without a foreign key, since the things live in
    rooms to the right of this one. `facts` holds dates and names the text needs, never reflective
    text. Subject and text are written when the message is sent, from the state of that moment.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=30, choices=kind_choices)
    object_kind = models.CharField(_("about"), max_length=40)
    object_id = models.CharField(_("about which"), max_length=60)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    offset_days = models.SmallIntegerField(
        _("days from the due date"), default=0, help_text=_("-14: two weeks before; 3: three days after.")
    )
    programme_id = models.BigIntegerField(_("programme"), null=True, blank=True)
    why = models.CharField(_("why it came"), max_length=300)
    facts = models.JSONField(_("facts for the text"), default=dict)

    delivery = models.CharField(
        _("delivery"), max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE
    )
    status = models.CharField(
        _("status"), max_length=12, choices=MessageStatus.choices, default=MessageStatus.WAITING
    )
    created_at = models.DateTimeField(_("planned"), default=timezone.now, editable=False)
    send_after = models.DateTimeField(_("not before"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("what went wrong"), max_length=500, blank=True)

    address = models.EmailField(_("sent to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    path = models.CharField(_("where it leads"), max_length=300, blank=True, db_default="", default="")
    seen_at = models.DateTimeField(_("read"), null=True, blank=True)
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="gathered"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "object_kind", "object_id", "due_on", "offset_days"],
                nulls_distinct=False,
                name="one_message_for_one_reason",
            ),
            models.CheckConstraint(
                name="sent_messages_say_when", condition=~Q(status="sent") | Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after", "id"],
                name="message_to_send",
                condition=Q(status__in=["waiting", "claimed", "handing_over"]),
            ),
            models.Index(fields=["person", "-created_at"], name="message_of_person"),
            models.Index(fields=["programme_id", "-created_at"], name="message_of_programme"),
            models.Index(
                fields=["programme_id"],
                name="message_to_look_at",
                condition=Q(status__in=["failed", "unsure"]),
            ),
            models.Index(
                fields=["person", "kind"],
                name="message_unseen",
                condition=Q(seen_at=None) & ~Q(subject="") & ~Q(status="not_needed"),
            ),
            models.Index(
                fields=["person", "created_at"],
                name="message_for_a_digest",
                condition=Q(status="waiting", delivery="digest"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id} about {self.object_kind} {self.object_id}"

    def get_absolute_url(self) -> str:
        return reverse("message", args=[self.pk])

    @property
    def needs_attention(self) -> bool:
        return self.status in NEEDS_ATTENTION

    def not_for(self, user) -> str | Promise:
        """Why the text is not this person's to read, in a sentence, or nothing. What belongs to no programme
        may speak of several."""
        if self.person_id == user.pk:
            return ""
        return KINDS[self.kind].hidden or (NO_PROGRAMME if self.programme_id is None else "")

    def text_hidden_from(self, user) -> str | Promise:
        """As `not_for`. In the demonstration nobody has a mailbox, so there all is shown."""
        return "" if settings.DEMONSTRATION else self.not_for(user)
