import dataclasses
import datetime as dt

import pytest

from fellowship.cohorts.matching.scoring import Fellow, Mentor, Rules, obstacles, reasons, score, why_nobody
from fellowship.cohorts.matching.words import against, in_favour, said_all

ON = dt.date(2026, 9, 7)
FELLOW = Fellow(place=1, person=10, name="Fenella Fox", organisation=5, ends_on=dt.date(2027, 9, 5))
MENTOR = Mentor(
    person=20, name="Dr A", organisation=5, organisation_name="Saint Elsewhere", capacity=3, taken=2
)


def fellow(**changes):
    return dataclasses.replace(FELLOW, **changes)


def mentor(**changes):
    return dataclasses.replace(MENTOR, **changes)


@pytest.mark.parametrize(("rank", "points"), [(1, 100), (2, 80), (5, 45)])
def test_wish_gives_the_points_of_its_rank(rank, points):
    assert score(fellow(ranks={20: rank}), MENTOR, Rules()) == points


def test_points_add_up():
    wishing = fellow(ranks={20: 2}, interests=frozenset({1, 2, 3}))
    rules = Rules(same_organisation="wanted")

    assert score(wishing, mentor(interests=frozenset({2, 3, 4})), rules) == 80 + 2 * 10 + 30


def test_rather_not_takes_points_off():
    assert score(fellow(rather_not=frozenset({20})), MENTOR, Rules()) == -150


def test_same_team_gives_points_where_it_is_wanted():
    in_team = fellow(conflicts={20: frozenset({"same_team"})})

    assert score(in_team, MENTOR, Rules(same_team="wanted")) == 30
    assert obstacles(in_team, MENTOR, Rules(same_team="wanted"), ON) == []


@pytest.mark.parametrize("kind", ["line_manager", "same_team", "other"])
def test_conflict_stands_against_the_pair(kind):
    assert obstacles(fellow(conflicts={20: frozenset({kind})}), MENTOR, Rules(), ON) == [[kind, {}]]


def test_same_organisation_stands_against_the_pair_only_where_it_is_not_wanted():
    assert obstacles(FELLOW, MENTOR, Rules(), ON) == []
    assert against(obstacles(FELLOW, MENTOR, Rules(same_organisation="not_wanted"), ON)) == [
        "Same organisation (Saint Elsewhere)"
    ]
    assert obstacles(fellow(organisation=None), MENTOR, Rules(same_organisation="not_wanted"), ON) == []


@pytest.mark.parametrize(
    ("since", "until", "away"),
    [
        (dt.date(2026, 9, 1), dt.date(2026, 9, 7), True),
        (dt.date(2026, 9, 1), dt.date(2026, 9, 6), False),
        (dt.date(2026, 9, 8), dt.date(2026, 9, 20), False),
        (dt.date(2027, 9, 5), None, True),
        (dt.date(2027, 9, 6), None, False),
    ],
)
def test_mentor_is_away_on_the_first_day_or_leaves_before_the_last(since, until, away):
    assert bool(obstacles(FELLOW, mentor(away_from=since, away_until=until), Rules(), ON)) is away


def test_reasons_read_as_people_speak():
    wishing = fellow(ranks={20: 2}, interests=frozenset({1, 2}), organisation=6)
    found = reasons(wishing, mentor(interests=frozenset({1, 2})), {1: "Sleep", 2: "Culture"})

    assert in_favour(found) == [
        "Second of the fellow’s wishes",
        "Shares 2 interests: Culture and Sleep",
        "Different organisations",
    ]


def test_reasons_why_nobody():
    assert said_all(why_nobody(FELLOW, [], Rules(), ON)) == [
        "There are no mentors with places in the programme"
    ]
    full = [mentor(taken=3)]
    assert said_all(why_nobody(FELLOW, full, Rules(), ON)) == [
        "Every mentor this fellow may have is full already"
    ]
    assert said_all(why_nobody(FELLOW, [MENTOR], Rules(), ON)) == [
        "Every mentor this fellow may have is full: 1 mentor with 1 place for all fellows"
    ]
    barred = fellow(conflicts={20: frozenset({"line_manager"})})
    assert said_all(why_nobody(barred, [MENTOR], Rules(), ON)) == [
        "Something speaks against the only mentor in the programme"
    ]
