import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone, Piece


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user) -> "CommentQuerySet":
        """Whoever sees the challenge through its place; peers of an opened challenge do not."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(challenge__in=Challenge.objects.discussed_with(user))

    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "CommentQuerySet":
        """As the rows of challenges have it: without others' comments written or edited since."""
        earlier = Q(created_at__lt=moment) & (Q(edited_at=None) | Q(edited_at__lt=moment))
        return self.filter(earlier | Q(author=user_id))


class Comment(models.Model):
    """A remark on one log entry, milestone, brief version or piece. Comments on one thing are its thread."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="comments")
    log_entry = models.ForeignKey(
        LogEntry, on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    brief_version = models.ForeignKey(
        BriefVersion, on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="comments", null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_id = models.UUIDField(
        unique=True, editable=False, help_text=_("Made with the form: sending twice meets the same comment.")
    )
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["challenge", "created_at"], name="comment_of_challenge")]
        constraints = [
            models.CheckConstraint(
                name="comment_on_one_thing",
                condition=(
                    Q(log_entry__isnull=False, milestone=None, brief_version=None, piece=None)
                    | Q(log_entry=None, milestone__isnull=False, brief_version=None, piece=None)
                    | Q(log_entry=None, milestone=None, brief_version__isnull=False, piece=None)
                    | Q(log_entry=None, milestone=None, brief_version=None, piece__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def on(self) -> LogEntry | Milestone | BriefVersion | Piece:
        """The thing it is a remark on; fetch it with the comment."""
        thing = self.log_entry or self.milestone or self.brief_version or self.piece
        assert thing is not None
        return thing


class CommentVersion(models.Model):
    """A comment's words before an edit or deletion; read by its author and the programme team."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    replaced_at = models.DateTimeField(_("replaced"), auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"earlier words of comment {self.comment_id}"
