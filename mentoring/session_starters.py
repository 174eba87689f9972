"""Agendas to begin a session with. The words are our own; GROW is a way of ordering a talk, not a text."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Starter:
    name: str | Promise
    points: tuple[str | Promise, ...]


SESSION_STARTERS = {
    "grow": Starter(
        _("GROW: goal, reality, options, will"),
        (
            _("Goal: what would make this hour worth having had?"),
            _("Reality: what is happening now, and how do you know?"),
            _("Options: what could you do, and what else?"),
            _("Will: what will you do, by when, and what could stop you?"),
        ),
    ),
    "questions": Starter(
        _("Questions first: one thing that is stuck"),
        (
            _("What is the question behind the problem?"),
            _("Who would see it differently, and what would they say?"),
            _("What have you not asked yet, and whom?"),
            _("Which answer would you be afraid of?"),
            _("What is the smallest thing that would tell you more?"),
        ),
    ),
    "balcony": Starter(
        _("From the balcony: looking back over some weeks"),
        (
            _("What has changed since we last met, and what has not?"),
            _("Where were you on the dance floor when the balcony would have helped?"),
            _("What pattern do you see that others may not?"),
            _("What will you stop doing?"),
        ),
    ),
    "first": Starter(
        _("A first session: how we will work together"),
        (
            _("What do you hope for from these sessions, and what from me?"),
            _("How do you want to hear it when I see something differently?"),
            _("What stays between us, and what may the programme know?"),
            _("How often do we meet, and who sets the agenda?"),
        ),
    ),
}
