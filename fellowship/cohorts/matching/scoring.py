"""What a pair is worth, and why. Pure: no database, no requests.

Reasons are `[code, facts]`, so that they can be kept and put into words later (words.py).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Reason = list  # [code, facts]; a list because that is what JSON gives back
RANKS = ("first", "second", "third", "fourth", "fifth")
WANTED, NOT_WANTED = "wanted", "not_wanted"
LINE_MANAGER, SAME_TEAM = "line_manager", "same_team"


@dataclass(frozen=True)
class Rules:
    """Points, named as in models/matching_pool.py."""

    wishes: Sequence[int] = (100, 80, 65, 55, 45)
    rather_not: int = 150
    shared_interest: int = 10
    same_host: int = 30
    same_organisation: str = "indifferent"
    same_team: str = NOT_WANTED


@dataclass(frozen=True)
class Fellow:
    """`ranks`: mentors wished for, 1 the first. `conflicts`: what was declared about a mentor."""

    place: int
    person: int
    name: str
    organisation: int | None
    ends_on: dt.date
    interests: frozenset[int] = frozenset()
    ranks: Mapping[int, int] = field(default_factory=dict)
    rather_not: frozenset[int] = frozenset()
    conflicts: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mentor:
    """`taken`: of the `capacity`, by pairings there are already."""

    person: int
    name: str
    organisation: int | None
    organisation_name: str
    capacity: int
    taken: int
    interests: frozenset[int] = frozenset()
    away_from: dt.date | None = None
    away_until: dt.date | None = None

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken)


def obstacles(fellow: Fellow, mentor: Mentor, rules: Rules, on: dt.date) -> list[Reason]:
    """Why the two should not be paired from that day on. None of it is about places left."""
    found: list[Reason] = []
    if mentor.person == fellow.person:
        found.append(["self", {}])
    for kind in sorted(fellow.conflicts.get(mentor.person, ())):
        if kind != SAME_TEAM or rules.same_team == NOT_WANTED:
            found.append([kind, {}])
    if rules.same_organisation == NOT_WANTED and _same_organisation(fellow, mentor):
        found.append(["organisation_barred", {"name": mentor.organisation_name}])
    if is_away(mentor, on, fellow.ends_on):
        until = mentor.away_until.isoformat() if mentor.away_until else ""
        found.append(["away", {"since": str(mentor.away_from), "until": until}])
    return found


def is_away(mentor: Mentor, on: dt.date, ends_on: dt.date) -> bool:
    """Not there on the first day, or leaving for good before the fellow's last."""
    if mentor.away_from is None:
        return False
    if mentor.away_until is None:
        return mentor.away_from <= ends_on
    return mentor.away_from <= on <= mentor.away_until


def score(fellow: Fellow, mentor: Mentor, rules: Rules) -> int:
    """Points of the pair, whatever may speak against it."""
    person = mentor.person
    points = rules.shared_interest * len(fellow.interests & mentor.interests)
    rank = fellow.ranks.get(person)
    if rank:
        points += rules.wishes[rank - 1]
    elif person in fellow.rather_not:
        points -= rules.rather_not
    if rules.same_organisation == WANTED and _same_organisation(fellow, mentor):
        points += rules.same_host
    if rules.same_team == WANTED and SAME_TEAM in fellow.conflicts.get(person, ()):
        points += rules.same_host
    return points


def reasons(fellow: Fellow, mentor: Mentor, names: Mapping[int, str]) -> list[Reason]:
    """What stands behind the points. `names`: of the interests."""
    person = mentor.person
    found: list[Reason] = []
    if rank := fellow.ranks.get(person):
        found.append(["wish", {"rank": rank}])
    elif person in fellow.rather_not:
        found.append(["rather_not", {}])
    else:
        found.append(["not_wished" if fellow.ranks else "no_wishes", {}])
    if shared := fellow.interests & mentor.interests:
        found.append(["interests", {"names": sorted(names[one] for one in shared)}])
    elif fellow.interests and mentor.interests:
        found.append(["no_interests", {}])
    if fellow.organisation and mentor.organisation:
        same = _same_organisation(fellow, mentor)
        found.append(["same_organisation" if same else "other_organisation", {}])
    return found


def why_nobody(fellow: Fellow, mentors: Sequence[Mentor], rules: Rules, on: dt.date) -> list[Reason]:
    """Why the best proposal leaves this fellow without a mentor."""
    if not mentors:
        return [["no_mentors", {}]]
    allowed = [mentor for mentor in mentors if not obstacles(fellow, mentor, rules, on)]
    if not allowed:
        return [["all_barred", {"count": len(mentors)}]]
    return [["all_full", {"count": len(allowed), "places": sum(mentor.left for mentor in allowed)}]]


def _same_organisation(fellow: Fellow, mentor: Mentor) -> bool:
    return fellow.organisation is not None and fellow.organisation == mentor.organisation
