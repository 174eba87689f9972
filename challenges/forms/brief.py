from typing import Any

from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import TitleField, WordsField
from challenges.models import BriefVersion, Challenge
from fellowship.nhsuk.forms import Form

WORDS = 10_000


class BriefForm(Form):
    """The fields of BriefVersion.TEXT_FIELDS, in the order in which fellow and mentor talk about them."""

    title = TitleField(
        label=_("Title of the challenge"), help_text=_("A few words that a colleague understands.")
    )
    problem = WordsField(
        label=_("The problem"), max_length=WORDS, help_text=_("What is wrong now, and how do you know?")
    )
    who_is_affected = WordsField(
        label=_("Who is affected"),
        rows=3,
        max_length=WORDS,
        required=False,
        help_text=_("Groups of patients, staff or organisations. Never a patient by name."),
    )
    aim = WordsField(
        label=_("Aim"),
        rows=3,
        max_length=WORDS,
        help_text=_("Specific, measurable, and by when: what will be better, by how much, by which date."),
    )
    in_scope = WordsField(label=_("In scope"), rows=3, max_length=WORDS, required=False)
    out_of_scope = WordsField(
        label=_("Out of scope"),
        rows=3,
        max_length=WORDS,
        required=False,
        help_text=_("What people may expect from you and you will not do."),
    )
    how_we_will_know = WordsField(
        label=_("How we will know"),
        max_length=WORDS,
        required=False,
        help_text=_("Measures of outcome, of process, and of what must not get worse."),
    )
    doable_in_a_year = WordsField(
        label=_("What is do-able in a year"), rows=3, max_length=WORDS, required=False
    )
    workstreams = WordsField(
        label=_("Workstreams"),
        max_length=WORDS,
        required=False,
        help_text=_("The projects the challenge consists of, one on each line."),
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in BriefVersion.TEXT_FIELDS}
