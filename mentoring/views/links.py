"""What a thing is linked to, finding more to link it to, and taking a link away."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from challenges.audience import audience_line
from challenges.models import Challenge
from challenges.permissions import check_can_write
from fellowship.learning.models import Module
from fellowship.lib.identifiers import warnings_in
from fellowship.lib.numbers import as_number
from fellowship.people.access import SignedInRequest
from mentoring.forms.links import LinkForm, SearchForm
from mentoring.models import Link
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.linked import FOUND_ON_A_PAGE, Linkable, end_from, grouped, linkable, links_of
from mentoring.services.links import NotLinkable, Row, called, link_things, rows_of, unlink
from mentoring.things import MODELS, Thing, key_of
from mentoring.views.access import fetch_challenge, note_team_read
from mentoring.views.link_reasons import forget_reason, keep_reason, reason_so_far, save_reason

MOST_ON_A_PAGE = 200
MOST_CARRIED = 100  # ticks that go along from search to search
changing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def links(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """All links of one thing: of a module, which has no other page for them, and of what has many."""
    challenge, standing, thing, row = _fetch(request, pk, key)
    note_team_read(request, standing, row)
    context = {
        **_of(challenge, standing, thing, row),
        "links": links_of(challenge, standing, thing, on_a_page=MOST_ON_A_PAGE),
    }
    return render(request, "mentoring/links.jinja", context)


@changing
def link_new(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Finding things to link this to, and linking them: one form, so that ticks and words are kept."""
    challenge, standing, thing, row = _fetch(request, pk, key)
    check_can_write(request.user, challenge)
    sent = request.POST if request.method == "POST" else None
    reason = reason_so_far(request.user, thing) if sent is None else keep_reason(request, thing)
    goes_on = sent is not None and ("keep" in sent or reason.versions is not None or _searches(sent))
    ticked = (request.GET if sent is None else sent).getlist("to")[:MOST_CARRIED]
    form = LinkForm(None if goes_on else sent, initial={"to": ticked, "why": reason.words})
    context = {**_of(challenge, standing, thing, row), "form": form, "reason": reason}
    if sent is not None and not goes_on and form.is_valid():
        why = form.cleaned_data["why"]
        context["warnings"] = warnings_in(why) if request.POST.get("identifiers_checked") != "yes" else []
        if not context["warnings"]:
            try:
                made = link_things(
                    challenge=challenge, thing=thing, others=form.cleaned_data["to"], why=why, by=request.user
                )
            except NotLinkable as refusal:
                form.add_error("to", str(refusal))
            else:
                forget_reason(request.user, thing, reason)
                messages.success(request, _done(len(made)))
                return redirect(f"{context['back']}#links")
    context |= _found(request, challenge, standing, thing, ticked, goes_on=goes_on)
    return render(request, "mentoring/link_new.jinja", context, status=409 if reason.versions else 200)


@require_POST
def link_draft(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    challenge, _standing, thing, _row = _fetch(request, pk, key)
    check_can_write(request.user, challenge)
    return save_reason(request, thing)


def _searches(sent: QueryDict) -> bool:
    """A button that searches was pressed, or Enter after other words to search for were typed."""
    if sent.get("act") == "enter":
        return any(sent.get(name, "") != sent.get(f"shown_{name}", "") for name in SearchForm.base_fields)
    return sent.get("act") == "search" or "page" in sent


@changing
def link_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first. `?of=` says from which of its two ends the person came, and goes back to."""
    visible = Link.objects.filter(challenge__in=Challenge.objects.visible_to(request.user))
    fetched = visible.select_related("challenge__place", "one", "other")
    link = get_object_or_404(fetched, pk=pk)
    check_can_write(request.user, link.challenge)
    came_from = end_from(request.GET.get("of", ""))
    thing = came_from if came_from in (link.one.thing, link.other.thing) else link.one.thing
    other = link.other.thing if thing == link.one.thing else link.one.thing
    challenge, standing = fetch_challenge(request, pk=link.challenge_id)
    here, there = _row(challenge, standing, thing), _row(challenge, standing, other)
    back = f"{_page_of(challenge, here)}#links"
    if request.method == "POST":
        unlink(link=link, by=request.user)
        messages.success(request, _("They are no longer linked."))
        return redirect(back)
    if link.removed_at:
        return redirect(back)
    context = {"link": link, "here": called(here), "there": called(there), "back": back}
    return render(request, "mentoring/link_remove.jinja", context)


@require_safe
def module_links(request: SignedInRequest, pk: int) -> HttpResponse:
    """From the page of a module to what the fellow's own challenge has as evidence for it."""
    module = get_object_or_404(Module.objects.visible_to(request.user), pk=pk)
    own = Challenge.objects.filter(place__person=request.user, place__cohort=module.cohort_id).first()
    if own is None:
        messages.info(request, _("You have no challenge in this cohort to take evidence from."))
        return redirect(module)
    return redirect("links", own.pk, key_of(("module", module.pk)))


def _fetch(request: SignedInRequest, pk: int, key: str) -> tuple[ChallengeSeen, Standing, Thing, Row]:
    challenge, standing = fetch_challenge(request, pk=pk)
    thing = end_from(key)
    if thing is None:
        raise Http404
    return challenge, standing, thing, _row(challenge, standing, thing)


def _found(
    request: SignedInRequest,
    challenge: ChallengeSeen,
    standing: Standing,
    thing: Thing,
    ticked: list[str],
    *,
    goes_on: bool,
) -> dict:
    """The search as it was asked, one page of what it found, and what was ticked elsewhere."""
    asked = request.GET.dict() | request.POST.dict()
    search = SearchForm(asked)
    number = as_number(asked.get("page") or (None if goes_on else asked.get("shown")))
    page = _page(challenge, standing, thing, search, number)
    return {
        "search": search,
        "page": page,
        "groups": grouped(page.object_list),
        "before": _before(challenge, ticked, {one.key for one in page.object_list}),
        "readers": audience_line(challenge, list(challenge.mentor_names)),
    }


def _before(challenge: ChallengeSeen, ticked: list[str], listed: set[str]) -> list[tuple[str, str]]:
    """Keys and names of what was ticked on another page of what was found, or in another search."""
    things = {thing for key in ticked if key not in listed and (thing := end_from(key))}
    return [(key_of(thing), called(row)) for thing, row in rows_of(challenge, things).items()]


def _row(challenge: ChallengeSeen, standing: Standing, thing: Thing) -> Row:
    kind, pk = thing
    if kind == "module":
        of_all_or_own = Q(place=None) | Q(place=challenge.place_id)
        return get_object_or_404(Module, of_all_or_own, cohort=challenge.place.cohort_id, pk=pk)
    return get_object_or_404(standing.seen(MODELS[kind].objects.filter(challenge=challenge)), pk=pk)


def _page_of(challenge: ChallengeSeen, row: Row) -> str:
    """Where the links of a thing stand: on its own page; for a module, which is not of this room, here."""
    if isinstance(row, Module):
        return reverse("links", args=[challenge.pk, key_of(("module", row.pk))])
    return row.get_absolute_url()


def _of(challenge: ChallengeSeen, standing: Standing, thing: Thing, row: Row) -> dict:
    return {
        "challenge": challenge,
        "standing": standing,
        "key": key_of(thing),
        "name": called(row),
        "back": _page_of(challenge, row),
        "is_module": isinstance(row, Module),
    }


def _page(
    challenge: ChallengeSeen, standing: Standing, thing: Thing, search: SearchForm, number: int
) -> Page[Linkable]:
    """One page of what was found; a page behind the last is the first."""
    words, kind = search.asked["words"], search.asked["kind"]
    number = max(number, 1)
    found, in_all = linkable(challenge, standing, thing, words=words, kind=kind, page=number)
    if not found and number > 1:
        number = 1
        found, in_all = linkable(challenge, standing, thing, words=words, kind=kind)
    return Page(found, number, Paginator(range(in_all), FOUND_ON_A_PAGE))  # type: ignore[arg-type]  # counted


def _done(count: int) -> str:
    if not count:
        return _("These were linked already.")
    return ngettext("Linked.", "Linked to %(count)s things.", count) % {"count": count}
