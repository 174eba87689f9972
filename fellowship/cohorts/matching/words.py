"""Reasons of a proposal in words a person understands, about a fellow and a mentor both named beside them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fellowship.cohorts.matching.scoring import Reason
from fellowship.lib.dates import in_words

WISHES = {
    1: gettext_lazy("The fellow’s first wish"),
    2: gettext_lazy("Second of the fellow’s wishes"),
    3: gettext_lazy("Third of the fellow’s wishes"),
    4: gettext_lazy("Fourth of the fellow’s wishes"),
    5: gettext_lazy("Fifth of the fellow’s wishes"),
}

PLAIN = {
    "rather_not": gettext_lazy("The fellow would rather not have this mentor"),
    "not_wished": gettext_lazy("Not among the fellow’s wishes"),
    "no_wishes": gettext_lazy("The fellow has named no wishes"),
    "no_interests": gettext_lazy("No interest in common"),
    "same_organisation": gettext_lazy("Same organisation"),
    "other_organisation": gettext_lazy("Different organisations"),
    "left_by_hand": gettext_lazy("Left without a mentor by hand"),
    "no_mentors": gettext_lazy("There are no mentors with places in the programme"),
    "fault": gettext_lazy(
        "Something went wrong on our side, several times. Nothing was done; tell whoever runs the system."
    ),
    # what speaks against a pair
    "self": gettext_lazy("A fellow cannot be their own mentor"),
    "line_manager": gettext_lazy("Line manager of the fellow"),
    "same_team": gettext_lazy("In the same team"),
    "other": gettext_lazy("A conflict was declared"),
}


def _interests(facts: Mapping[str, Any]) -> str:
    names = facts["names"]
    words = ngettext(
        "Shares %(count)s interest: %(names)s", "Shares %(count)s interests: %(names)s", len(names)
    )
    return words % {"count": len(names), "names": get_text_list(names, _("and"))}


def _all_barred(facts: Mapping[str, Any]) -> str:
    words = ngettext(
        "Something speaks against the only mentor in the programme",
        "Something speaks against each of the %(count)s mentors in the programme",
        facts["count"],
    )
    return words % facts


def _all_full(facts: Mapping[str, Any]) -> str:
    if not facts["places"]:
        return _("Every mentor this fellow may have is full already")
    mentors = ngettext("%(count)s mentor", "%(count)s mentors", facts["count"]) % facts
    places = ngettext("%(places)s place", "%(places)s places", facts["places"]) % facts
    return _("Every mentor this fellow may have is full: %(mentors)s with %(places)s for all fellows") % {
        "mentors": mentors,
        "places": places,
    }


def _away(facts: Mapping[str, Any]) -> str:
    since = in_words(dt.date.fromisoformat(facts["since"]))
    if not facts["until"]:
        return _("Not available from %(since)s on") % {"since": since}
    until = in_words(dt.date.fromisoformat(facts["until"]))
    return _("Not available from %(since)s until %(until)s") % {"since": since, "until": until}


FILLED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "wish": lambda facts: str(WISHES[facts["rank"]]),
    "interests": _interests,
    "organisation_barred": lambda facts: _("Same organisation (%(name)s)") % facts,
    "away": _away,
    "all_barred": _all_barred,
    "all_full": _all_full,
    # why a proposal could not be published
    "place_ended": lambda facts: _("The place of %(fellow)s has ended.") % facts,
    "has_mentor": lambda facts: _("%(fellow)s has been paired with %(mentor)s meanwhile.") % facts,
    "left_pool": lambda facts: _("%(mentor)s takes nobody any more in this programme.") % facts,
    "too_many": lambda facts: (
        _("%(mentor)s has %(left)s free, and %(wanted)s in this proposal.")
        % {
            "mentor": facts["mentor"],
            "left": ngettext("%(count)s place", "%(count)s places", facts["left"]) % {"count": facts["left"]},
            "wanted": ngettext("%(count)s fellow", "%(count)s fellows", facts["wanted"])
            % {"count": facts["wanted"]},
        }
    ),
    "speaks_against": lambda facts: (
        _("%(fellow)s and %(mentor)s: %(why)s.")
        % {"fellow": facts["fellow"], "mentor": facts["mentor"], "why": "; ".join(said_all(facts["why"]))}
    ),
    "said": lambda facts: str(facts["words"]),
}
AGAINST = frozenset({"self", "line_manager", "same_team", "other", "organisation_barred", "away"})


def said(reason: Reason) -> str:
    code, facts = reason
    return FILLED[code](facts) if code in FILLED else str(PLAIN[code])


def said_all(reasons: Iterable[Reason]) -> list[str]:
    return [said(reason) for reason in reasons]


def in_favour(reasons: Iterable[Reason]) -> list[str]:
    """All but what speaks against the pair."""
    return [said(reason) for reason in reasons if reason[0] not in AGAINST]


def against(reasons: Iterable[Reason]) -> list[str]:
    return [said(reason) for reason in reasons if reason[0] in AGAINST]
