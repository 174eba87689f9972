"""Whether single fellows need attention and why, for the pages about them; the rules are the overview's."""

from collections.abc import Mapping, Sequence

from fellowship.cohorts.models import Call, Place
from fellowship.cohorts.services.call_rules import rules_of
from fellowship.home.attention import RULES, Attention, attention
from fellowship.home.services.standings import OF_SOME, facts_of
from fellowship.lib.statements import Statement

MEASURES = sorted(
    {rule.measure for rule in RULES} | {rule.newest for rule in RULES if rule.newest} | {"days_called"}
)
ASKED = f"SELECT place_id, started, {', '.join(MEASURES)} FROM ({OF_SOME}) facts"  # noqa: S608


def attention_of(places: Sequence[Place], calls: Mapping[int, Sequence[Call]]) -> dict[int, Attention]:
    """By place, in one query. `places` with cohort, programme and rules; `calls` of each, the last first."""
    if not places:
        return {}
    facts = facts_of({place.cohort_id for place in places})
    by_place = {place.pk: place for place in places}
    found = {}
    for pk, started, *numbers in Statement(ASKED, {}).fetch(**facts, places=list(by_place)):
        place = by_place[pk]
        measures = dict(zip(MEASURES, numbers, strict=True))
        called_by = calls[pk][0].by.full_name if calls.get(pk) else ""
        rules = rules_of(place.cohort.programme)
        found[pk] = attention(place.status, started, measures, rules, called_by)
    return found
