"""Matching fellows with mentors: what it goes by, wishes, a proposal held back."""

from collections.abc import Callable

from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories.cohorts import days_from_today
from tests.factories.matching import (
    ConflictFactory,
    MentorProfileFactory,
    ProposedPairFactory,
    WishFactory,
    WishRoundFactory,
)

ARGUMENTS: dict[str, list[str]] = {
    "mentor_pool": [":programme"],
    "mentor_profile_new": [":programme"],
    "matching_rules": [":programme"],
    "mentor_profile": [":mentor_profile"],
    "mentor_conflicts": [":mentor_profile"],
    "matching": [":cohort_to_launch"],
    "wishes_asked": [":cohort_to_launch"],
    "conflicts": [":cohort"],
    "conflict_withdraw": [":conflict"],
    "wishes": [":place"],
    "proposal": [":proposal"],
    "proposal_again": [":proposal"],
    "proposal_aside": [":proposal"],
    "proposal_publish": [":proposal"],
    "proposed_pair": [":proposed_pair"],
    "proposed_pair_hold": [":proposed_pair"],
    "place_match": [":place"],
}


def fill(world: World) -> None:
    """The fellow has told wishes, the mentor a conflict with the peer, who is proposed to the mentor."""
    profile = MentorProfileFactory(programme=world.programme, person=world.mentor, capacity=5)
    second = MentorProfileFactory(programme=world.programme).person
    WishRoundFactory(cohort=world.cohort)
    WishFactory(place=world.place, mentor=world.mentor)
    peer = world.cohort.places.get(person=world.peer)
    conflict = ConflictFactory(
        place=peer, mentor=world.mentor, declared_by=world.mentor, words=marker("conflict of a mentor")
    )
    pair = ProposedPairFactory(
        proposal__cohort=world.cohort,
        place=peer,
        mentor=world.mentor,
        reasons=[["no_wishes", {}], ["line_manager", {}]],
        overruled=marker("pair all the same"),
    )
    world.things |= {
        "mentor_profile": profile,
        "second_mentor": second,
        "conflict": conflict,
        "proposal": pair.proposal,
        "proposed_pair": pair,
    }


def _again(world: World) -> dict:
    first = day("starts_on", days_from_today(3))
    return {"mentor": str(world.second_mentor.pk), "reason": "Moved away", "overruled": "Agreed", **first}


SENT: dict[str, Callable[[World], dict]] = {
    "mentor_profile_new": lambda world: {
        "mentor": "",
        "given_name": "Nia",
        "family_name": "New",
        "email": "nia.mentor@example.org",
    },
    "matching_rules": lambda world: {
        **dict.fromkeys(("first_wish", "second_wish", "third_wish", "fourth_wish", "fifth_wish"), "20"),
        **dict.fromkeys(("rather_not", "shared_interest", "same_host"), "10"),
        "same_organisation": "wanted",
        "same_team": "not_wanted",
        "interests": "Sleep",
    },
    "mentor_profile": lambda world: {"capacity": "3", "organisation": ""},
    "mentor_conflicts": lambda world: {"place": str(world.place.pk), "kind": "same_team"},
    "matching": lambda world: day("starts_on", days_from_today(3)),
    "wishes_asked": lambda world: day("until", days_from_today(20)),
    "conflicts": lambda world: {
        "place": str(world.place.pk),
        "mentor": str(world.mentor.pk),
        "kind": "other",
    },
    "conflict_withdraw": lambda world: {},
    "wishes": lambda world: {"wish_1": str(world.mentor.pk)},
    "proposal_again": lambda world: {},
    "proposal_aside": lambda world: {},
    "proposal_publish": lambda world: day("starts_on", days_from_today(3)),
    "proposed_pair": lambda world: {"mentor": "0"},
    "proposed_pair_hold": lambda world: {"held": "yes"},
    "place_match": _again,
}
