"""Brief, milestones and log entries: read by all who see the challenge, discussed by those who take part.

Each page of one or more things works alike: `boxes_page` shows them with their reply boxes and receives
the boxes.
"""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from challenges.models import Challenge, Milestone
from challenges.workflow import WITH_THE_FELLOW
from fellowship.cohorts.models import HandoverOwner
from fellowship.people.access import SignedInRequest
from fellowship.people.models import User
from mentoring.permissions import Standing, check_can_comment, comment_readers
from mentoring.services.items import entries_of, make_items
from mentoring.services.linked import links_of
from mentoring.services.seen import unseen_by
from mentoring.services.then import as_then
from mentoring.starters import starters
from mentoring.things import Talked
from mentoring.versions import compare, in_hand, readable
from mentoring.views.access import fetch_challenge, note_seen, note_team_read
from mentoring.views.boxes import Boxes, Sent, blank, receive, typed_so_far

reading = require_http_methods(["GET", "HEAD", "POST"])


@reading
def log_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, log_entries=pk)
    entry = get_object_or_404(entries_of(challenge, standing).select_related("author", "workstream"), pk=pk)
    note_team_read(request, standing, entry)
    as_then(standing, [entry.workstream])
    boxes = Boxes(challenge, "entry", pk, entry.get_absolute_url())
    context = {
        "touched": standing.seen(Milestone.objects.filter(pk__in=entry.touched)),
        "versions": entry.versions.all() if standing.discusses else [],
        "links": links_of(challenge, standing, ("entry", pk)),
    }
    return boxes_page(request, boxes, standing, [entry], "mentoring/log_entry.jinja", context)


@reading
def milestone(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, milestones=pk)
    found = get_object_or_404(
        standing.seen(Milestone.objects.select_related("signed_off_by", "workstream")), pk=pk
    )
    note_team_read(request, standing, found)
    as_then(standing, [found.workstream])
    boxes = Boxes(challenge, "milestone", pk, found.get_absolute_url())
    context = {
        "overdue": found.status in WITH_THE_FELLOW and found.due_on < timezone.localdate(),
        "with_the_fellow": found.status in WITH_THE_FELLOW,
        "changes": standing.seen(found.changes.select_related("by")) if standing.discusses else [],
        "entries": standing.seen(found.log_entries.all()).order_by("-happened_on", "-pk")[:20],
        "links": links_of(challenge, standing, ("milestone", pk)),
    }
    return boxes_page(request, boxes, standing, [found], "mentoring/milestone.jinja", context)


@reading
def brief(request: SignedInRequest, pk: int) -> HttpResponse:
    """The version under way and the agreed one; `?compare=2` shows what is different from version 2."""
    challenge, standing = fetch_challenge(request, pk=pk)
    versions = list(readable(challenge, standing).select_related("answered_by").order_by("-number"))
    current = in_hand(versions)
    if current:
        note_team_read(request, standing, current[0])
    boxes = Boxes(challenge, "brief", pk, reverse("brief", args=[pk]))
    context = {
        "versions": versions,
        "comparison": compare(versions, request.GET.get("compare", ""), request.GET.get("with", "")),
        "carried_on_by": None if standing.sees_until else _carries_on(request.user, challenge),
    }
    return boxes_page(request, boxes, standing, current, "mentoring/brief.jinja", context)


def _carries_on(user: User, challenge: Challenge) -> HandoverOwner | None:
    return HandoverOwner.objects.visible_to(user).filter(place=challenge.place_id).first()


@require_safe
def milestones(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    found = standing.seen(Milestone.objects.filter(challenge=challenge)).select_related("signed_off_by")
    overdue = set(found.overdue(timezone.localdate()).values_list("pk", flat=True))
    context = {"challenge": challenge, "standing": standing, "milestones": found, "overdue": overdue}
    return render(request, "mentoring/milestones.jinja", context)


def boxes_page(
    request: SignedInRequest,
    boxes: Boxes,
    standing: Standing,
    rows: Sequence[Talked],
    template: str,
    context: dict,
) -> HttpResponse:
    challenge = boxes.challenge
    unseen = unseen_by(request.user, challenge, standing)
    items = make_items(challenge, request.user, standing, rows, unseen)
    draft = typed_so_far(request, boxes) if standing.comments else None
    sent: Sent | None = None
    if request.method == "POST":
        check_can_comment(standing)
        came = receive(request, boxes, items)
        if isinstance(came, HttpResponse):
            return came
        sent = came
    context |= {
        "challenge": challenge,
        "standing": standing,
        "things": items,
        "replies": sent.replies if sent and sent.replies else blank(items, draft),
        "sent": sent,
        "saved_at": draft.updated_at if draft else None,
        "draft_url": boxes.draft_url,
        "here": boxes.address,
        "readers": comment_readers(challenge, request.user),
        "starters": starters() if standing.is_mentor else {},
    }
    response = render(request, template, context)
    note_seen(request, challenge, unseen, {(m.what, m.row) for item in items for m in item.news})
    return response
