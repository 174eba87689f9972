import threading

import pytest
from django.db import connection

from fellowship.cohorts.matching import publishing
from fellowship.cohorts.matching.candidates import match_again
from fellowship.cohorts.matching.proposals import ask_proposal, choose, solve
from fellowship.cohorts.matching.publishing import ask_publish, publish
from fellowship.cohorts.matching.words import said_all
from fellowship.cohorts.models import MentorProfile, Pairing
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.pairings import CannotPair
from fellowship.notifications.models import Message
from tests.factories import PairingFactory
from tests.factories.matching import ConflictFactory, MentorProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cohort, administrator, fellows, mentors, first_day):
    made = ask_proposal(by=administrator, cohort=cohort, starts_on=first_day)
    solve(made.pk)
    made.refresh_from_db()
    return made


def published(proposal, by):
    ask_publish(by=by, proposal=proposal, starts_on=proposal.starts_on)
    publish(proposal.pk)
    proposal.refresh_from_db()
    return proposal


def refused(proposal):
    """Nothing half: back to the team, no pairing, nobody told."""
    assert proposal.is_ready
    assert proposal.published_by is None
    assert not Message.objects.exists()
    return said_all(proposal.refusals)


def test_publishing_pairs_everybody_and_tells_each_once(proposal, administrator, first_day):
    published(proposal, administrator)

    assert proposal.status == "published"
    assert proposal.published_by == administrator
    made = {
        (one.place_id, one.mentor_id, one.kind, one.starts_on, one.ends_on) for one in Pairing.objects.all()
    }
    assert made == {(pair.place_id, pair.mentor_id, "lead", first_day, None) for pair in proposal.pairs.all()}
    assert Message.objects.filter(kind="pairing").count() == 6


def test_publishing_again_does_nothing(proposal, administrator):
    published(proposal, administrator)
    published(proposal, administrator)

    assert Pairing.objects.count() == 3
    assert Message.objects.count() == 6


def test_fellow_left_without_a_mentor_is_no_obstacle(proposal, administrator):
    choose(by=administrator, pair=proposal.pairs.first(), mentor=None)
    published(proposal, administrator)

    assert Pairing.objects.count() == 2


def test_pairing_made_meanwhile_stops_all(proposal, administrator):
    pair = proposal.pairs.first()
    there = PairingFactory(place=pair.place)

    assert refused(published(proposal, administrator)) == [
        f"{pair.place.person.full_name} has been paired with {there.mentor.full_name} meanwhile."
    ]
    assert list(Pairing.objects.all()) == [there]


def test_mentor_filled_meanwhile_stops_all(proposal, administrator, mentors):
    PairingFactory(place__cohort__programme=proposal.cohort.programme, mentor=mentors[0])

    assert refused(published(proposal, administrator)) == [
        f"{mentors[0].full_name} has 1 place free, and 2 fellows in this proposal."
    ]
    assert Pairing.objects.count() == 1


def test_mentor_who_left_stops_all(proposal, administrator, mentors):
    MentorProfile.objects.filter(person=mentors[1]).delete()

    assert refused(published(proposal, administrator)) == [
        f"{mentors[1].full_name} takes nobody any more in this programme."
    ]


def test_place_that_ended_stops_all(proposal, administrator):
    place = proposal.pairs.first().place
    place.status = PlaceStatus.WITHDRAWN
    place.save()

    assert refused(published(proposal, administrator)) == [
        f"The place of {place.person.full_name} has ended."
    ]


def test_conflict_declared_meanwhile_stops_all(proposal, administrator):
    pair = proposal.pairs.first()
    ConflictFactory(place=pair.place, mentor=pair.mentor)

    fellow, mentor = pair.place.person.full_name, pair.mentor.full_name
    assert refused(published(proposal, administrator)) == [
        f"{fellow} and {mentor}: Line manager of the fellow."
    ]


def test_conflict_overruled_by_hand_does_not_stop_it(proposal, administrator, cohort):
    third = MentorProfileFactory(programme=cohort.programme).person
    pair = proposal.pairs.first()
    ConflictFactory(place=pair.place, mentor=third)
    choose(by=administrator, pair=pair, mentor=third, overruled="Both agreed.")

    assert published(proposal, administrator).status == "published"


def test_fault_in_the_middle_leaves_nothing_half(proposal, administrator, monkeypatch):
    pairs, made = publishing.pair, []

    def breaks(**facts):
        if made:
            raise RuntimeError("the machine goes away")
        made.append(pairs(**facts))

    monkeypatch.setattr(publishing, "pair", breaks)
    ask_publish(by=administrator, proposal=proposal, starts_on=proposal.starts_on)
    with pytest.raises(RuntimeError):
        publish(proposal.pk)
    assert not Pairing.objects.exists()

    monkeypatch.undo()
    publish(proposal.pk)
    assert Pairing.objects.count() == 3


def test_fault_that_comes_every_time_gives_the_proposal_back(proposal, administrator, monkeypatch):
    def breaks(**_facts):
        raise RuntimeError("the machine goes away")

    monkeypatch.setattr(publishing, "pair", breaks)
    ask_publish(by=administrator, proposal=proposal, starts_on=proposal.starts_on)
    for _time in range(publishing.MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            publish(proposal.pk)
    publish(proposal.pk)
    proposal.refresh_from_db()

    assert "on our side" in refused(proposal)[0]
    assert not Pairing.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_publish_once(proposal, administrator):
    def press():
        try:
            ask_publish(by=administrator, proposal=proposal, starts_on=proposal.starts_on)
            publish(proposal.pk)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _time in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    proposal.refresh_from_db()
    assert proposal.status == "published"
    assert Pairing.objects.count() == 3
    assert Message.objects.count() == 6


def test_matching_one_again_leaves_the_others_alone(proposal, administrator, cohort, first_day):
    published(proposal, administrator)
    new = MentorProfileFactory(programme=cohort.programme).person
    place = proposal.pairs.first().place
    others = list(Pairing.objects.exclude(place=place).values())

    match_again(by=administrator, place=place, mentor=new, on=first_day, reason="Moved away.", overruled="")

    assert place.pairings.get().mentor == new
    assert list(Pairing.objects.exclude(place=place).values()) == others


def test_matching_one_again_keeps_to_places_and_conflicts(
    proposal, administrator, cohort, first_day, mentors
):
    published(proposal, administrator)
    place = proposal.pairs.filter(mentor=mentors[0]).first().place
    facts = {"by": administrator, "place": place, "on": first_day, "reason": "Moved."}
    with pytest.raises(CannotPair, match="no place left"):
        match_again(**facts, mentor=mentors[1], overruled="")

    new = MentorProfileFactory(programme=cohort.programme).person
    ConflictFactory(place=place, mentor=new)
    with pytest.raises(CannotPair, match="Say why"):
        match_again(**facts, mentor=new, overruled="")
    match_again(**facts, mentor=new, overruled="Both agreed.")
    assert place.pairings.get().mentor == new
