"""What became of tests, in words and marks: for the rows of a ramp and the ideas of the driver diagram."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from challenges.models import Cycle
from challenges.models.cycle import Decision
from challenges.workflow import CycleStage

PLANNED, TRYING = "planned", "trying"
# The marks of templates/challenges/drawings/marks.jinja, in the order they are told.
WORDS = {
    Decision.ADOPT: _("adopted"),
    Decision.ADAPT: _("adapted"),
    Decision.ABANDON: _("abandoned"),
    TRYING: _("being tried"),
    PLANNED: _("planned"),
}


@dataclass(frozen=True)
class Trial:
    """So many cycles of which this became."""

    mark: str
    count: int

    @property
    def words(self) -> str:
        """“2 adopted”"""
        return f"{self.count} {_words_of(self.mark, get_language())}"


@cache
def _words_of(mark: str, language: str | None) -> str:
    return str(WORDS[mark])


def mark_of(cycle: Cycle) -> str:
    return mark_at(cycle.stage, cycle.decision)


def mark_at(stage: str, decision: str) -> str:
    if stage == CycleStage.DECIDED:
        return decision
    return PLANNED if stage == CycleStage.PLAN else TRYING


def trials_of(cycles: Iterable[Cycle]) -> list[Trial]:
    return trials_marked([mark_of(cycle) for cycle in cycles])


def trials_marked(marks: Sequence[str]) -> list[Trial]:
    return [Trial(mark, marks.count(mark)) for mark in WORDS if mark in marks]


def in_words(trials: Iterable[Trial]) -> str:
    """“3 cycles: 1 adopted, 2 adapted”"""
    trials = list(trials)
    count = sum(trial.count for trial in trials)
    told = ngettext("%(count)s cycle", "%(count)s cycles", count) % {"count": count}
    return f"{told}: {', '.join(trial.words for trial in trials)}" if trials else told
