from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models.cohort import Cohort
from fellowship.cohorts.models.place import Place


class ProposalStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting to begin")
    READING = "reading", _("Reading the wishes")
    SOLVING = "solving", _("Looking for the best pairs")
    READY = "ready", _("Ready to check")
    PUBLISHING = "publishing", _("Being published")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced by a later one")
    SET_ASIDE = "set_aside", _("Set aside")
    FAILED = "failed", _("Did not work")


TO_SOLVE = (ProposalStatus.WAITING, ProposalStatus.READING, ProposalStatus.SOLVING)
UNFINISHED = (*TO_SOLVE, ProposalStatus.PUBLISHING)
OPEN = (*UNFINISHED, ProposalStatus.READY)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user) -> "ProposalQuerySet":
        """Those of cohorts the user administers: a draft is nobody else's."""
        return self.filter(cohort__in=Cohort.objects.visible_to(user))

    def open(self) -> "ProposalQuerySet":
        return self.filter(status__in=OPEN)


class Proposal(models.Model):
    """Pairs for all fellows of a cohort who have no mentor, as solved and adjusted by hand; a draft
    until it is published. A cohort has one open proposal at a time.

    `rules` are the programme's points as they were; `figures` say in total what came out of it.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="proposals")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    starts_on = models.DateField(_("pairings begin"))
    status = models.CharField(
        _("status"), max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.WAITING
    )
    moved_at = models.DateTimeField(_("last moved"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rules = models.JSONField(_("rules"), default=dict)
    figures = models.JSONField(_("figures"), default=dict)
    refusals = models.JSONField(_("why it was not published"), default=list)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(status__in=OPEN), name="one_open_proposal"
            ),
            models.CheckConstraint(
                name="proposal_published_by_somebody",
                condition=~Q(status=ProposalStatus.PUBLISHED)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Proposal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("proposal", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        return self.status == ProposalStatus.READY

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED


class ProposedPairQuerySet(models.QuerySet["ProposedPair"]):
    def visible_to(self, user) -> "ProposedPairQuerySet":
        return self.filter(proposal__in=Proposal.objects.visible_to(user))


class ProposedPair(models.Model):
    """One fellow's line of a proposal. Without a mentor, `reasons` say why.

    `reasons`: [code, facts] each, put into words by matching/words.py. `overruled`: why the pair stands
    although something speaks against it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="pairs")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    score = models.IntegerField(_("points"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    held = models.BooleanField(_("held"), default=False)
    by_hand = models.BooleanField(_("chosen by hand"), default=False)
    overruled = models.CharField(_("why all the same"), max_length=300, blank=True)

    objects = ProposedPairQuerySet.as_manager()

    class Meta:
        ordering = ["place__person__family_name", "place__person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "place"], name="one_proposed_pair_of_a_fellow")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} and {self.mentor_id}"
