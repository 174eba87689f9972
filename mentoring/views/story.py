"""The time line of a challenge, on screen and as a document."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from challenges.models import Milestone
from challenges.workflow import BriefStatus
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.pauses import Pause, pauses_now
from fellowship.people.access import SignedInRequest
from mentoring.forms.story import StoryForm
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.judgements import current_judgements
from mentoring.services.moments import ALL_OF_IT
from mentoring.services.seen import unseen_by
from mentoring.services.story import FILTERS, shown_on, story_page, whole_story
from mentoring.versions import sent_briefs
from mentoring.views.access import fetch_challenge, note_seen, note_team_read

NEW = "new"


@require_safe
def challenge(request: SignedInRequest, pk: int) -> HttpResponse:
    """The story. Reading it as fellow or mentor marks what was on the page as seen."""
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    unseen = unseen_by(request.user, challenge, standing)
    kind = request.GET.get("kind", "")
    if kind not in FILTERS and not (kind == NEW and unseen):
        kind = ""
    part = _part(request, challenge, standing)
    page = story_page(
        challenge,
        request.user,
        standing,
        kind=kind,
        number=request.GET.get("page"),
        unseen=unseen,
        window=part.window if part else ALL_OF_IT,
    )
    context = {
        "challenge": challenge,
        "standing": standing,
        "page": page,
        "kind": kind,
        "part": part if kind != NEW else None,
        "is_part": bool(part and part.window != ALL_OF_IT),
        "pause": _pause(challenge, standing),
        "judgements": current_judgements(challenge, standing),
        "filters": _filters(len(unseen)) if standing.discusses else [],
    }
    response = render(request, "mentoring/story.jinja", context)
    note_seen(request, challenge, unseen, shown_on(list(page.object_list)))
    return response


def _pause(challenge: ChallengeSeen, standing: Standing) -> Pause | None:
    """For the fellow, the mentors of today and the programme team; asked for only while there is one."""
    if challenge.place.status != PlaceStatus.PAUSED or not standing.discusses or standing.sees_until:
        return None
    return pauses_now([challenge.place_id]).get(challenge.place_id)


def _part(request: SignedInRequest, challenge: ChallengeSeen, standing: Standing) -> StoryForm | None:
    """For those who read the whole story. A former mentor is offered no workstreams, which may be newer."""
    if not standing.discusses:
        return None
    named = [] if standing.sees_until else challenge.workstream_names
    return StoryForm(request.GET, challenge=challenge, workstreams=[one.split(" ", 1) for one in named])


def _filters(unseen: int) -> list[tuple[str, object, int | None]]:
    filters: list[tuple[str, object, int | None]] = [
        (key, words, None) for key, (words, _kinds) in FILTERS.items()
    ]
    return [*filters[:1], (NEW, None, unseen), *filters[1:]] if unseen else filters


@require_safe
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole challenge from the first day on, to print or to keep as a PDF."""
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    context = {
        "challenge": challenge,
        "standing": standing,
        "brief": sent_briefs(challenge, standing).filter(status=BriefStatus.AGREED).first(),
        "milestones": standing.seen(Milestone.objects.filter(challenge=challenge)).select_related(
            "signed_off_by"
        ),
        "lines": whole_story(challenge, request.user, standing),
        "printed_at": timezone.now(),
    }
    return render(request, "mentoring/document.jinja", context)
