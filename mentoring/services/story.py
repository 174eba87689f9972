"""The time line of a challenge: moments of all kinds on one page, each with its words and thread."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from challenges.models import (
    Attachment,
    BriefVersion,
    LogEntry,
    MilestoneChange,
    Piece,
    PieceChange,
    PieceKind,
)
from fellowship.people.models import User
from mentoring.models import Comment
from mentoring.permissions import Standing
from mentoring.services.items import entries_with, entry_columns, files_of
from mentoring.services.linked import Links, links_of_many
from mentoring.services.moments import (
    ALL_OF_IT,
    BRIEF_ANSWERED,
    BRIEF_SENT,
    COMMENT,
    COMMENT_APART,
    COMMENT_ON_MILESTONE,
    ENTRY,
    MEASURED,
    MILESTONE,
    PEOPLE,
    PIECE,
    TRIED,
    Moment,
    Window,
    newest_first,
    oldest_first,
)
from mentoring.services.then import as_then
from mentoring.services.threads import CommentLine, threads
from mentoring.statements import IDS, NAME, ROW, Statement, as_seen, columns, statement_of, take
from mentoring.things import Gathering, Talked, Thing, address_of, in_ramp
from mentoring.versions import sent_of

ON_A_PAGE = 20
LINKS_IN_A_LINE = 4
# Steps of a piece that people wait for or look for; all others of one day are told in one line.
STANDS_ALONE = {"add", "remove", "bring_back", "ask", "take_back", "agree", "ask_for_changes"}
# What the reader can ask for, and the kinds of moments that shows. Comments stand under what they are
# about; those on what has no one place in time (all but entries and briefs) stand in the line by themselves.
FILTERS: dict[str, tuple[object, tuple[str, ...]]] = {
    "": (
        gettext_lazy("Everything"),
        (ENTRY, MILESTONE, BRIEF_SENT, BRIEF_ANSWERED, PIECE, COMMENT_APART),
    ),
    "entries": (gettext_lazy("Log entries"), (ENTRY,)),
    "milestones": (gettext_lazy("Milestones"), (MILESTONE, COMMENT_ON_MILESTONE)),
    "brief": (gettext_lazy("Brief"), (BRIEF_SENT, BRIEF_ANSWERED)),
    "measures": (gettext_lazy("Measures"), (MEASURED,)),
    "doing": (gettext_lazy("Cycles and drivers"), (TRIED,)),
    "people": (gettext_lazy("People and questions"), (PEOPLE,)),
    "comments": (gettext_lazy("Comments"), (COMMENT,)),
}


@dataclass
class StoryLine:
    """A moment with the row behind it. `comments` is the thread, where it stands at this moment."""

    moment: Moment
    row: LogEntry | MilestoneChange | PieceChange | BriefVersion | Comment
    about: Talked
    is_new: bool = False
    comments: list[CommentLine] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    links: Links | None = None
    also: list["StoryLine"] = field(default_factory=list)  # further small changes, told in the same line

    @property
    def small_change(self) -> tuple[int, dt.date, int | None] | None:
        """The same for all small changes of a piece on one day by one person; None for what stands alone."""
        if not isinstance(self.row, PieceChange) or self.row.act in STANDS_ALONE:
            return None
        return self.row.piece_id, timezone.localdate(self.row.at), self.row.by_id

    @property
    def about_called(self) -> str:
        """The name of a piece, with which a cycle is told from its neighbours of the same name."""
        if isinstance(self.about, Piece) and self.about.kind == PieceKind.CYCLE:
            return in_ramp(self.about.name, self.about.cycle.number, self.about.cycle.ramp.name)
        return str(self.about)

    @property
    def about_address(self) -> str:
        return address_of(self.about)

    @property
    def has_thread(self) -> bool:
        return self.moment.what in (ENTRY, BRIEF_SENT)


def story_page(
    challenge,
    user,
    standing: Standing,
    *,
    kind: str,
    number,
    unseen: Sequence[Moment],
    window: Window = ALL_OF_IT,
) -> Page:
    """One page of the story, newest first. `kind` is a key of FILTERS, or "new", which is of no window."""
    if kind == "new":
        page = Paginator(list(reversed(unseen)), ON_A_PAGE).get_page(number)
    else:
        page = _page(challenge.pk, _kinds(kind, standing), number, standing, window)
    moments = list(page.object_list)
    lines = fill(challenge, user, standing, moments, unseen, in_place=kind in ("", "entries", "brief"))
    page.object_list = lines  # type: ignore[assignment]  # the page now shows the filled lines
    return page


def _page(
    challenge_id: int, kinds: tuple[str, ...], number: str | None, standing: Standing, window: Window
) -> Page:
    """The moments of one page, which one query counts and cuts; a page behind the last is the last."""
    wanted = int(number) if number and number.isascii() and number.isdigit() and len(number) < 7 else 1
    wanted = max(wanted, 1)
    moments, in_all = _cut(challenge_id, kinds, wanted, standing, window)
    if not moments and wanted > 1:
        in_all = _cut(challenge_id, kinds, 1, standing, window)[1]
        wanted = Paginator(range(in_all), ON_A_PAGE).num_pages
        moments, in_all = _cut(challenge_id, kinds, wanted, standing, window)
    return Page(moments, wanted, Paginator(range(in_all), ON_A_PAGE))


def _cut(
    challenge_id: int, kinds: tuple[str, ...], number: int, standing: Standing, window: Window
) -> tuple[list[Moment], int]:
    return newest_first(
        challenge_id,
        kinds=kinds,
        limit=ON_A_PAGE,
        offset=(number - 1) * ON_A_PAGE,
        until=standing.sees_until,
        me=standing.user_id,
        window=window,
    )


def whole_story(challenge, user, standing: Standing) -> list[StoryLine]:
    """Everything from the first day on, for the printed document."""
    kinds = _kinds("", standing)
    moments = oldest_first(challenge.pk, kinds=kinds, until=standing.sees_until, me=standing.user_id)
    return fill(challenge, user, standing, moments, [], in_place=True)


def _kinds(kind: str, standing: Standing) -> tuple[str, ...]:
    """Peers of an opened challenge read what the fellow wrote, not what the mentor made of it.

    Pieces they read on their own pages, as these stand; the steps to there are between fellow and mentor.
    """
    return FILTERS[kind][1] if standing.discusses else (ENTRY,)


def fill(
    challenge,
    user,
    standing: Standing,
    moments: Sequence[Moment],
    unseen: Sequence[Moment],
    *,
    in_place: bool,
) -> list[StoryLine]:
    """Story lines for the moments: one query a kind. `in_place`: threads stand under what they are about,
    and comments on entries and briefs are left out of the line."""
    rows = _rows(challenge, moments, standing)
    new = {(moment.what, moment.row) for moment in unseen}
    lines = [
        StoryLine(moment, row, _about(row), is_new=(moment.what, moment.row) in new)
        for moment in moments
        if (row := rows.get((moment.what, moment.row)))
    ]
    lines = _folded(lines)
    _add_links(challenge, standing, lines)
    things: set[Thing] = {line.moment.thing for line in lines if line.has_thread}
    found = threads(challenge, user, standing, things, unseen) if in_place else {}
    files = files_of(things, standing)
    for line in lines:
        if line.has_thread:
            line.comments = found.get(line.moment.thing, [])
            line.files = files.get(line.moment.thing, [])
    return lines


def _folded(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Six small changes of one piece on one day are one line, which holds the others."""
    kept: list[StoryLine] = []
    first: dict[tuple[int, dt.date, int | None], StoryLine] = {}
    for line in lines:
        change = line.small_change
        if change and change in first:
            first[change].also.append(line)
            first[change].is_new |= line.is_new
            continue
        kept.append(line)
        if change:
            first[change] = line
    return kept


def _add_links(challenge, standing: Standing, lines: Sequence[StoryLine]) -> None:
    """To entries and pieces what they are linked to; where a piece comes more than once, the first time."""
    first = {line.moment.thing: line for line in reversed(lines) if line.moment.what in (ENTRY, PIECE)}
    for thing, links in links_of_many(challenge, standing, first, on_a_page=LINKS_IN_A_LINE).items():
        first[thing].links = links


def shown_on(lines: Sequence[StoryLine]) -> set[tuple[str, int]]:
    """The moments a page has shown, comments in place included."""
    told = [*lines, *(other for line in lines for other in line.also)]
    shown = {(line.moment.what, line.moment.row) for line in told}
    return shown | {(COMMENT, comment.pk) for line in lines for comment in line.comments}


def _rows(challenge, moments: Sequence[Moment], standing: Standing) -> dict[tuple[str, int], Any]:
    def ids(*kinds: str) -> list[int]:
        return [moment.row for moment in moments if moment.what in kinds]

    found: dict[tuple[str, int], Any] = {}
    query: QuerySet
    if entries := ids(ENTRY):
        shown = entries_with(_entries, standing, row=challenge.pk, ids=entries)
        found.update({(ENTRY, entry.pk): entry for entry in shown})
    if changes := ids(MILESTONE):
        query = MilestoneChange.objects.filter(pk__in=changes).select_related("milestone", "by")
        found.update({(MILESTONE, row.pk): row for row in query})
    if pieces := ids(PIECE):
        query = PieceChange.objects.filter(pk__in=pieces).select_related("piece__cycle__ramp", "by")
        found.update({(PIECE, row.pk): row for row in query})
    if briefs := ids(BRIEF_SENT, BRIEF_ANSWERED):
        for columns_of in standing.fetch(_briefs, row=challenge.pk, ids=briefs):
            brief = take(BriefVersion, columns_of)
            brief.answered_by = take(User, columns_of, NAME)
            found[BRIEF_SENT, brief.pk] = found[BRIEF_ANSWERED, brief.pk] = brief
    if comments := ids(COMMENT):
        said = standing.seen(Comment.objects.filter(pk__in=comments).with_things())
        things = said.select_related("piece__cycle__ramp")
        found.update({(COMMENT, row.pk): row for row in things})
    as_then(standing, [_gathering(_about(row)) for row in found.values()])
    return found


@cache
def _entries(former: bool) -> Statement:
    return statement_of(entry_columns(LogEntry.objects.filter(challenge=ROW, pk__in=[IDS]), former))


@cache
def _briefs(former: bool) -> Statement:
    sent = as_seen(sent_of(ROW).filter(pk__in=[IDS]), former).order_by("-number")
    return statement_of(sent.values_list(*columns(BriefVersion), *columns(User, "answered_by", NAME)))


def _gathering(about) -> Gathering | None:
    """The ramp or workstream that is named, with a cycle the ramp it is in."""
    if isinstance(about, Piece) and about.kind == PieceKind.CYCLE:
        return about.cycle.ramp
    return about if isinstance(about, Gathering) else None


def _about(row):
    if isinstance(row, MilestoneChange):
        return row.milestone
    if isinstance(row, PieceChange):
        return row.piece
    if isinstance(row, Comment):
        return row.on
    return row
