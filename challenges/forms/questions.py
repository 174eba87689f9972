from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.forms.piece import WORDS, PieceForm, Section, workstream_field
from challenges.models.question import Construction
from fellowship.nhsuk.forms import DayField


class QuestionForm(PieceForm):
    sections = (
        Section(("asked", "asked_of", "asked_on", "construction")),
        Section(("scope", "assumptions", "reframed", "opened_up", "workstream"), _("Look at it again")),
    )

    asked = WordsField(
        label=_("The question, as you asked it"),
        rows=3,
        max_length=WORDS,
        help_text=_("Word for word."),
        error_messages={"required": _("Write the question as you asked it")},
    )
    asked_of = TitleField(
        label=_("Asked of"),
        help_text=_("A role or a group, such as “ward sisters”. Never a patient."),
        error_messages={"required": _("Say whom you asked: a role or a group")},
    )
    asked_on = DayField(label=_("When did you ask it?"), called=_("The date"), initial=timezone.localdate)
    construction = forms.ChoiceField(
        label=_("How does it begin?"),
        error_messages={"required": _("Choose how it begins")},
        choices=Construction.choices,
        widget=forms.RadioSelect,
        help_text=_("From closed, which a word answers, to open, which makes people think."),
    )
    scope = WordsField(
        label=_("How wide is it?"),
        rows=2,
        max_length=WORDS,
        required=False,
        help_text=_("A task, a team, the whole organisation, beyond it?"),
    )
    assumptions = WordsField(
        label=_("What does it take for granted?"),
        rows=2,
        max_length=WORDS,
        required=False,
        help_text=_("“Why is the rota unfair?” takes for granted that it is."),
    )
    reframed = WordsField(label=_("How would you ask it now?"), rows=2, max_length=WORDS, required=False)
    opened_up = WordsField(
        label=_("What did it open up?"),
        rows=3,
        max_length=WORDS,
        required=False,
        help_text=_("What was said, thought or done that had not been before. You can come back for this."),
    )
    workstream = workstream_field()

    def clean_asked_on(self):
        return self.day_gone_by("asked_on")
