"""What a changed template does to a launched cohort, in sentences."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.services.template_applying import Applied
from challenges.services.template_judging import ADD, CHANGE, MOVE, REMOVE, STAY, WORDS, Judged
from fellowship.learning.services import template_judging as pgcert
from fellowship.lib.dates import in_words

# Why something stays as it is.
REASONS: dict[str, str | Promise] = {
    "signed_off": gettext_lazy("signed off"),
    "with_mentor": gettext_lazy("with the mentor"),
    "dropped": gettext_lazy("dropped"),
    "moved_by_hand": gettext_lazy("moved by hand"),
    "worked_on": gettext_lazy("something was done on it"),
    "own_words": gettext_lazy("has words of the fellow’s own"),
    "past": gettext_lazy("its date has passed, so it is not added"),
    "over": gettext_lazy("over already"),
    "changed_here": gettext_lazy("changed in the cohort"),
    "same_title": gettext_lazy("the cohort has a module of this title"),
}

LABELS: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("What is expected"),
    "provider": gettext_lazy("Provider"),
    "level": gettext_lazy("Level"),
    "credits": gettext_lazy("Credits"),
    "starts_at": gettext_lazy("Starts"),
    "ends_at": gettext_lazy("Ends"),
    "venue": gettext_lazy("Venue"),
    "link": gettext_lazy("Link to join online"),
    "capacity": gettext_lazy("Places in the room"),
    "brief": gettext_lazy("Brief"),
}
LONGEST_ON_A_LINE = 100
MOST_NAMED, LONGEST_NAME = 4, 60  # in a result list, where a sentence has 500 characters


@dataclass(frozen=True)
class NewWords:
    """What one field of a thing says now, and what the template says."""

    label: str | Promise
    now: str
    then: str

    @property
    def is_long(self) -> bool:
        return any(len(text) > LONGEST_ON_A_LINE or "\n" in text for text in (self.now, self.then))


def new_words(fields: Iterable[tuple[str, Any, Any]]) -> list[NewWords]:
    """`fields`: name, value now, value then. Those that stay the same are left out."""
    return [
        NewWords(LABELS[name], _shown(name, now), _shown(name, then))
        for name, now, then in fields
        if now != then
    ]


def _shown(name: str, value: Any) -> str:
    if value in (None, ""):
        return _("nothing")
    return str(value)[:5] if name in ("starts_at", "ends_at") else str(value)


def named(titles: Sequence[str]) -> str:
    """The first of them, shortened, and how many more there are."""
    shown = [Truncator(title).chars(LONGEST_NAME) for title in titles[:MOST_NAMED]]
    if more := len(titles) - len(shown):
        shown.append(_("%(count)s more") % {"count": more})
    return get_text_list(shown, _("and"))


def what_happens(one: Judged, title: str) -> str:
    """For one fellow: “Report: 2 June 2027 → 9 June 2027”."""
    words = {"title": title, "before": one.due_on and in_words(one.due_on), "after": in_words(one.becomes)}
    if one.verdict == MOVE:
        sentence = _("%(title)s: %(before)s → %(after)s") % words
        also = {CHANGE: _("other words"), STAY: _("the fellow’s own words stay")}
        return f"{sentence} ({also[one.words]})" if one.words else sentence
    if one.verdict == ADD:
        return _("%(title)s: new, %(after)s") % words
    if one.verdict == REMOVE:
        return _("%(title)s: taken out, %(before)s") % words
    if one.verdict == WORDS:
        return _("%(title)s: other words") % words
    return _("%(title)s stays: %(reason)s") % {**words, "reason": REASONS[one.verdict]}


def what_happens_in_pgcert(one: pgcert.Judged) -> str:
    words = {"before": one.before and in_words(one.before), "after": one.after and in_words(one.after)}
    if one.verdict == pgcert.MOVE:
        sentence = _("%(before)s → %(after)s") % words
        if one.own:
            keeping = ngettext(
                "%(count)s fellow keeps their own date", "%(count)s fellows keep their own dates", one.own
            )
            sentence += f" ({keeping % {'count': one.own}})"
        return sentence
    if one.verdict == pgcert.WORDS:
        return ""  # they speak for themselves
    if one.verdict == pgcert.ADD:
        return _("New, %(after)s") % words if one.after else _("New")
    if one.verdict == pgcert.REMOVE:
        return _("Taken out, %(before)s") % words if one.before else _("Taken out, with all that is in it")
    return _("Stays: %(reason)s") % {"reason": REASONS[one.verdict]}


def between(days: tuple[dt.date | None, dt.date | None]) -> str:
    """One date, or the first and the last of several."""
    first, last = days
    if first is None or last is None:
        return ""
    return (
        in_words(first)
        if first == last
        else _("%(first)s to %(last)s")
        % {
            "first": in_words(first),
            "last": in_words(last),
        }
    )


def what_was_done(done: Applied) -> str:
    """For one fellow, in the result list."""
    parts = [
        ngettext("%(count)s date moved", "%(count)s dates moved", len(done.moved)),
        ngettext("%(count)s milestone added", "%(count)s milestones added", len(done.added)),
        ngettext("%(count)s milestone taken out", "%(count)s milestones taken out", len(done.removed)),
        ngettext("%(count)s in other words", "%(count)s in other words", len(done.worded)),
    ]
    counts = [len(done.moved), len(done.added), len(done.removed), len(done.worded)]
    said = [words % {"count": number} for words, number in zip(parts, counts, strict=True) if number]
    if done.left:
        said.append(_left(done.left))
    sentence = ", ".join(said) or _("nothing to change")
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _left(verdicts: Iterable[str]) -> str:
    counted = Counter(verdicts)
    reasons = get_text_list([f"{REASONS[verdict]} ({count})" for verdict, count in counted.items()], _("and"))
    number = counted.total()
    stays = ngettext("%(count)s stays: %(reasons)s", "%(count)s stay: %(reasons)s", number)
    return stays % {"count": number, "reasons": reasons}
