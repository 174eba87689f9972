"""What to choose for all of the fellows at once, a form for each kind of bulk act."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.models import Milestone
from fellowship.cohorts.forms.words import Line, Lines
from fellowship.cohorts.models import Cohort, Tag
from fellowship.learning.models import Assignment
from fellowship.lib.dates import in_words
from fellowship.nhsuk.forms import DayField, Form

MOST_DAYS = 366
MOST_OF_A_KIND = 100  # to choose from
Pairs = QuerySet[Any, tuple[int, str]]


class ManyForm(Form):
    """Bound to nothing else than what was typed; `cohort` says what there is to choose from."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort


class RemindForm(ManyForm):
    days_ahead = forms.IntegerField(
        label=gettext_lazy("How many days ahead?"),
        help_text=gettext_lazy("What is overdue is always part of it."),
        min_value=0,
        max_value=90,
        initial=14,
    )


class MoveForm(ManyForm):
    """Either one thing that all of them have, or two days; either a number of days or one new day."""

    thing = forms.ChoiceField(
        label=gettext_lazy("One that all of them have"),
        help_text=gettext_lazy(
            "Each fellow gets an own date for the assignment, as by an extension. Taught days are moved "
            "on their own pages, for all who come."
        ),
        required=False,
    )
    due_from = DayField(
        label=gettext_lazy("Or all milestones that are due from"),
        called=gettext_lazy("The first day"),
        required=False,
    )
    due_until = DayField(label=gettext_lazy("Until"), called=gettext_lazy("The last day"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Days later"),
        help_text=gettext_lazy("Each from its own date. With a minus in front: earlier."),
        required=False,
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
    )
    new_day = DayField(
        label=gettext_lazy("Or to one day for all"), called=gettext_lazy("The new date"), required=False
    )
    reason = Line(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "Fellows and their mentors read it in the history of the milestone. Of an assignment, the "
            "programme team alone reads it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._titles = {
            f"{kind}-{pk}": title
            for kind, found in (("milestone", self._milestones()), ("assignment", self._assignments()))
            for pk, title in found[:MOST_OF_A_KIND]
        }
        groups = {"milestone": _("Milestones of the template"), "assignment": _("Assignments")}
        cast(forms.ChoiceField, self.fields["thing"]).choices = [
            ("", _("Choose one")),
            *(
                (group, [one for one in self._titles.items() if one[0].startswith(kind)])
                for kind, group in groups.items()
            ),
        ]

    def _milestones(self) -> Pairs:
        return (
            Milestone.objects.filter(challenge__place__cohort=self.cohort, from_template__isnull=False)
            .order_by("from_template__order", "from_template")
            .values_list("from_template", "from_template__title")
            .distinct()
        )

    def _assignments(self) -> Pairs:
        """Those of the cohort; what one fellow takes elsewhere is that fellow's alone."""
        title = Concat("module__title", Value(": "), "title")
        found = Assignment.objects.filter(module__cohort=self.cohort, module__place=None)
        return found.order_by("due_on", "pk").values_list("pk", title)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors:
            self._check_which(values)
            self._check_whither(values)
        if not self.errors:
            values["what"] = f"{self._which(values)} {self._whither(values)}"
            kind, _dash, pk = values["thing"].partition("-")
            values |= {"milestone": None, "assignment": None} | ({kind: int(pk)} if pk else {})
        return values

    def _check_which(self, values: dict[str, Any]) -> None:
        first, last = values["due_from"], values["due_until"]
        if values["thing"] and (first or last):
            self.add_error("thing", _("Choose one or enter two days, not both"))
        elif not values["thing"] and not (first and last):
            self.add_error("thing", _("Choose one, or enter the first and the last day"))
        elif first and last and last < first:
            self.add_error("due_until", _("The last day must not be before the first"))

    def _check_whither(self, values: dict[str, Any]) -> None:
        if values["days"] and values["new_day"]:
            self.add_error("days", _("Enter a number of days or one new day, not both"))
        elif not values["days"] and not values["new_day"]:
            self.add_error("days", _("Enter a number of days other than 0, or one new day"))

    def _which(self, values: dict[str, Any]) -> str:
        if values["thing"]:
            return f"“{self._titles[values['thing']]}”"
        days = {"first": in_words(values["due_from"]), "last": in_words(values["due_until"])}
        return _("Milestones due from %(first)s to %(last)s") % days

    def _whither(self, values: dict[str, Any]) -> str:
        if values["new_day"]:
            return _("to %(day)s.") % {"day": in_words(values["new_day"])}
        number = abs(values["days"])
        if values["days"] > 0:
            return ngettext("%(n)d day later.", "%(n)d days later.", number) % {"n": number}
        return ngettext("%(n)d day earlier.", "%(n)d days earlier.", number) % {"n": number}


class MessageForm(ManyForm):
    subject = Line(label=gettext_lazy("Subject"), max_length=150)
    text = Lines(
        label=gettext_lazy("Message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "It begins with “Dear” and the name, and ends with your name and the programme’s. **Bold**, "
            "*italic*, lists and links can be written."
        ),
    )


class TagForm(ManyForm):
    known = forms.ChoiceField(label=gettext_lazy("A tag you have"), required=False)
    new = Line(
        label=gettext_lazy("Or a new tag"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "For your own sorting, such as “visit in May”. Nothing about health, worries or how somebody "
            "does: fellows can ask to see their tags."
        ),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("What to do with it"),
        widget=forms.RadioSelect,
        choices=[("on", gettext_lazy("Put it on")), ("off", gettext_lazy("Take it off"))],
        initial="on",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Tag.objects.filter(programme=self.cohort.programme_id).values_list("name", flat=True)
        cast(forms.ChoiceField, self.fields["known"]).choices = [
            ("", _("None of these")),
            *((name, name) for name in names),
        ]
        if not names:
            del self.fields["known"]
            self.fields["new"].label = _("New tag")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name = values.get("new") or values.get("known")
        if not name and not self.errors:
            self.add_error("new", _("Choose a tag, or enter a new one"))
        return values | {"name": name, "off": values.get("how") == "off"}


FORMS: dict[str, type[ManyForm]] = {
    "invite": ManyForm,
    "remind": RemindForm,
    "move": MoveForm,
    "message": MessageForm,
    "tag": TagForm,
}
