"""What is still open in a cohort that is to be closed, room by room."""

from typing import Any

from django.db.models import Count, QuerySet, Value, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.models import BriefVersion, Challenge, LogEntry, Milestone, Piece
from challenges.workflow import WITH_THE_FELLOW, BriefStatus, MilestoneStatus, PieceStatus
from fellowship.cohorts.bulk.kinds import KINDS
from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.closing import MOST_OPEN, Check, Open
from fellowship.learning.models import Assignment, Result
from fellowship.learning.taking import Taking
from fellowship.lib.dates import in_words


def open_in(cohort: Cohort) -> list[Check]:
    """The whole checklist in nine queries. Who has withdrawn leaves nothing open."""
    found = cohort.places.exclude(status=PlaceStatus.WITHDRAWN)
    places = list(found.select_related("person", "handover_owner").order_by("pk"))
    return [
        _years_that_go_on(places),
        _milestones(found),
        _answers(found),
        _results(cohort, places),
        _nobody_carries_on(places),
        _acts_that_run(cohort),
        _announcements_that_wait(cohort),
    ]


def _years_that_go_on(places: list[Place]) -> Check:
    today = timezone.localdate()
    running = [place for place in places if not place.has_ended and place.ends_on > today]
    return Check(
        _("Fellows whose year goes on"),
        _("Nobody’s year goes on."),
        len(running),
        [
            Open(
                _("%(name)s, until %(day)s")
                % {"name": place.person.full_name, "day": in_words(place.ends_on)},
                reverse("person", args=[place.person_id]),
            )
            for place in running[:MOST_OPEN]
        ],
    )


def _milestones(places: QuerySet[Place]) -> Check:
    unsigned = (
        Milestone.objects.filter(
            challenge__place__in=places, status__in=[*WITH_THE_FELLOW, MilestoneStatus.SENT]
        )
        .select_related("challenge__place__person")
        .annotate(in_all=Window(Count("pk")))
        .order_by("due_on", "pk")
    )
    first = list(unsigned[:MOST_OPEN])
    return Check(
        _("Milestones not signed off"),
        _("Every milestone is signed off or dropped."),
        first[0].in_all if first else 0,
        [
            Open(
                f"{one.challenge.place.person.full_name}: {one.title} ({one.get_status_display()})",
                reverse("milestone", args=[one.pk]),
            )
            for one in first
        ],
    )


def _answers(places: QuerySet[Place]) -> Check:
    """Entries, briefs and pieces of work that wait for a mentor; milestones have a line of their own."""
    waiting = [
        LogEntry.objects.filter(challenge__place__in=places, waiting_since__isnull=False),
        BriefVersion.objects.filter(challenge__place__in=places, status=BriefStatus.SENT),
        Piece.objects.filter(challenge__place__in=places, status=PieceStatus.SENT),
    ]
    first, *others = [_per_challenge(turn, rows) for turn, rows in enumerate(waiting)]
    counted = sorted(first.union(*others, all=True))
    found = Challenge.objects.select_related("place__person").in_bulk({pk for _turn, pk, _number in counted})
    return Check(
        _("Waiting for a mentor’s answer"),
        _("Nothing waits for a mentor."),
        sum(number for _turn, _pk, number in counted),
        [
            Open(found[pk].place.person.full_name, reverse("challenge", args=[pk]))
            for pk in list(dict.fromkeys(pk for _turn, pk, _number in counted))[:MOST_OPEN]
        ],
    )


def _per_challenge(turn: int, rows: QuerySet[Any]) -> QuerySet[Any, tuple[int, int, int]]:
    """How many of each challenge. `turn`: whose challenges are named first."""
    of_turn = rows.order_by().annotate(turn=Value(turn)).values_list("turn", "challenge")
    return of_turn.annotate(number=Count("pk"))


def _results(cohort: Cohort, places: list[Place]) -> Check:
    judged = set(
        Result.objects.filter(place__in=places).exclude(outcome="").values_list("place", "assignment")
    )
    taking = Taking([cohort.pk])
    missing: dict[Assignment, int] = {}
    for item in Assignment.objects.filter(module__cohort=cohort).select_related("module"):
        number = sum(
            taking.takes(place, item.module) and (place.pk, item.pk) not in judged for place in places
        )
        if number:
            missing[item] = number
    return Check(
        _("Results not recorded"),
        _("Every assignment has its results."),
        sum(missing.values()),
        [
            Open(
                ngettext(
                    "%(title)s: %(number)s fellow without a result",
                    "%(title)s: %(number)s fellows without a result",
                    number,
                )
                % {"title": f"{item.module}, {item}", "number": number},
                reverse("assignment", args=[item.pk]),
            )
            for item, number in list(missing.items())[:MOST_OPEN]
        ],
    )


def _nobody_carries_on(places: list[Place]) -> Check:
    alone = [place for place in places if not hasattr(place, "handover_owner")]
    return Check(
        _("Challenges nobody carries on"),
        _("Somebody carries every challenge on."),
        len(alone),
        [
            Open(place.person.full_name, reverse("handover_owner", args=[place.pk]))
            for place in alone[:MOST_OPEN]
        ],
    )


def _acts_that_run(cohort: Cohort) -> Check:
    running = list(cohort.bulk_acts.unfinished())
    return Check(
        _("Changes for many that are still going on"),
        _("No change for many is going on."),
        len(running),
        [
            Open(f"{KINDS[act.kind].title} ({act.get_status_display()})", act.get_absolute_url())
            for act in running[:MOST_OPEN]
        ],
    )


def _announcements_that_wait(cohort: Cohort) -> Check:
    waiting = list(cohort.announcements.waiting().order_by("send_at", "pk"))
    return Check(
        _("Announcements that have not gone out yet"),
        _("No announcement waits."),
        len(waiting),
        [Open(one.subject, one.get_absolute_url()) for one in waiting[:MOST_OPEN]],
    )
