"""The challenge on one page: what the fellow chose, and honest counts of all else.

Only what has its place on a page for a board is read here: no entry, no comment, no answer of the mentor.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils import timezone
from django.utils.text import Truncator, get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from challenges.charts import Series, summary
from challenges.measuring import series_of_all
from challenges.models import BriefVersion, ChallengeSummary, Cycle, Driver, Measure, Milestone
from challenges.models.drivers import DriverLevel
from challenges.models.measure import MeasureType
from challenges.models.stakeholder import Support
from challenges.trials import WORDS as OUTCOMES
from challenges.trials import in_words as trials_in_words
from challenges.trials import mark_of, trials_of
from challenges.workflow import OPEN_MILESTONES, CycleStage, MilestoneStatus
from fellowship.lib.dates import in_words
from mentoring.permissions import ChallengeSeen, Standing
from mentoring.services.summary_rows import (
    Known,
    agreed_brief_of,
    chosen_of,
    count_entries,
    cycles_of,
    drivers_of,
    measures_of,
    milestones_of,
    stakeholders_of,
)

UNTIL_CHOSEN = 2  # charts, as long as the fellow has chosen none
KEPT = 100  # charts, for what each says
DRIVERS, NAMED, DATES = 6, 4, 3  # primary drivers, people and milestones told by name
# Characters of a text that fits; the whole is a link away.
AIM, PROBLEM, LINE = 280, 450, 110


@dataclass(frozen=True)
class Chart:
    series: Series
    said: str
    counted: str  # “24 readings, 1 October 2024 to 1 September 2026”


@dataclass(frozen=True)
class Tried:
    name: str
    outcome: str  # “Adapted on 3 May 2026”
    learnt: str
    url: str


@dataclass(frozen=True)
class DriverLine:
    """A primary driver, and its secondary drivers in one line."""

    words: str
    below: str
    url: str


@dataclass(frozen=True)
class OnePage:
    challenge: ChallengeSeen
    made_on: dt.date
    chosen: ChallengeSummary | None
    brief: BriefVersion | None  # the agreed one
    aim: str
    problem: str
    drivers: list[DriverLine]
    charts: list[Chart]
    trials: str
    tried: list[Tried]
    people: list[str]  # sentences
    upcoming: list[tuple[str, dt.date]]
    evidence: str
    learnt: str = ""
    next_steps: str = ""

    @property
    def agreed(self) -> str:
        if self.brief is None or self.brief.answered_at is None:
            return _("No brief has been agreed yet.")
        facts = {"number": self.brief.number, "day": in_words(timezone.localdate(self.brief.answered_at))}
        return _("From version %(number)s of the brief, agreed on %(day)s.") % facts


def one_page(challenge: ChallengeSeen, standing: Standing) -> OnePage:
    today = timezone.localdate()
    chosen = chosen_of(challenge, standing)
    brief = agreed_brief_of(challenge, standing)
    measures = measures_of(challenge, standing)
    cycles = cycles_of(challenge, standing)
    milestones = milestones_of(challenge, standing)
    known = stakeholders_of(challenge, standing)
    drivers = drivers_of(challenge, standing)
    aim = brief.aim if brief and brief.aim else drivers[0].diagram.aim if drivers else ""
    return OnePage(
        challenge=challenge,
        made_on=today,
        chosen=chosen,
        brief=brief,
        aim=_short(aim, AIM),
        problem=_short(brief.problem, PROBLEM) if brief else "",
        drivers=_driver_lines(drivers),
        charts=_charts(challenge, measures, chosen),
        trials=trials_in_words(trials_of(cycles)) if cycles else "",
        tried=_tried(cycles, chosen),
        people=_people(known),
        upcoming=_upcoming(milestones, today),
        evidence=_evidence(challenge, standing, today, measures, cycles, milestones, known),
        learnt=chosen.learnt if chosen else "",
        next_steps=chosen.next_steps if chosen else "",
    )


def _charts(
    challenge: ChallengeSeen, measures: list[Measure], chosen: ChallengeSummary | None
) -> list[Chart]:
    order = {kind: place for place, kind in enumerate(MeasureType.values)}
    measures = sorted(measures, key=lambda measure: (order[measure.type], measure.pk))
    wanted = [one for one in measures if chosen and one.pk in chosen.measure_ids]  # type: ignore[attr-defined]
    shown = wanted if chosen else measures[:UNTIL_CHOSEN]
    return [
        _chart(series, get_language()) for series in series_of_all(shown, challenge.place.cohort.programme)
    ]


@lru_cache(KEPT)
def _chart(series: Series, language: str | None) -> Chart:
    """All that the words depend on is in the arguments, so they are found anew only when that changes."""
    return Chart(series, summary(series), _counted(series))


def _counted(series: Series) -> str:
    days = [reading.on for reading in series.readings if reading.value is not None]
    if not days:
        return _("No readings yet")
    count = ngettext("%(count)s reading", "%(count)s readings", len(days)) % {"count": len(days)}
    if len(days) == 1:
        return f"{count}, {in_words(days[0])}"
    facts = {"count": count, "first": in_words(days[0]), "last": in_words(days[-1])}
    return _("%(count)s, %(first)s to %(last)s") % facts


def _tried(cycles: Iterable[Cycle], chosen: ChallengeSummary | None) -> list[Tried]:
    wanted = [one for one in cycles if chosen and one.pk in chosen.cycle_ids]  # type: ignore[attr-defined]
    return [
        Tried(_short(one.name, LINE), _outcome(one), _short(one.learnt, LINE), one.get_absolute_url())
        for one in wanted
    ]


def _outcome(cycle: Cycle) -> str:
    words = str(OUTCOMES[mark_of(cycle)])
    words = words[:1].upper() + words[1:]
    if cycle.stage == CycleStage.DECIDED and cycle.decided_on:
        return _("%(outcome)s on %(day)s") % {"outcome": words, "day": in_words(cycle.decided_on)}
    return words


def _driver_lines(drivers: Iterable[Driver]) -> list[DriverLine]:
    below: dict[int | None, list[str]] = {}
    drivers = list(drivers)
    for driver in drivers:
        below.setdefault(driver.parent_id, []).append(driver.words)
    return [
        DriverLine(
            _short(driver.words, LINE),
            _short("; ".join(below.get(driver.pk, [])), LINE),
            f"{driver.diagram.get_absolute_url()}#driver-{driver.pk}",
        )
        for driver in drivers
        if driver.level == DriverLevel.PRIMARY
    ][:DRIVERS]


def _people(known: list[Known]) -> list[str]:
    """How many help, and how many of them did not at first. Who did not is not told: a board may read it."""
    if not known:
        return []
    help_now = [one for one in known if one.stood and one.stood[-1] >= Support.HELPFUL]
    moved = sum(one.stood[0] < Support.HELPFUL for one in help_now)
    sentences = [
        ngettext(
            "%(count)s of %(all)s stakeholders helps it along or makes it happen.",
            "%(count)s of %(all)s stakeholders help it along or make it happen.",
            len(help_now),
        )
        % {"count": len(help_now), "all": len(known)}
    ]
    if moved:
        sentences.append(
            ngettext(
                "%(count)s of them did not when first noted.",
                "%(count)s of them did not when first noted.",
                moved,
            )
            % {"count": moved}
        )
    if help_now:
        names = [_short(one.name, 60) for one in help_now[:NAMED]]
        if len(help_now) > NAMED:
            names.append(_("%(count)s more") % {"count": len(help_now) - NAMED})
        sentences.append(_("With us: %(names)s.") % {"names": get_text_list(names, _("and"))})
    return sentences


def _upcoming(milestones: Iterable[Milestone], today: dt.date) -> list[tuple[str, dt.date]]:
    still_open = [one for one in milestones if one.status in OPEN_MILESTONES and one.due_on >= today]
    return [(_short(one.title, LINE), one.due_on) for one in still_open[:DATES]]


def _evidence(
    challenge: ChallengeSeen,
    standing: Standing,
    today: dt.date,
    measures: list,
    cycles: list,
    milestones: list,
    known: list[Known],
) -> str:
    entries = count_entries(challenge, standing)
    kept = [one for one in milestones if one.status != MilestoneStatus.DROPPED]
    counts = [
        ngettext("%(n)s shared log entry", "%(n)s shared log entries", entries) % {"n": entries},
        ngettext("%(n)s measure", "%(n)s measures", len(measures)) % {"n": len(measures)},
        ngettext("%(n)s PDSA cycle", "%(n)s PDSA cycles", len(cycles)) % {"n": len(cycles)},
        ngettext("%(n)s stakeholder", "%(n)s stakeholders", len(known)) % {"n": len(known)},
    ]
    if kept:
        signed = {"signed": sum(one.status == MilestoneStatus.SIGNED_OFF for one in kept), "all": len(kept)}
        counts.append(_("%(signed)s of %(all)s milestones signed off by the mentor") % signed)
    facts = {"day": in_words(today), "counts": ", ".join(counts)}
    return _("Counted on %(day)s: %(counts)s.") % facts


def _short(text: str, limit: int) -> str:
    return Truncator(" ".join(text.split())).chars(limit)
