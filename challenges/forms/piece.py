from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, Piece, Workstream
from fellowship.lib.dates import in_words
from fellowship.nhsuk.forms import Form

WORDS = 5_000  # characters in one field


@dataclass(frozen=True)
class Section:
    """Fields that belong together. `folded` ones are behind a summary until something is typed in them."""

    fields: tuple[str, ...]
    title: Any = ""
    folded: bool = False


class PieceForm(Form):
    """What all forms of the workspace share. Fields are named as the model's; `cleaned_data` is its words."""

    sections: ClassVar[tuple[Section, ...]] = ()  # none: all fields one after the other
    template: ClassVar[str] = "challenges/piece_form.jinja"
    lead: ClassVar[Any] = ""

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenge = challenge
        offer(self, "workstream", challenge.workstreams.all())

    def has_words_in(self, section: Section) -> bool:
        """Something is typed there, or is wrong there: it is shown unfolded."""
        return any(
            self[name].value() or name in self.errors for name in section.fields if name in self.fields
        )

    @classmethod
    def words_of(cls, piece: Piece) -> dict[str, Any]:
        """The initial values of the form that changes `piece`."""
        return {
            name: getattr(piece, f"{name}_id")
            if isinstance(field, forms.ModelChoiceField)
            else getattr(piece, name)
            for name, field in cls.base_fields.items()
        }

    def day_gone_by(self, name: str) -> Any:
        """For `clean_<name>`: a day of the fellowship that is not in the future."""
        day = self.cleaned_data[name]
        if day and day > timezone.localdate():
            raise ValidationError(gettext("The date must be today or in the past"))
        first = self.challenge.place.starts_on
        if day and day < first:
            raise ValidationError(
                gettext("The date must be on or after %(day)s, the first day of your fellowship")
                % {"day": in_words(first)}
            )
        return day


def bound_to(form_class: type[Any], **facts: Any) -> type[Any]:
    """The form, told what it is about, as a class of its own: a draft makes its form without arguments."""
    declaring: Any = type(form_class)
    return declaring(form_class.__name__, (form_class,), facts)


def workstream_field() -> forms.ModelChoiceField:
    """Which project of the challenge it belongs to; the form drops it where there are none."""
    return RowField(label=_("Workstream"), empty_label=_("The challenge as a whole"))


class RowField(forms.ModelChoiceField):
    """One of the challenge's own rows; the form sets the queryset."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Workstream.objects.none(), required=kwargs.pop("required", False), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return choosable_name(obj)


def choosable_name(row: Any) -> str:
    """What a choice calls a row; a workstream that has ended says so."""
    return gettext("%(name)s (ended)") % {"name": row} if getattr(row, "ended_on", None) else str(row)


def offer(form: forms.Form, name: str, rows: Any) -> None:
    """Fills a choice with the challenge's rows. Where there is nothing to choose, the field goes."""
    if name not in form.fields:
        return
    if not rows:
        del form.fields[name]
        return
    field = cast("forms.ModelChoiceField", form.fields[name])
    field.queryset = rows
    nothing = [("", field.empty_label)] if field.empty_label else []
    # Written out, or else the rows are fetched once more when they are shown.
    field.choices = [*nothing, *((row.pk, field.label_from_instance(row)) for row in rows)]
