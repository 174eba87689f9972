import datetime as dt
import subprocess

import pytest
from django.utils import timezone

from fellowship.cohorts.matching import proposals, solving
from fellowship.cohorts.matching.proposals import (
    CannotChoose,
    ask_proposal,
    choose,
    hold,
    set_aside,
    solve,
    solve_again,
    stopped_moving,
)
from fellowship.cohorts.models import MentorProfile, Pairing, Proposal
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.notifications.models import Message
from tests.factories import PairingFactory, PlaceFactory
from tests.factories.matching import ConflictFactory, MentorProfileFactory, ProposalFactory, WishFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cohort, administrator, fellows, mentors, first_day):
    return solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))


def solved(proposal):
    solve(proposal.pk)
    proposal.refresh_from_db()
    return proposal


def matched(proposal):
    return dict(proposal.pairs.values_list("place", "mentor"))


def test_everybody_gets_a_mentor_and_wishes_count(cohort, administrator, fellows, mentors, first_day):
    WishFactory(place=fellows[2], mentor=mentors[1])
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    assert proposal.is_ready
    assert matched(proposal) == {
        fellows[0].pk: mentors[0].pk,
        fellows[1].pk: mentors[0].pk,
        fellows[2].pk: mentors[1].pk,
    }
    assert proposal.figures["matched"] == 3
    assert proposal.figures["wish_1"] == 1
    assert proposal.figures["no_wishes"] == 2


def test_a_proposal_reaches_nobody(proposal):
    assert not Pairing.objects.exists()
    assert not Message.objects.exists()


def test_fellow_without_a_mentor_is_there_with_the_reason(cohort, administrator, fellows, mentors, first_day):
    extra = PlaceFactory(cohort=cohort)
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    left_over = proposal.pairs.get(mentor=None)
    assert left_over.reasons == [["all_full", {"count": 2, "places": 3}]]
    assert proposal.pairs.filter(place=extra).exists()


def test_paired_and_ended_fellows_are_left_out(cohort, administrator, fellows, mentors, first_day):
    PairingFactory(place=fellows[0], mentor=mentors[0])
    fellows[1].status = PlaceStatus.WITHDRAWN
    fellows[1].save()
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    assert set(matched(proposal)) == {fellows[2].pk}


def test_pairings_in_other_cohorts_take_places(cohort, administrator, fellows, mentors, first_day):
    for _number in range(2):
        PairingFactory(place__cohort__programme=cohort.programme, mentor=mentors[0])
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    assert proposal.figures["matched"] == 1
    assert set(matched(proposal).values()) == {None, mentors[1].pk}


def test_fellows_whose_year_is_over_soon_after_take_no_places(
    cohort, administrator, fellows, mentors, first_day
):
    over = PlaceFactory(cohort__programme=cohort.programme, ends_on=first_day + dt.timedelta(days=20))
    PairingFactory(place=over, mentor=mentors[1])
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    assert proposal.figures["matched"] == 3


def test_conflicts_are_never_proposed(cohort, administrator, fellows, mentors, first_day):
    for place in fellows:
        ConflictFactory(place=place, mentor=mentors[0])
    proposal = solved(ask_proposal(by=administrator, cohort=cohort, starts_on=first_day))

    assert list(matched(proposal).values()).count(mentors[1].pk) == 1
    assert mentors[0].pk not in matched(proposal).values()


def test_asking_twice_is_one_proposal(cohort, administrator, first_day):
    first = ask_proposal(by=administrator, cohort=cohort, starts_on=first_day)

    assert ask_proposal(by=administrator, cohort=cohort, starts_on=first_day) == first
    assert Proposal.objects.count() == 1


def test_solving_twice_writes_once(proposal):
    before = list(proposal.pairs.values_list("pk", flat=True))

    solve(proposal.pk)

    assert list(proposal.pairs.values_list("pk", flat=True)) == before


def test_two_workers_at_once_write_once(proposal, monkeypatch, cohort, administrator):
    """The second comes while the first is thinking."""
    again = solve_again(by=administrator, proposal=proposal)
    asked, came = solving.solve_pool, []

    def thinking(pool, held):
        if not came:
            came.append(True)
            solve(again.pk)
        return asked(pool, held)

    monkeypatch.setattr(proposals, "solve_pool", thinking)
    assert solved(again).is_ready
    assert again.pairs.count() == 3


def test_a_killed_worker_is_followed_by_another(cohort, administrator, fellows, mentors, first_day):
    proposal = ask_proposal(by=administrator, cohort=cohort, starts_on=first_day)
    Proposal.objects.update(status="solving", moved_at=timezone.now() - 2 * proposals.STOPPED_MOVING)

    assert stopped_moving() == [(proposal.pk, False)]
    assert solved(proposal).is_ready
    assert stopped_moving() == []


def test_what_cannot_be_solved_fails_after_three_times(
    cohort, administrator, fellows, first_day, monkeypatch
):
    def broken(*_arguments):
        raise subprocess.TimeoutExpired("solver", 1)

    monkeypatch.setattr(proposals, "solve_pool", broken)
    proposal = ask_proposal(by=administrator, cohort=cohort, starts_on=first_day)
    for _time in range(4):
        solved(proposal)

    assert proposal.status == "failed"
    assert ask_proposal(by=administrator, cohort=cohort, starts_on=first_day) != proposal


def test_chosen_by_hand_is_held_and_the_others_stay(proposal, administrator, fellows, mentors):
    before = matched(proposal)
    pair = proposal.pairs.filter(mentor=mentors[0]).first()
    choose(by=administrator, pair=pair, mentor=None)

    after = matched(proposal)
    assert after.pop(pair.place_id) is None
    assert after == {place: mentor for place, mentor in before.items() if place != pair.place_id}
    pair.refresh_from_db()
    assert pair.held
    assert pair.by_hand
    proposal.refresh_from_db()
    assert proposal.figures["matched"] == 2
    assert proposal.figures["by_hand"] == 1


def test_full_mentor_cannot_be_chosen(proposal, administrator, mentors):
    pair = proposal.pairs.exclude(mentor=mentors[1]).first()
    with pytest.raises(CannotChoose, match="no place left"):
        choose(by=administrator, pair=pair, mentor=mentors[1])


def test_conflict_is_overruled_with_a_reason_only(proposal, administrator, cohort):
    third = MentorProfileFactory(programme=cohort.programme).person
    pair = proposal.pairs.first()
    ConflictFactory(place=pair.place, mentor=third)
    with pytest.raises(CannotChoose, match="Say why"):
        choose(by=administrator, pair=pair, mentor=third)

    chosen = choose(by=administrator, pair=pair, mentor=third, overruled="Both agreed to it.")
    assert chosen.mentor == third
    assert chosen.overruled == "Both agreed to it."
    assert ["line_manager", {}] in chosen.reasons


def test_somebody_who_takes_nobody_cannot_be_chosen(proposal, administrator, mentors):
    pair = proposal.pairs.first()
    MentorProfile.objects.filter(person=mentors[0]).update(capacity=0)
    with pytest.raises(CannotChoose, match="takes nobody"):
        choose(by=administrator, pair=pair, mentor=mentors[0])


def test_solving_again_keeps_what_is_held(proposal, administrator, fellows, mentors):
    one = proposal.pairs.get(mentor=mentors[1])
    hold(by=administrator, pair=one, held=True)
    for place in fellows:
        if place.pk != one.place_id:
            WishFactory(place=place, mentor=mentors[1])
    again = solved(solve_again(by=administrator, proposal=proposal))

    assert matched(again)[one.place_id] == mentors[1].pk
    assert again.pairs.get(place=one.place_id).held
    proposal.refresh_from_db()
    assert proposal.status == "replaced"
    assert again.previous == proposal


def test_solving_again_without_holding_follows_new_wishes(proposal, administrator, fellows, mentors):
    other = next(place for place in fellows if matched(proposal)[place.pk] == mentors[0].pk)
    WishFactory(place=other, mentor=mentors[1])
    again = solved(solve_again(by=administrator, proposal=proposal))

    assert matched(again)[other.pk] == mentors[1].pk


def test_held_mentor_who_has_left_is_not_kept(proposal, administrator, mentors):
    one = proposal.pairs.get(mentor=mentors[1])
    hold(by=administrator, pair=one, held=True)
    MentorProfile.objects.filter(person=mentors[1]).update(capacity=0)
    again = solved(solve_again(by=administrator, proposal=proposal))

    assert mentors[1].pk not in matched(again).values()
    assert not again.pairs.filter(held=True).exists()


def test_pressing_solve_again_twice_makes_one(proposal, administrator):
    first = solve_again(by=administrator, proposal=proposal)

    assert solve_again(by=administrator, proposal=proposal) == first
    assert Proposal.objects.count() == 2


def test_what_is_set_aside_cannot_be_changed_and_makes_way(proposal, administrator, cohort, first_day):
    set_aside(by=administrator, proposal=proposal)

    with pytest.raises(CannotChoose):
        choose(by=administrator, pair=proposal.pairs.first(), mentor=None)
    assert ask_proposal(by=administrator, cohort=cohort, starts_on=first_day) != proposal


def test_reading_the_pool_asks_as_often_for_many(cohort, administrator, first_day, django_assert_num_queries):
    from fellowship.cohorts.matching.pool import read_pool

    for _number in range(2):
        WishFactory(place=PlaceFactory(cohort=cohort), mentor=MentorProfileFactory().person)
        with django_assert_num_queries(9):
            read_pool(cohort, first_day)


def test_empty_pool_is_ready_at_once(cohort, first_day):
    proposal = solved(ProposalFactory(cohort=cohort, starts_on=first_day))

    assert proposal.is_ready
    assert not proposal.pairs.exists()
