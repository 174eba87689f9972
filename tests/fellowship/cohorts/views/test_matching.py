import pytest
from django.urls import reverse

from fellowship.cohorts.matching.proposals import ask_proposal, solve
from fellowship.cohorts.models import (
    Conflict,
    Interest,
    Invitation,
    MatchingRules,
    MentorProfile,
    Proposal,
    Wish,
    WishRound,
)
from tests.factories import OrganisationFactory, PairingFactory, PlaceFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import (
    ConflictFactory,
    InterestFactory,
    MentorProfileFactory,
    WishFactory,
    WishRoundFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def fellows(cohort):
    return [PlaceFactory(cohort=cohort) for _number in range(3)]


@pytest.fixture
def profiles(cohort):
    programme = cohort.programme
    return [MentorProfileFactory(programme=programme, capacity=capacity) for capacity in (2, 1)]


@pytest.fixture
def proposal(cohort, administrator, fellows, profiles):
    return made(cohort, administrator)


def made(cohort, administrator):
    proposal = ask_proposal(by=administrator, cohort=cohort, starts_on=days_from_today(7))
    solve(proposal.pk)
    proposal.refresh_from_db()
    return proposal


def typed(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def page(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


# --- what it goes by ---


def test_rules_and_interests_are_saved_and_shown_again(team, cohort):
    where = reverse("matching_rules", args=[cohort.programme_id])
    points = dict.fromkeys(("second_wish", "third_wish", "fourth_wish", "fifth_wish"), 7)
    sent = {
        **points, "first_wish": 70, "rather_not": 200, "shared_interest": 3, "same_host": 9,
        "same_organisation": "not_wanted", "same_team": "wanted", "interests": "Sleep\n\n  Culture  change ",
    }  # fmt: skip
    assert team.post(where, sent).status_code == 302

    assert MatchingRules.objects.get().first_wish == 70
    assert set(Interest.objects.values_list("name", flat=True)) == {"Sleep", "Culture change"}
    assert "Culture change\nSleep" in page(team, "matching_rules", cohort.programme_id)


@pytest.mark.parametrize(
    ("interests", "words"),
    [
        ("Sleep\nsleep", "stands there twice"),
        ("x" * 61, "too long"),
        ("\n".join(map(str, range(61))), "60 interests"),
    ],
)
def test_interests_that_make_no_sense_are_refused(team, cohort, interests, words):
    sent = {"interests": interests, "first_wish": "lots"}
    answer = team.post(reverse("matching_rules", args=[cohort.programme_id]), sent).content.decode()

    assert words in answer
    assert not Interest.objects.exists()


def test_new_mentor_gets_an_invitation_and_a_profile(team, cohort):
    where = reverse("mentor_profile_new", args=[cohort.programme_id])
    name = {"given_name": "Nora", "family_name": "New", "email": "nora.new@example.org"}
    response = team.post(where, {"mentor": "", **name})

    profile = MentorProfile.objects.get()
    assert response.url == reverse("mentor_profile", args=[profile.pk])
    assert Invitation.objects.get().person == profile.person
    assert "is one of your mentors already" in team.post(where, {"mentor": "", **name}).content.decode()


def test_profile_is_saved_by_the_team_and_by_the_mentor(client, administrator, cohort, profiles):
    profile, interest = profiles[0], InterestFactory(programme=cohort.programme)
    where = reverse("mentor_profile", args=[profile.pk])
    host = OrganisationFactory()
    sent = {"capacity": 4, "organisation": host.code, "interests": [interest.pk]}
    for person, capacity in ((administrator, 4), (profile.person, 3)):
        client.force_login(person)
        away = typed("away_from", days_from_today(5))
        assert client.post(where, sent | {"capacity": capacity} | away).status_code == 302
        profile.refresh_from_db()
        assert (profile.capacity, profile.organisation) == (capacity, host)
        assert list(profile.interests.all()) == [interest]


def test_profile_refuses_nonsense(team, profiles):
    where = reverse("mentor_profile", args=[profiles[0].pk])
    sent = {"capacity": "-1", "organisation": "", **typed("away_until", days_from_today(5))}
    answer = team.post(where, sent).content.decode()

    assert "Enter 0 or more" in answer
    assert "Enter the first day away too" in answer


def test_mentor_sees_nothing_of_another(client, profiles):
    client.force_login(profiles[0].person)
    for name in ("mentor_profile", "mentor_conflicts"):
        assert client.get(reverse(name, args=[profiles[1].pk])).status_code == 404


def test_mentor_declares_a_conflict_and_takes_it_back(client, cohort, fellows, profiles):
    profile = profiles[0]
    client.force_login(profile.person)
    assert "Nobody is being matched" in page(client, "mentor_conflicts", profile.pk)
    WishRoundFactory(cohort=cohort)
    where = reverse("mentor_conflicts", args=[profile.pk])
    client.post(where, {"place": fellows[0].pk, "kind": "line_manager", "words": "Her appraiser too"})

    declared = Conflict.objects.get()
    assert (declared.mentor, declared.declared_by) == (profile.person, profile.person)
    assert "Her appraiser too" in page(client, "mentor_conflicts", profile.pk)
    client.post(reverse("conflict_withdraw", args=[declared.pk]))
    assert not Conflict.objects.exists()


def test_team_declares_and_takes_back_conflicts_of_anybody(team, cohort, fellows, profiles):
    ConflictFactory(place=fellows[0], mentor=profiles[0].person)
    sent = {"place": fellows[1].pk, "mentor": profiles[0].person_id, "kind": "other", "words": "Cousins"}
    team.post(reverse("conflicts", args=[cohort.pk]), sent)

    shown = page(team, "conflicts", cohort.pk)
    assert "Cousins" in shown
    assert "Line manager" in shown
    for conflict in Conflict.objects.all():
        team.post(reverse("conflict_withdraw", args=[conflict.pk]))
    assert not Conflict.objects.exists()


# --- wishes ---


def test_fellow_says_wishes_and_finds_them_again(client, cohort, fellows, profiles):
    WishRoundFactory(cohort=cohort)
    first, second = (str(profile.person_id) for profile in profiles)
    client.force_login(fellows[0].person)
    where = reverse("wishes", args=[fellows[0].pk])
    response = client.post(where, {"wish_2": first, "rather_not_1": second, "line_manager": second})

    assert response.status_code == 302
    assert list(Wish.objects.values_list("mentor", "rank")) == [(int(first), 1), (int(second), None)]
    assert Conflict.objects.get().kind == "line_manager"
    assert client.get(where).content.decode().count("selected") == 11


def test_one_mentor_in_two_wishes_is_refused_and_nothing_is_lost(client, cohort, fellows, profiles):
    WishRoundFactory(cohort=cohort)
    client.force_login(fellows[0].person)
    pk = str(profiles[0].person_id)
    sent = {"wish_1": pk, "rather_not_1": pk, "wish_3": str(profiles[1].person_id)}
    answer = client.post(reverse("wishes", args=[fellows[0].pk]), sent).content.decode()

    assert "already above" in answer
    assert f'<option value="{profiles[1].person_id}" selected>' in answer
    assert not Wish.objects.exists()


def test_wishes_are_the_fellows_alone(client, cohort, fellows, profiles, administrator):
    WishRoundFactory(cohort=cohort)
    for person in (fellows[1].person, profiles[0].person, administrator):
        client.force_login(person)
        assert client.get(reverse("wishes", args=[fellows[0].pk])).status_code == 404


def test_wishes_after_the_last_day_are_read_only(client, cohort, fellows):
    WishRoundFactory(cohort=cohort, until=days_from_today(-1))
    client.force_login(fellows[0].person)

    assert "no longer asking" in page(client, "wishes", fellows[0].pk)


def test_asking_for_wishes(team, cohort, fellows):
    where = reverse("wishes_asked", args=[cohort.pk])
    assert "today or later" in team.post(where, typed("until", days_from_today(-1))).content.decode()
    assert team.post(where, typed("until", days_from_today(9))).status_code == 302
    assert WishRound.objects.get().is_open


# --- proposals ---


def test_asking_for_a_proposal_leads_to_its_progress(team, cohort, fellows, profiles):
    where = reverse("matching", args=[cohort.pk])
    response = team.post(where, typed("starts_on", days_from_today(7)))

    proposal = Proposal.objects.get()
    assert response.url == reverse("proposal", args=[proposal.pk])
    assert "Look how far it is" in page(team, "proposal", proposal.pk)


def test_first_day_outside_the_year_is_refused(team, cohort, fellows, profiles):
    where = reverse("matching", args=[cohort.pk])
    assert "Choose a day" in team.post(where, typed("starts_on", days_from_today(900))).content.decode()
    assert not Proposal.objects.exists()


def test_proposal_says_who_why_and_how_many(team, cohort, administrator, fellows, profiles):
    WishFactory(place=fellows[0], mentor=profiles[1].person)
    PlaceFactory(cohort=cohort)
    shown = page(team, "proposal", made(cohort, administrator).pk)

    assert "3 of 4" in shown
    assert "The fellow’s first wish" in shown
    assert "The only place is taken" in shown
    assert "Every mentor this fellow may have is full" in shown


def test_mentor_is_changed_by_hand(team, proposal, profiles):
    pair = proposal.pairs.filter(mentor=profiles[0].person).first()
    where = reverse("proposed_pair", args=[pair.pk])
    full = team.post(where, {"mentor": profiles[1].person_id})
    assert "no place left" in full.content.decode()
    assert team.post(where, {"mentor": 0}).status_code == 302

    pair.refresh_from_db()
    assert pair.mentor is None
    assert "Left without a mentor by hand" in page(team, "proposal", proposal.pk, show="held")


@pytest.mark.parametrize("mentor", ["", "x", "-4", "99999999999999999999", "1"])
def test_choosing_nonsense_is_refused(team, proposal, mentor):
    pair = proposal.pairs.first()
    answer = team.post(reverse("proposed_pair", args=[pair.pk]), {"mentor": mentor})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_holding_and_letting_go(team, proposal):
    pair = proposal.pairs.first()
    for held in ("yes", "no"):
        team.post(reverse("proposed_pair_hold", args=[pair.pk]), {"held": held})
        pair.refresh_from_db()
        assert pair.held is (held == "yes")


def test_solved_again_is_compared_with_the_one_before(team, proposal, fellows, profiles):
    other = proposal.pairs.filter(mentor=profiles[0].person).first().place
    WishFactory(place=other, mentor=profiles[1].person)
    again = Proposal.objects.get(
        pk=team.post(reverse("proposal_again", args=[proposal.pk])).url.strip("/").split("/")[-1]
    )
    solve(again.pk)

    shown = page(team, "proposal", again.pk, show="changed")
    assert f"Before: {profiles[0].person.full_name}" in shown
    assert "2 fellows" in shown


def test_publishing_asks_first_and_tells_how_many(team, proposal):
    assert "3 fellows get a mentor" in page(team, "proposal_publish", proposal.pk)
    response = team.post(
        reverse("proposal_publish", args=[proposal.pk]), typed("starts_on", days_from_today(7))
    )
    assert response.url == reverse("proposal", args=[proposal.pk])
    proposal.refresh_from_db()
    assert proposal.status == "publishing"


def test_what_stopped_the_publishing_is_read_on_the_page(team, proposal):
    Proposal.objects.update(refusals=[["left_pool", {"mentor": "Dr Helen Ashworth"}]])

    assert "Dr Helen Ashworth takes nobody any more" in page(team, "proposal", proposal.pk)


def test_one_fellow_is_matched_again(team, cohort, fellows, profiles):
    old = PairingFactory(place=fellows[0])
    where = reverse("place_match", args=[fellows[0].pk])
    assert profiles[0].person.full_name in page(team, "place_match", fellows[0].pk)
    today = typed("starts_on", days_from_today(0))
    sent = {"mentor": profiles[0].person_id, "reason": "Moved away", **today}
    assert team.post(where, sent).status_code == 302

    old.refresh_from_db()
    assert old.ends_on == days_from_today(-1)
    assert fellows[0].pairings.latest("pk").mentor == profiles[0].person


# --- statements ---


@pytest.mark.parametrize(
    "name", ["matching", "conflicts", "proposal", "proposed_pair", "place_match", "mentor_pool"]
)
def test_pages_ask_as_often_for_many(team, cohort, administrator, name, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _number in range(number):
            place = PlaceFactory(cohort=cohort)
            profile = MentorProfileFactory(programme=cohort.programme, organisation=OrganisationFactory())
            profile.interests.add(InterestFactory(programme=cohort.programme))
            WishFactory(place=place, mentor=profile.person)
            ConflictFactory(place=place, declared_by=administrator)
        Proposal.objects.update(status="set_aside")
        proposal = made(cohort, administrator)
        args = {
            "matching": cohort.pk,
            "conflicts": cohort.pk,
            "proposal": proposal.pk,
            "proposed_pair": proposal.pairs.first().pk,
            "place_match": place.pk,
            "mentor_pool": cohort.programme_id,
        }
        page(team, name, args[name])
        with django_assert_max_num_queries(15) as asked:
            page(team, name, args[name])
        counts.append(len(asked))
    assert counts[0] == counts[1]
