from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, LogEntry, Milestone, Piece
from fellowship.learning.models import Module

# What a link may join, and the field of LinkEnd that holds it.
ENDS = {"entry": "log_entry", "milestone": "milestone", "piece": "piece", "module": "module"}


class LinkEnd(models.Model):
    """One thing of a challenge, as far as it is linked: made with its first link, and once for each thing.

    The database holds that the thing is of this challenge, a module of its cohort (see migration 0003).
    """

    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # its index is module_once_in_a_challenge
    log_entry = models.OneToOneField(LogEntry, on_delete=models.PROTECT, related_name="+", null=True)
    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="+", null=True)
    piece = models.OneToOneField(Piece, on_delete=models.PROTECT, related_name="+", null=True)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_end_is_one_thing",
                condition=(
                    Q(log_entry__isnull=False, milestone=None, piece=None, module=None)
                    | Q(log_entry=None, milestone__isnull=False, piece=None, module=None)
                    | Q(log_entry=None, milestone=None, piece__isnull=False, module=None)
                    | Q(log_entry=None, milestone=None, piece=None, module__isnull=False)
                ),
            ),
            models.UniqueConstraint(fields=["challenge", "module"], name="module_once_in_a_challenge"),
            # What the two ends of a link refer to, so that both are of the link's own challenge.
            models.UniqueConstraint(fields=["challenge", "id"], name="link_end_of_challenge"),
        ]

    def __str__(self) -> str:
        return "{}-{}".format(*self.thing)

    @property
    def thing(self) -> tuple[str, int]:
        """As ("entry", 12)."""
        return next((kind, pk) for kind, field in ENDS.items() if (pk := getattr(self, f"{field}_id")))


class Link(models.Model):
    """Two things of a challenge that are evidence for each other. It has no direction: read from either end.

    The end with the lower id is `one`, so that a pair is linked once whichever way round it is asked for;
    that is also what makes a form that is sent twice harmless. A removed link stays, marked.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="links")
    one = models.ForeignKey(LinkEnd, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(LinkEnd, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("linked"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="link_ends_in_order", condition=Q(one__lt=F("other"))),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(removed_at=None), name="linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
