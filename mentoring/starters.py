"""Questions to begin a comment with: our own, open, and about the work rather than the person."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

STARTERS = {
    "entry": [
        _("What would you see from the balcony?"),
        _("Who sees this differently, and what would they say?"),
        _("What surprised you?"),
        _("What is the smallest next step you could test?"),
        _("What are you assuming here?"),
        _("Who needs to know about this before you go on?"),
        _("What would you do if it were yours to decide?"),
        _("How could I help?"),
    ],
    "milestone": [
        _("How do you know that it worked?"),
        _("What did you learn on the way that you did not expect?"),
        _("What would you do differently next time?"),
        _("Who will keep this going when you have left?"),
        _("What is missing before we can call this done?"),
        _("What in the evidence would convince a sceptic?"),
        _("Who should hear about this?"),
        _("How could I help?"),
    ],
    "piece": [
        _("What did you expect, and what happened instead?"),
        _("What does this tell you that you did not know before?"),
        _("What would you try next, and how small could it be?"),
        _("Who else should see this, and what would they ask?"),
        _("What else could explain it?"),
        _("What gets worse while this gets better?"),
        _("Is this a problem to solve, or one to ask questions about?"),
        _("How could I help?"),
    ],
    "workstream": [
        _("What does this add to the challenge as a whole?"),
        _("What here could wait, so that something else can move?"),
        _("Who carries this forward when you are not there?"),
        _("Where do the workstreams get in each other’s way?"),
        _("What would tell you that this one is finished?"),
        _("What is being learnt here that the others could use?"),
        _("Who should hear about this?"),
        _("How could I help?"),
    ],
    "brief": [
        _("What would be different for patients or staff at the end?"),
        _("How will you know that it is better?"),
        _("What have you left out on purpose?"),
        _("Whose problem is this, in their own words?"),
        _("What can be done in a year, and what cannot?"),
        _("Is this a problem to solve, or one to ask questions about?"),
        _("Who could stop this, and have you spoken to them?"),
        _("How could I help?"),
    ],
}


def starters() -> dict[str, list[str]]:
    """STARTERS in the reader's language."""
    return _starters_in(get_language())


@cache
def _starters_in(language: str | None) -> dict[str, list[str]]:
    return {kind: [str(question) for question in questions] for kind, questions in STARTERS.items()}
