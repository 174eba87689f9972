import datetime as dt
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone, Piece, Ramp, Workstream
from fellowship.lib.workflows import NotPossible

# What a comment may be on, and the field of Comment that holds it; of each comment one is filled in.
FIELDS = {
    "entry": "log_entry",
    "milestone": "milestone",
    "brief": "brief_version",
    "piece": "piece",
    "workstream": "workstream",
    "ramp": "ramp",
}


def stays_with_its_comments(_collector: Any, _field: Any, _comments: Any, _using: str) -> NoReturn:
    """Of all that is commented on only a ramp can be removed; once it was talked about it stays.

    Both acts hold the ramp (`hold_ramp`), so that this is asked after the other has happened or before.
    """
    raise NotPossible(gettext("There are comments on this ramp, so it stays."))


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

    def with_things(self) -> "CommentQuerySet":
        """With the author and what each is on, for `Comment.on`."""
        return self.select_related("author", *FIELDS.values())


class Comment(models.Model):
    """A remark on one thing of the kinds in FIELDS. Comments on one thing are its thread."""

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
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    ramp = models.ForeignKey(
        Ramp, on_delete=stays_with_its_comments, related_name="comments", null=True, blank=True
    )
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
                condition=Exact(
                    Func(*FIELDS.values(), function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
            )
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def on(self) -> LogEntry | Milestone | BriefVersion | Piece | Workstream | Ramp:
        """The thing it is a remark on; fetch it with the comment (`with_things`)."""
        return next(thing for field in FIELDS.values() if (thing := getattr(self, field)))


class CommentVersion(models.Model):
    """A comment's words before an edit or deletion; read by its author and the programme team."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    replaced_at = models.DateTimeField(_("replaced"), auto_now_add=True)
    text = models.TextField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"earlier words of comment {self.comment_id}"
