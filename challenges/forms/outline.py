"""The outline of the driver diagram as one form: four fields with one value for each line."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from challenges.forms.piece import PieceForm
from challenges.forms.typed import Typed
from challenges.models import Challenge, Driver, Piece
from challenges.models.drivers import DriverLevel
from challenges.outlines import MOST_LINES, Line, read_lines, written
from challenges.services.drivers import LEVELS, OutlineLine, in_order

LONGEST = 300  # characters of a line
NAMES = ("words", "level", "driver", "gone")


class Values(forms.Widget):
    """All values sent under one name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def format_value(self, value: Any) -> str:
        """As people read it, one line each; only words are for people."""
        return ""


class Words(Values):
    def format_value(self, value: Any) -> str:
        return "\n".join(line for line in value or [] if line.strip())


class ValuesField(forms.Field):
    widget = Values


class WordsOfLines(forms.CharField):
    widget = Words

    def to_python(self, value: Any) -> str:
        return "\n".join(value or [])


class OutlineForm(PieceForm):
    heading = _("Drivers and ideas")
    template = "challenges/outline_form.jinja"
    lead = _(
        "One line for each. A primary driver is a big thing that must change to reach the aim, a secondary "
        "driver a part of it, a change idea something you can try."
    )

    words = WordsOfLines(label=_("The outline"), required=False)
    level = ValuesField(required=False)
    driver = ValuesField(required=False)
    gone = ValuesField(required=False)

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, **kwargs)
        self._there: list[Driver] | None = None

    @classmethod
    def words_of(cls, piece: Piece) -> dict[str, Any]:
        rows = in_order(Driver.objects.filter(diagram=piece.pk, removed_at=None))
        lines = [Line(row.words, LEVELS.index(DriverLevel(row.level)) + 1, row.pk) for row in rows]
        return written(lines)

    @staticmethod
    def both(stored: Typed, typed: Typed) -> Typed:
        """The lines typed here, then those of the other version that say something else."""
        here, there = read_lines(typed), read_lines(stored)
        words = {line.words for line in here}
        more = [replace(line, driver=0) for line in there if line.words not in words and not line.gone]
        return written([*here, *more])

    @property
    def lines(self) -> list[Line]:
        """What the page shows; never nothing, so that there is a box to begin in."""
        return read_lines({name: self[name].value() or [] for name in NAMES}) or [Line()]

    @property
    def going(self) -> list[str]:
        """What saving these lines will remove."""
        kept = {line.driver for line in self.lines if line.words and not line.gone}
        rows = Driver.objects.filter(diagram__challenge=self.challenge, removed_at=None)
        return [row.words for row in in_order(rows) if row.pk not in kept]

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        lines = [line for line in self.lines if line.words and not line.gone]
        for number, line in enumerate(lines, 1):
            if len(line.words) > LONGEST:
                said = gettext("Line %(number)s is %(length)s characters long. Use %(limit)s or fewer")
                self.add_error(
                    "words",
                    ValidationError(said % {"number": number, "length": len(line.words), "limit": LONGEST}),
                )
        if len(lines) > MOST_LINES:
            said = gettext(
                "There are %(count)s lines. Use %(limit)s or fewer, so that the diagram can be read"
            )
            self.add_error("words", ValidationError(said % {"count": len(lines), "limit": MOST_LINES}))
        if lines and lines[0].level != 1:
            said = gettext("The first line must be a primary driver: it has nothing it could belong to")
            self.add_error("words", ValidationError(said))
        words["lines"] = [OutlineLine(line.driver, line.level - 1, line.words) for line in lines]
        return words
