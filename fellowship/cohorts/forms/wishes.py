"""What a fellow says before a matching."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.models import Conflict, FellowProfile, Interest, Place, Wish
from fellowship.cohorts.models.matching_pool import MOST_WISHES, ConflictKind
from fellowship.nhsuk.forms import Form
from fellowship.people.models import User

RATHER_NOT = ("rather_not_1", "rather_not_2", "rather_not_3")
SAME_TEAM = ("same_team_1", "same_team_2")


class WishesForm(Form):
    """Ranks, “rather not” and conflicts, each a box with the same list; named wish_1, rather_not_1…

    The list holds the mentors, and whom the fellow named before: what was said of somebody who takes nobody
    for a while must not be lost with the next save.
    """

    interests = forms.ModelMultipleChoiceField(
        Interest.objects.none(),
        label=_("What would you like to learn about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, place: Place, mentors: Sequence[User], said: FellowProfile | None, **kwargs: Any
    ) -> None:
        wishes = list(place.wishes.select_related("mentor"))
        declared = place.conflicts.filter(declared_by=place.person_id).select_related("mentor")
        conflicts = list(declared.order_by("pk"))
        super().__init__(*args, initial=_said_before(wishes, conflicts, said), **kwargs)
        named_before = [one.mentor for one in [*wishes, *conflicts]]
        self._people = {str(person.pk): person for person in [*mentors, *named_before]}
        choices = [("", _("Nobody")), *((pk, person.full_name) for pk, person in self._people.items())]
        for name, label in _boxes().items():
            self.fields[name] = forms.ChoiceField(choices=choices, label=label, required=False)
        chosen = cast(forms.ModelMultipleChoiceField, self.fields["interests"])
        chosen.queryset = Interest.objects.filter(programme=place.cohort.programme_id)

    def clean(self) -> dict:
        super().clean()
        once: dict[str, str] = {}
        for name in [name for name in _boxes() if name.startswith(("wish", "rather"))]:
            chosen = self.cleaned_data.get(name)
            if not chosen:
                continue
            if chosen in once:
                person = self._people[chosen].full_name
                self.add_error(
                    name,
                    ValidationError(_("You chose %(name)s already above"), params={"name": person}),
                )
            once[chosen] = name
        return self.cleaned_data

    def _chosen(self, beginning: str) -> list[User]:
        names = [name for name in _boxes() if name.startswith(beginning)]
        chosen = [self.cleaned_data[name] for name in names if self.cleaned_data[name]]
        return [self._people[pk] for pk in dict.fromkeys(chosen)]

    def as_said(self) -> dict[str, Any]:
        """As services take it."""
        return {
            "wishes": self._chosen("wish_"),
            "rather_not": self._chosen("rather_not_"),
            "interests": self.cleaned_data["interests"],
            "conflicts": {
                ConflictKind.LINE_MANAGER: self._chosen("line_manager"),
                ConflictKind.SAME_TEAM: self._chosen("same_team_"),
            },
        }


RANKS = [_("First wish"), _("Second wish"), _("Third wish"), _("Fourth wish"), _("Fifth wish")]


def _boxes() -> dict[str, Any]:
    return {
        **{f"wish_{rank}": RANKS[rank - 1] for rank in range(1, MOST_WISHES + 1)},
        **dict(zip(RATHER_NOT, [_("Rather not"), _("Nor"), _("And not")], strict=True)),
        "line_manager": _("My line manager"),
        **dict(zip(SAME_TEAM, [_("In my team"), _("Also in my team")], strict=True)),
    }


def _said_before(
    wishes: Sequence[Wish], conflicts: Sequence[Conflict], said: FellowProfile | None
) -> dict[str, Any]:
    initial: dict[str, Any] = {"interests": [one.pk for one in said.interests.all()] if said else []}
    rather_not, same_team = iter(RATHER_NOT), iter(SAME_TEAM)
    for wish in wishes:
        name = f"wish_{wish.rank}" if wish.rank else next(rather_not, "")
        initial[name] = str(wish.mentor_id)
    for conflict in conflicts:
        manager = conflict.kind == ConflictKind.LINE_MANAGER
        initial["line_manager" if manager else next(same_team, "")] = str(conflict.mentor_id)
    return initial
