"""The mentor's two pages: what waits, and going through it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from challenges.models import Challenge
from fellowship.cohorts.matching.mentors import profiles_in_matching
from fellowship.cohorts.services.pauses import pauses_now
from fellowship.people.access import SignedInRequest
from mentoring.forms.replies import FINISH, moment_from, posted_things
from mentoring.permissions import check_can_review, comment_readers
from mentoring.services.meeting_needs import meeting_needs
from mentoring.services.queue import mentored_by, next_for, waiting_for
from mentoring.services.review import review_of
from mentoring.services.seen import mark_seen, seen_up_to, unseen_by
from mentoring.starters import starters
from mentoring.things import thing_from
from mentoring.views.access import fetch_challenge
from mentoring.views.boxes import Boxes, blank, receive, typed_so_far

MOST_SHOWN = 50  # on the front page; the oldest, so that working through them brings the rest


@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    mentored, today = mentored_by(request.user), timezone.localdate()
    things, count = waiting_for(mentored, limit=MOST_SHOWN)
    by_fellow: dict[int, list] = {}
    for thing in things:  # oldest first, so the fellows stand in the order of their oldest
        by_fellow.setdefault(thing.challenge_id, []).append(thing)
    context = {
        "groups": list(by_fellow.values()),
        "count": count,
        "shown": len(things),
        "fellows": [one.challenge for one in mentored],
        "meetings": meeting_needs(request.user),
        "in_matching": profiles_in_matching(request.user),
        "today": timezone.localdate(),
        "pauses": pauses_now(
            [one.challenge.place_id for one in mentored if not one.until or one.until >= today]
        ),
    }
    return render(request, "mentoring/waiting.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that is new or waits on one challenge. `?item=entry-12` in an email lands at that thing."""
    challenge, standing = fetch_challenge(request, pk=pk)
    check_can_review(standing)
    here = reverse("review", args=[pk])
    asked_for = thing_from(request.GET.get("item", ""))
    if asked_for:
        key = "-".join(map(str, asked_for))
        return redirect(f"{here}?with={key}#{key}")
    boxes = Boxes(challenge, "review", pk, here)
    draft = typed_so_far(request, boxes)
    kept = [thing for key in (draft.read() if draft else {}) if (thing := thing_from(key))]
    landed = thing_from(request.GET.get("with", ""))
    unseen = unseen_by(request.user, challenge, standing)
    also = {*posted_things(request.POST), *kept, *([landed] if landed else [])}
    found = review_of(challenge, request.user, standing, unseen, also)
    sent = receive(request, boxes, found.things) if request.method == "POST" else None
    if isinstance(sent, HttpResponse):
        return sent
    if sent and not sent.replies:
        return _go_on(request, challenge, finished=sent.act == FINISH)
    context = {
        "challenge": challenge,
        "standing": standing,
        "review": found,
        "replies": sent.replies if sent else blank(found.things, draft),
        "sent": sent,
        "saved_at": draft.updated_at if draft else None,
        "draft_url": boxes.draft_url,
        "here": here,
        "readers": comment_readers(challenge, request.user),
        "landed": landed,
        "seen_until": seen_up_to(unseen, found.shown),
        "next": next_for(request.user, after=pk),
        "starters": starters(),
    }
    return render(request, "mentoring/review.jinja", context)


def _go_on(request: SignedInRequest, challenge: Challenge, *, finished: bool) -> HttpResponse:
    """After “finish”: what was on the page counts as seen, and the next fellow's is opened."""
    if not finished:
        return redirect("waiting")
    until = moment_from(request.POST.get("seen_until", ""))
    mark_seen(by=request.user, challenge=challenge, until=until)
    following = next_for(request.user, after=challenge.pk)
    return redirect(reverse("review", args=[following.challenge_id]) if following else reverse("waiting"))
