"""What a chart is made of: readings with their meaning, and the arithmetic done on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from challenges.spc import RunChart, XmrChart, run_chart, xmr

FREQUENCIES = ("day", "week", "fortnight", "month", "quarter", "year", "reading")
MONTHLY_OR_LESS = ("month", "quarter", "year")
XMR, RUN = "xmr", "run"
CYCLE, MILESTONE = "cycle", "milestone"


@dataclass(frozen=True)
class Reading:
    """One value on one date; None where it is known to be missing. A share of cases may tell its parts."""

    on: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    note: str = ""


@dataclass(frozen=True)
class StepChange:
    """From the reading on this date the process is taken to be a new one, for this reason."""

    on: date
    reason: str


@dataclass(frozen=True)
class Mark:
    """Something on the time axis: `kind` is "cycle" (PDSA) or "milestone"; `url` leads to its page."""

    on: date
    kind: str
    label: str
    url: str = ""


@dataclass(frozen=True)
class Series:
    """Everything that is needed to draw and describe one measure; readings and marks in any order.

    `chart` is "xmr" (mean and limits) or "run" (median only). `unit` is the word or sign after a value
    ("%", "days"); `frequency` one of FREQUENCIES. `key` begins the ids on a page: the table row of the
    first reading by date is `<key>-reading-1`. The options after it are those of challenges.spc, and so is
    SpcError, which comes when `result` is first asked for.
    """

    title: str
    readings: tuple[Reading, ...]
    improvement_direction: str
    unit: str = ""
    decimals: int = 0
    frequency: str = "month"
    chart: str = XMR
    target: float | None = None
    target_by: date | None = None
    step_changes: tuple[StepChange, ...] = ()
    marks: tuple[Mark, ...] = ()
    key: str = "chart"
    fix_after: int | None = None
    run_length: int = 7
    two_of_three_counts_outside: bool = False

    @cached_property
    def result(self) -> XmrChart | RunChart:
        values = [reading.value for reading in self.readings]
        dates = [reading.on for reading in self.readings]
        steps = [change.on for change in self.step_changes]
        if self.chart == RUN:
            return run_chart(values, dates=dates, step_changes=steps, fix_after=self.fix_after)
        return xmr(
            values,
            dates=dates,
            improvement_direction=self.improvement_direction,
            target=self.target,
            step_changes=steps,
            fix_after=self.fix_after,
            run_length=self.run_length,
            two_of_three_counts_outside=self.two_of_three_counts_outside,
        )

    @cached_property
    def reading_on(self) -> Mapping[date, Reading]:
        return {reading.on: reading for reading in self.readings}

    @cached_property
    def is_by_month(self) -> bool:
        """Whether the month alone tells each reading from the others."""
        months = {(reading.on.year, reading.on.month) for reading in self.readings}
        return self.frequency in MONTHLY_OR_LESS and len(months) == len(self.readings)

    @cached_property
    def numbered_steps(self) -> tuple[tuple[int, StepChange], ...]:
        """The step changes with the number they carry in the drawing, from 1, by date."""
        return tuple(enumerate(sorted(self.step_changes, key=lambda change: change.on), start=1))
