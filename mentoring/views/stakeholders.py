"""The people a challenge needs: who they are, where they stand, who introduced whom, on days one chooses."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.drawings.grid import Bands, Grid, bands, grid
from challenges.drawings.marks import LOOKS
from challenges.drawings.network import HALF, NAMED, NARROW, WIDE, Layout, Network, network
from challenges.drawings.people import Seen, known_on
from challenges.drawings.posters import Poster, png_file, poster, svg_file
from challenges.drawings.rendering import grid_svg, network_svg
from challenges.drawings.steps import steps
from challenges.models import Stakeholder
from challenges.models.stakeholder import Category, Support, Tie
from fellowship.lib.choices import words_of
from fellowship.lib.dates import in_words
from fellowship.lib.text import initials
from fellowship.people.access import SignedInRequest
from mentoring.forms.days import DaysForm
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.people import (
    Told,
    grid_in_words,
    growth_in_words,
    network_in_words,
    people_of,
    told_of,
)
from mentoring.views.access import fetch_challenge, note_team_read

LISTED = 50  # rows of the table at once; `?list=all` shows everybody
KEPT = 20  # pages' pictures, of some 300 kB each


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


@dataclass(frozen=True)
class Drawn:
    """What a page shows of a picture."""

    day: dt.date
    seen: list[Seen]
    grid: str
    grid_words: str
    networks: tuple[str, ...]
    network_words: str


@dataclass(frozen=True, eq=False)
class People:
    """Those of one challenge on the chosen days; the same object as long as what it was made from is."""

    pictures: tuple[Drawn, ...]
    names: dict[int, str]
    categories: frozenset[str]

    @property
    def earlier(self) -> dict[int, Seen]:
        return {one.person.pk: one for one in self.pictures[0].seen} if len(self.pictures) == 2 else {}


@require_safe
def stakeholders(request: SignedInRequest, pk: int) -> HttpResponse:
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    form = DaysForm(request.GET if "day" in request.GET else None, place=challenge.place)
    who, days = _who(challenge, standing), form.days
    people = _people(
        told_of(challenge, standing),
        days,
        who,
        _me(challenge, standing),
        get_language(),
        timezone.get_current_timezone_name(),
    )
    first, now = people.pictures[0], people.pictures[-1]
    on_a_page = LISTED if request.GET.get("list") != "all" else max(1, len(now.seen))
    listed = Paginator(now.seen, on_a_page).get_page(request.GET.get("page"))
    growth = growth_in_words(first.seen, now.seen, (first.day, now.day), who) if first is not now else ""
    context = {
        "challenge": challenge,
        "standing": standing,
        "form": form,
        "names": people.names,
        "pictures": people.pictures,
        "listed": listed,
        "table": _table(people, listed.number, on_a_page),
        "growth": growth,
        "missing": [words for key, words in words_of(Category).items() if key not in people.categories],
        "looks": LOOKS,
        "asked": request.GET.urlencode(),
    }
    return render(request, "mentoring/pieces/stakeholders.jinja", context)


def _first_words(words: dict[str, str]) -> dict[str, str]:
    """“Champions: they want it and say so” is Champions in a table."""
    return {key: said.split(":")[0] for key, said in words.items()}


@require_safe
def stakeholders_file(request: SignedInRequest, pk: int, drawing: str, extension: str) -> HttpResponse:
    """The picture of the chosen day, to take away."""
    challenge, standing = fetch_challenge(request, pk=pk)
    note_team_read(request, standing, challenge)
    form = DaysForm(request.GET if "day" in request.GET else None, place=challenge.place)
    pictures = _pictures(told_of(challenge, standing), form.days, _who(challenge, standing))
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


@lru_cache(KEPT)
def _people(
    told: Told,
    days: tuple[dt.date, dt.date | None],
    who: str,
    me: str,
    language: str | None,
    zone: str,
) -> People:
    """All that the drawings depend on is in the arguments, so they are drawn anew only when that changes."""
    pictures = _pictures(told, days, who)
    return People(
        tuple(_draw(picture, place, len(pictures) == 2, me) for place, picture in enumerate(pictures, 1)),
        {pk: name for pk, name, *_more in told},
        frozenset(category for _pk, _name, _tie, category, *_more in told),
    )


@lru_cache(KEPT)
def _table(people: People, number: int, on_a_page: int) -> SafeString:
    """One page of everybody known on the last of the days."""
    now = people.pictures[-1]
    template = engines["jinja2"].env.get_template("mentoring/pieces/stakeholders_table.jinja")  # type: ignore[attr-defined]
    written = template.module.table(
        now.day,
        now.seen[(number - 1) * on_a_page : number * on_a_page],
        people.earlier,
        people.names,
        LOOKS,
        words_of(Support),
        _first_words(words_of(Tie)),
        _first_words(words_of(Category)),
    )
    return mark_safe(written)  # noqa: S308  the macro has escaped what it was given


def _draw(picture: Picture, place: int, is_one_of_two: bool, me: str) -> Drawn:
    day, words = {"day": in_words(picture.day)}, picture.network_words
    title = _("Network on %(day)s") % day
    layout = "numbers" if not picture.narrow else "half" if is_one_of_two else "wide"
    networks = [network_svg(picture.network, f"network-{place}", title, words, me, layout)]
    if picture.narrow:
        networks.append(network_svg(picture.narrow, f"network-narrow-{place}", title, words, me, NARROW.name))
    return Drawn(
        day=picture.day,
        seen=picture.seen,
        grid=grid_svg(
            picture.grid, f"grid-{place}", _("Power and interest on %(day)s") % day, picture.grid_words
        ),
        grid_words=picture.grid_words,
        networks=tuple(networks),
        network_words=words,
    )


def _pictures(told: Told, days: tuple[dt.date, dt.date | None], who: str) -> list[Picture]:
    """One picture, or two where two days are compared, the earlier first."""
    day, before = days
    people = people_of(told)
    after = known_on(people, day, earlier=before)
    if before is None:
        return [_picture(day, after, bands(after), WIDE, who)]
    stood = known_on(people, before)
    shared = bands(stood, after)
    return [_picture(before, stood, shared, HALF, who), _picture(day, after, shared, HALF, who)]


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
