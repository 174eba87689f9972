import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.models.workstream import Workstream
from challenges.workflow import PieceStatus


class PieceKind(models.TextChoices):
    MEASURE = "measure", _("Measure")
    CYCLE = "cycle", _("PDSA cycle")
    DRIVERS = "drivers", _("Driver diagram")
    STAKEHOLDER = "stakeholder", _("Stakeholder")
    QUESTION = "question", _("Powerful question")
    JUDGEMENT = "judgement", _("Judgement")
    SIGHTING = "sighting", _("Balcony and dance floor")


# Steps in the history of a piece that leave the piece as it is.
LINKING = ("link", "unlink")


class PieceQuerySet(OfChallengeQuerySet):
    def current(self) -> "PieceQuerySet":
        return self.filter(removed_at=None)

    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "PieceQuerySet":
        changes = PieceChange.objects.filter(piece=OuterRef("pk"), at__gte=moment).exclude(act__in=LINKING)
        return self.filter(~Exists(changes.exclude(by=user_id)), made_at__lt=moment)


class Piece(models.Model):
    """One thing in the improvement workspace of a challenge; each kind has a table of its own beside this.

    What all kinds share stands here, so that comments, history, links and the mentor's review know one
    thing instead of seven. A piece that was removed stays, marked, because its history does.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()  # of each kind: the fields a form sets, in the order they are read

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="pieces")
    kind = models.CharField(max_length=12, choices=PieceKind.choices, editable=False)
    name = models.CharField(_("name"), max_length=200, help_text=_("What it is called in lists."))
    workstream = models.ForeignKey(
        Workstream,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pieces",
        verbose_name=_("workstream"),
    )
    status = models.CharField(
        _("status"), max_length=14, choices=PieceStatus.choices, default=PieceStatus.OPEN
    )
    sent_at = models.DateTimeField(_("sent to the mentor"), null=True, blank=True)
    form_id = models.UUIDField(
        unique=True, editable=False, help_text=_("Made with the form: sending twice meets the same piece.")
    )
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts every change, to notice stale forms.")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["challenge", "kind"], name="piece_of_challenge"),
            models.Index(fields=["sent_at"], name="piece_with_the_mentor", condition=Q(status="sent")),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_piece_says_when",
                condition=~Q(status=PieceStatus.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("piece", args=[self.pk])

    def check_open(self, names: Iterable[str]) -> None:
        """Raises `NotPossible` where some of these words can no longer be changed; most kinds' always can."""

    @property
    def kind_in_a_sentence(self) -> str:
        """“measure”, but “PDSA cycle”"""
        kind = str(self.get_kind_display())
        return kind if kind[:2].isupper() else kind[:1].lower() + kind[1:]

    @property
    def called(self) -> str:
        """The name; kinds that have no name of their own make one of their words."""
        return self.name


class PieceChangeQuerySet(models.QuerySet["PieceChange"]):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "PieceChangeQuerySet":
        return self.filter(Q(at__lt=moment) | Q(by=user_id))


class PieceChange(models.Model):
    """One step in a piece's history. Never changed.

    `words` is a list of [field, before, after] as people read them; what was added has no before.
    """

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=30)
    words = models.JSONField(default=list)
    reason = models.TextField(_("reason"), blank=True)

    objects = PieceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["piece", "at"], name="change_of_piece")]

    def __str__(self) -> str:
        return f"{self.act} piece {self.piece_id}"
