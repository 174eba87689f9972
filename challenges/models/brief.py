import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from challenges.models.challenge import Challenge, OfChallengeQuerySet
from challenges.workflow import BriefStatus


class BriefVersionQuerySet(OfChallengeQuerySet):
    def unchanged_since(self, moment: dt.datetime, user_id: int) -> "BriefVersionQuerySet":
        answered = Q(answered_at__gte=moment) & ~Q(answered_by=user_id)
        return self.filter(~answered, sent_at__lt=moment)


class BriefVersion(models.Model):
    """One version of the brief: words as they were sent. Once it is answered it never changes, and what is
    sent next is the next number. Words taken back before an answer are sent again under the same number."""

    TEXT_FIELDS = [
        "title",
        "problem",
        "who_is_affected",
        "aim",
        "in_scope",
        "out_of_scope",
        "how_we_will_know",
        "doable_in_a_year",
        "workstreams",
    ]

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="brief_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=20, choices=BriefStatus.choices, default=BriefStatus.DRAFT
    )
    title = models.CharField(_("title of the challenge"), max_length=200)
    problem = models.TextField(_("the problem"), blank=True)
    who_is_affected = models.TextField(_("who is affected"), blank=True)
    aim = models.TextField(_("aim"), blank=True)
    in_scope = models.TextField(_("in scope"), blank=True)
    out_of_scope = models.TextField(_("out of scope"), blank=True)
    how_we_will_know = models.TextField(_("how we will know"), blank=True)
    doable_in_a_year = models.TextField(_("what is do-able in a year"), blank=True)
    workstreams = models.TextField(_("workstreams"), blank=True)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer_reason = models.TextField(_("what should change"), blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text=_("Counts every change, to notice stale forms.")
    )

    objects = BriefVersionQuerySet.as_manager()

    class Meta:
        ordering = ["challenge", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="brief_number_once"),
            models.UniqueConstraint(
                fields=["challenge"], condition=Q(status=BriefStatus.AGREED), name="one_agreed_brief"
            ),
            models.UniqueConstraint(
                fields=["challenge"],
                condition=Q(status__in=[BriefStatus.DRAFT, BriefStatus.SENT]),
                name="one_brief_under_way",
            ),
            models.CheckConstraint(
                name="agreed_brief_says_when",
                condition=~Q(status__in=[BriefStatus.AGREED, BriefStatus.REPLACED])
                | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sent_brief_says_when",
                condition=~Q(status=BriefStatus.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"brief {self.number} of {self.challenge_id}"
