from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import WordsField
from challenges.forms.piece import WORDS, PieceForm
from challenges.models.judgement import VERDICTS, Track, Verdict
from challenges.models.piece import Piece
from fellowship.nhsuk.forms import DayField

TRACK_HINTS = {
    Track.PROBLEM: _("What kind of problem is it? It may turn out to be another kind than you thought."),
    Track.DELIVERY: _("Will what you promised be there when you promised it?"),
    Track.LEARNING: _("Do you understand more than a month ago?"),
}
VERDICT_HINTS = {
    Verdict.TAME: _("Somebody has solved it before. Plan it, and do it well."),
    Verdict.WICKED: _("People see it differently, and every answer changes it. Ask, try, learn."),
    Verdict.CRITICAL: _("Somebody has to decide now. Decide, and say afterwards why."),
    Verdict.PRODUCTIVELY_STUCK: _(
        "Nothing moves, and you are learning why. This is a fair place to be: some problems have to be sat "
        "with before they open."
    ),
    Verdict.STUCK: _("Nothing moves, and you cannot see why. Your mentor can help."),
}


def _verdicts(track: Track, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(verdict.value, verdict.label) for verdict in VERDICTS[track]],
        widget=forms.RadioSelect,
        required=False,
    )


class JudgementForm(PieceForm):
    """One field of verdicts for each track, of which the chosen track's counts."""

    template = "challenges/judgement_form.jinja"
    lead = _(
        "How you see it today, and why. You can see it differently next month: "
        "every judgement stays, with its date."
    )
    tracks = Track.values
    track_hints = TRACK_HINTS
    verdict_hints = VERDICT_HINTS

    track = forms.ChoiceField(
        label=_("What are you judging?"),
        choices=Track.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you are judging")},
    )
    problem = _verdicts(Track.PROBLEM, _("What kind of problem is it?"))
    delivery = _verdicts(Track.DELIVERY, _("How does delivery stand?"))
    learning = _verdicts(Track.LEARNING, _("How does learning stand?"))
    reason = WordsField(
        label=_("Why do you see it so?"),
        rows=4,
        max_length=WORDS,
        help_text=_("What you saw or heard that makes you think so."),
        error_messages={"required": _("Say why you see it so")},
    )
    day = DayField(label=_("From when?"), called=_("The date"), initial=timezone.localdate)

    @classmethod
    def words_of(cls, piece: Piece) -> dict[str, Any]:
        names = ("track", "verdict", "reason", "day")
        track, verdict, reason, day = (getattr(piece, name) for name in names)
        return {"track": track, track: verdict, "reason": reason, "day": day}

    def clean_day(self):
        return self.day_gone_by("day")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdicts = {track: cleaned.pop(track, "") for track in Track.values}
        track = cleaned.get("track")
        if track and track not in self.errors:
            cleaned["verdict"] = verdicts[track]
            if not verdicts[track]:
                self.add_error(track, ValidationError(gettext("Choose how you see it"), code="required"))
        return cleaned
