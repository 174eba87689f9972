"""The people a challenge needs: who they are, where they stand, who introduced whom, on days one chooses."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.drawings.grid import Bands, Grid, bands, grid
from challenges.drawings.marks import LOOKS
from challenges.drawings.network import HALF, NAMED, NARROW, WIDE, Layout, Network, network
from challenges.drawings.people import Seen, known_on
from challenges.drawings.posters import Poster, png_file, poster, svg_file
from challenges.drawings.steps import steps
from challenges.models import Stakeholder
from challenges.models.stakeholder import Category, Support
from fellowship.lib.dates import in_words
from fellowship.lib.text import initials
from fellowship.people.access import SignedInRequest
from mentoring.forms.days import DaysForm
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.people import (
    grid_in_words,
    growth_in_words,
    network_in_words,
    people_of,
    stakeholders_of,
)
from mentoring.views.access import fetch_challenge, note_team_read


@dataclass(frozen=True)
class Picture:
    """Everybody as known on one day, drawn twice."""

    day: dt.date
    seen: list[Seen]
    grid: Grid
    grid_words: str
    network: Network
    narrow: Network | None  # where names do not fit a phone; numbers are the same everywhere
    network_words: str


@require_safe
def stakeholders(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    form = DaysForm(request.GET if "day" in request.GET else None, place=challenge.place)
    rows = stakeholders_of(challenge, standing)
    who = _who(challenge, standing)
    days, pictures = _pictures(form, rows, who)
    used = {row.category for row in rows}
    context = {
        "challenge": challenge,
        "standing": standing,
        "form": form,
        "rows": {row.pk: row for row in rows},
        "pictures": pictures,
        "growth": growth_in_words(pictures[0].seen, pictures[1].seen, days, who)
        if len(pictures) == 2
        else "",
        "earlier": {one.person.pk: one for one in pictures[0].seen} if len(pictures) == 2 else {},
        "missing": [words for key, words in Category.choices if key not in used],
        "supports": dict(Support.choices),
        "looks": LOOKS,
        "me": _me(challenge, standing),
        "asked": request.GET.urlencode(),
    }
    return render(request, "mentoring/pieces/stakeholders.jinja", context)


@require_safe
def stakeholders_file(request: SignedInRequest, pk: int, drawing: str, extension: str) -> HttpResponse:
    """The picture of the chosen day, to take away."""
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    form = DaysForm(request.GET if "day" in request.GET else None, place=challenge.place)
    _days, pictures = _pictures(form, stakeholders_of(challenge, standing), _who(challenge, standing))
    picture = _poster(challenge, pictures[-1], drawing, _me(challenge, standing))
    if extension == "svg":
        response = HttpResponse(svg_file(picture), content_type="image/svg+xml")
    elif extension == "png":
        response = HttpResponse(png_file(picture), content_type="image/png")
    else:
        raise Http404
    name = f"{drawing}-{pictures[-1].day.isoformat()}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _me(challenge: ChallengeSeen, standing: Standing) -> str:
    """In the middle of the network."""
    return _("You") if standing.is_fellow else initials(challenge.place.person.full_name)


def _who(challenge: ChallengeSeen, standing: Standing) -> str:
    return _("you") if standing.is_fellow else challenge.place.person.full_name


def _pictures(
    form: DaysForm, rows: Sequence[Stakeholder], who: str
) -> tuple[tuple[dt.date, dt.date], list[Picture]]:
    """One picture, or two where two days are compared, the earlier first."""
    day, before = form.days
    people = people_of(rows)
    after = known_on(people, day, earlier=before)
    if before is None:
        return (day, day), [_picture(day, after, bands(after), WIDE, who)]
    stood = known_on(people, before)
    shared = bands(stood, after)
    return (before, day), [
        _picture(before, stood, shared, HALF, who),
        _picture(day, after, shared, HALF, who),
    ]


def _picture(day: dt.date, seen: list[Seen], shared: Bands, layout: Layout, who: str) -> Picture:
    return Picture(
        day=day,
        seen=seen,
        grid=grid(seen, shared),
        grid_words=grid_in_words(seen, day),
        network=network(seen, layout),
        narrow=network(seen, NARROW) if len(seen) <= NAMED else None,
        network_words=network_in_words(seen, day, who),
    )


def _poster(challenge: ChallengeSeen, picture: Picture, drawing: str, me: str) -> Poster:
    day = {"day": in_words(picture.day), "challenge": challenge.title}
    if drawing == "grid":
        title = _("Power and interest on %(day)s: %(challenge)s") % day
        return poster(title, picture.grid_words, picture.grid, picture.seen, me)
    if drawing == "network":
        title = _("Network on %(day)s: %(challenge)s") % day
        return poster(title, picture.network_words, network(picture.seen, WIDE), picture.seen, me)
    raise Http404


def more_of_stakeholder(request: SignedInRequest, piece: Stakeholder, standing: Standing) -> dict[str, Any]:
    """For the page of one: where they stood over time, and whom they brought."""
    positions = list(piece.positions.all())
    of_challenge = standing.seen(Stakeholder.objects.filter(challenge=piece.challenge_id))
    near = list(of_challenge.filter(pk=piece.introduced_by_id) if piece.introduced_by_id else [])
    drawing = None
    if len(positions) > 1:
        drawing = steps(
            [(value, str(words)) for value, words in reversed(Support.choices)],
            [(position.day, position.support) for position in positions],
            first=positions[0].day,
            last=max(positions[-1].day, timezone.localdate()),
        )
    return {
        "positions": positions,
        "drawing": drawing,
        "introducer": near[0] if near else None,
        "introduced": of_challenge.current().filter(introduced_by=piece).order_by("name"),
    }
