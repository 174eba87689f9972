import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.fields import FilesField, TitleField, WordsField
from challenges.forms.piece import offer, workstream_field
from challenges.models import Challenge
from fellowship.lib.dates import in_words
from fellowship.lib.uploads import ACCEPT, WHAT_WE_TAKE
from fellowship.nhsuk.forms import DayField, Form

WORDS = 5_000
LONGEST_AFTER_THE_END = dt.timedelta(days=366)  # handing over and follow-up


class MilestoneForm(Form):
    """Every form about a milestone is made for its challenge."""

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = challenge.place.ends_on + LONGEST_AFTER_THE_END


class DueForm(MilestoneForm):
    """A due date that a person can still keep."""

    due_on = DayField(
        label=_("When is it due?"), called=_("The due date"), help_text=_("For example, 31 3 2027")
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise ValidationError(gettext("The due date must be today or in the future"))
        if day and day > self.latest:
            raise ValidationError(
                gettext("The due date must be on or before %(day)s, a year after your fellowship ends")
                % {"day": in_words(self.latest)}
            )
        return day


class MilestoneWordsForm(MilestoneForm):
    title = TitleField(label=_("Title"), help_text=_("What will be there when it is reached."))
    description = WordsField(
        label=_("What is expected"),
        max_length=WORDS,
        required=False,
        help_text=_("How you and your mentor will see that it is done."),
    )
    workstream = workstream_field()

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        offer(self, "workstream", challenge.workstreams.all())


class NewMilestoneForm(DueForm, MilestoneWordsForm):
    field_order = ["title", "description", "due_on", "workstream"]


class SendMilestoneForm(MilestoneForm):
    evidence = WordsField(
        label=_("What shows that it is done?"),
        max_length=WORDS,
        help_text=_("What your mentor can look at: results, documents, who agreed."),
    )
    files = FilesField(  # type: ignore[assignment]  # Django keeps fields out of the instance
        label=_("Files that show it"), required=False, help_text=WHAT_WE_TAKE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["accept"] = ACCEPT


class MoveMilestoneForm(DueForm):
    reason = WordsField(label=_("Why you are moving it"), rows=3, max_length=WORDS)


class DropMilestoneForm(MilestoneForm):
    reason = WordsField(label=_("Why you are dropping it"), rows=3, max_length=WORDS)
