"""Saving reply boxes while people type. The contract is in fellowship/nhsuk/README.md."""

from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellowship.lib.numbers import as_number
from fellowship.nhsuk.words import clock
from fellowship.people.access import SignedInRequest
from fellowship.sealed.services.drafts import Conflict
from mentoring.forms.replies import typed_words
from mentoring.permissions import check_can_comment
from mentoring.services.replies import TooMuch, keep_typed
from mentoring.things import MODELS, name_of, thing_from
from mentoring.views.access import fetch_challenge

FORMS = {"review", "brief", "entry", "milestone", "piece", "workstream", "cycles"}


@require_POST
def replies_draft(request: SignedInRequest, pk: int, form: str, subject_id: int) -> HttpResponse:
    """Keeps what is typed on a page of boxes in the typist's sealed draft."""
    if form not in FORMS:
        raise Http404
    challenge, standing = fetch_challenge(request, pk=pk)
    check_can_comment(standing)
    try:
        draft = keep_typed(
            by=request.user,
            form=f"reply.{form}",
            subject_id=subject_id,
            typed=typed_words(request.POST),
            version=as_number(request.POST.get("version")),
        )
    except TooMuch:
        return JsonResponse({"message": _("This is more text than can be kept here.")}, status=422)
    except Conflict as conflict:
        html = _both_versions(request, challenge.pk, conflict)
        return JsonResponse({"version": conflict.draft.version, "html": html}, status=409)
    saved_at = timezone.now()
    return JsonResponse({"saved_at": clock(saved_at), "version": draft.version if draft else 0})


def _both_versions(request: SignedInRequest, challenge_id: int, conflict: Conflict) -> str:
    here, there = typed_words(request.POST), conflict.draft.read()
    names = {key: _name(key, challenge_id) for key in {*here, *there}}
    context = {
        "yours": [(names[key], words) for key, words in here.items() if words],
        "theirs": [(names[key], words) for key, words in there.items()],
        "draft": conflict.draft,
    }
    return render_to_string("mentoring/draft_conflict.jinja", context, request=request)


def _name(key: str, challenge_id: int) -> str:
    thing = thing_from(key)
    row = thing and MODELS[thing[0]].objects.filter(challenge=challenge_id, pk=thing[1]).first()
    return name_of(row) if row else _("Comment")
