"""Comments as a page shows them, gathered for many things at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from fellowship.lib.dates import in_words
from fellowship.lib.text import to_html
from fellowship.people.models import User
from mentoring.models import Comment
from mentoring.models.comment import FIELDS
from mentoring.permissions import Standing
from mentoring.services.comments import with_history
from mentoring.services.moments import COMMENT, Moment
from mentoring.statements import NAME, ROW, Statement, as_seen, columns, mark, statement_of, take
from mentoring.things import Thing

ABOUT = {kind: mark(f"{kind}_ids") for kind in FIELDS}


@dataclass(frozen=True)
class CommentLine:
    """What templates/components/story.jinja, `thread`, reads of a comment."""

    pk: int
    author: str
    author_id: int
    when: dt.datetime
    body: Markup
    edited_at: dt.datetime | None
    new: bool
    edit_url: str
    delete_url: str
    thing: Thing
    deleted: bool = False  # the body says so, with the day


def threads(
    challenge, user, standing: Standing, things: Iterable[Thing], unseen: Iterable[Moment] = ()
) -> dict[Thing, list[CommentLine]]:
    """The comments on each of `things`, oldest first; none for those who do not discuss."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, pk in things:
        ids[kind].append(pk)
    if not standing.discusses or not ids:
        return {}
    new = {moment.row for moment in unseen if moment.what == COMMENT}
    lines: dict[Thing, list[CommentLine]] = defaultdict(list)
    about = {f"{kind}_ids": ids[kind] for kind in FIELDS}
    for row in standing.fetch(_comments, row=challenge.pk, **about):
        comment = take(Comment, row)
        comment.author = take(User, row, NAME)
        line = _line(comment, user, standing, is_new=comment.pk in new, has_history=row[0])
        lines[line.thing].append(line)
    return lines


@cache
def _comments(former: bool) -> Statement:
    about = reduce(or_, (Q(**{f"{field}__in": [ABOUT[kind]]}) for kind, field in FIELDS.items()))
    comments = with_history(as_seen(Comment.objects.filter(about, challenge=ROW), former))
    return statement_of(
        comments.values_list(*columns(Comment), *columns(User, "author", NAME), "has_history")
    )


def _line(comment: Comment, user, standing: Standing, *, is_new: bool, has_history: bool) -> CommentLine:
    mine = comment.author_id == user.pk
    may_change = mine and standing.comments and not comment.deleted_at
    return CommentLine(
        pk=comment.pk,
        author=comment.author.full_name,
        author_id=comment.author_id,
        when=comment.created_at,
        body=_body(comment, shows_history=has_history and (mine or standing.is_team)),
        edited_at=None if comment.deleted_at else comment.edited_at,
        new=is_new,
        edit_url=reverse("comment_edit", args=[comment.pk]) if may_change else "",
        delete_url=reverse("comment_delete", args=[comment.pk]) if may_change else "",
        thing=thing_of_comment(comment),
    )


def _body(comment: Comment, *, shows_history: bool) -> Markup:
    if comment.deleted_at:
        day = in_words(timezone.localtime(comment.deleted_at))
        words = _("This comment was removed by its author on %(day)s.") % {"day": day}
        body = Markup('<p class="app-quiet">%s</p>') % words
    else:
        body = to_html(comment.text)
    if shows_history:
        link = Markup('<p><a class="nhsuk-link nhsuk-u-font-size-16" href="%s">%s</a></p>')
        body += link % (reverse("comment_history", args=[comment.pk]), _("Earlier words of this comment"))
    return body


def thing_of_comment(comment: Comment) -> Thing:
    for kind, field in FIELDS.items():
        if pk := getattr(comment, f"{field}_id"):
            return kind, pk
    raise LookupError(comment)  # comment_on_one_thing holds in the database
