"""What became of tests, in words and marks: for the rows of a ramp and the ideas of the driver diagram."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
        return f"{self.count} {WORDS[self.mark]}"


def mark_of(cycle: Cycle) -> str:
    if cycle.stage == CycleStage.DECIDED:
        return cycle.decision
    return PLANNED if cycle.stage == CycleStage.PLAN else TRYING


def trials_of(cycles: Iterable[Cycle]) -> list[Trial]:
    marks = [mark_of(cycle) for cycle in cycles]
    return [Trial(mark, marks.count(mark)) for mark in WORDS if mark in marks]


def in_words(trials: Iterable[Trial]) -> str:
    """“3 cycles: 1 adopted, 2 adapted”"""
    trials = list(trials)
    count = sum(trial.count for trial in trials)
    told = ngettext("%(count)s cycle", "%(count)s cycles", count) % {"count": count}
    return f"{told}: {', '.join(trial.words for trial in trials)}" if trials else told
