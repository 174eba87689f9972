"""Which changes webhooks are told, and with which words of them."""

import datetime as dt

import pytest

from challenges.models import BriefVersion
from challenges.services.briefs import act_on_brief, send_brief
from challenges.services.milestones import act_on_milestone, move_milestone
from challenges.workflow import BRIEF, MILESTONE
from fellowship.api.changes import BRIEF as BRIEF_KIND
from fellowship.api.changes import CHANGES, CODE_OF
from fellowship.api.changes import MILESTONE as MILESTONE_KIND
from fellowship.api.models import Delivery
from fellowship.api.services.planning import plan_all
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.calendars.undoing import undo_change
from fellowship.cohorts.services.closing import close_cohort, reopen_cohort
from fellowship.cohorts.services.pairings import end_pairing, pair
from fellowship.cohorts.services.places import change_place
from fellowship.learning.models import Result
from fellowship.learning.services.results import record_result
from fellowship.people.services import audit
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    PairingFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.api import WebhookFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.api.planned import data_of_last, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return PairingFactory().place


@pytest.fixture
def webhook(place):
    return WebhookFactory(programme=place.cohort.programme, kinds=list(CHANGES))


def test_steps_of_a_milestone_are_told_with_before_and_after(webhook, place):
    mentor = place.pairings.get().mentor
    milestone = MilestoneFactory(challenge=ChallengeFactory(place=place), due_on=dt.date(2027, 1, 4))
    fellow = place.person

    milestone = move_milestone(milestone=milestone, due_on=dt.date(2027, 2, 1), reason="Secret", by=fellow)
    assert planned() == ["milestone.moved"]
    assert data_of_last()["before"] == {"status": "planned", "due_on": "2027-01-04"}
    assert data_of_last()["after"] == {"status": "planned", "due_on": "2027-02-01"}
    assert data_of_last()["link"].endswith(f"/milestones/{milestone.pk}/")

    act_on_milestone(milestone=milestone, act="send", by=fellow, evidence="Words")
    act_on_milestone(milestone=milestone, act="ask_for_changes", by=mentor, reason="Words")
    act_on_milestone(milestone=milestone, act="send", by=fellow, evidence="Words")
    act_on_milestone(milestone=milestone, act="sign_off", by=mentor)
    act_on_milestone(milestone=milestone, act="withdraw_sign_off", by=mentor, reason="Words")
    act_on_milestone(milestone=milestone, act="drop", by=fellow, reason="Words")
    assert planned()[1:] == [
        "milestone.sent",
        "milestone.changes_asked",
        "milestone.sent",
        "milestone.signed_off",
        "milestone.changes_asked",
        "milestone.dropped",
    ]
    assert data_of_last()["before"]["status"] == "changes_asked"
    assert data_of_last()["after"]["status"] == "dropped"


def test_a_milestone_started_taken_back_or_picked_up_is_told(webhook, place):
    milestone = MilestoneFactory(challenge=ChallengeFactory(place=place))
    for act in ("start", "send", "take_back", "drop", "pick_up"):
        act_on_milestone(milestone=milestone, act=act, by=place.person, reason="Words", evidence="Words")

    assert planned() == [
        "milestone.started",
        "milestone.sent",
        "milestone.taken_back",
        "milestone.dropped",
        "milestone.picked_up",
    ]
    taken_back = Delivery.objects.get(kind="milestone.taken_back").body["data"]
    assert (taken_back["before"]["status"], taken_back["after"]["status"]) == ("sent", "in_progress")
    assert (data_of_last()["before"]["status"], data_of_last()["after"]["status"]) == ("dropped", "planned")


def test_steps_of_a_brief_are_told(webhook, place):
    mentor, fellow = place.pairings.get().mentor, place.person
    challenge = ChallengeFactory(place=place)
    for act, by in (("take_back", fellow), ("ask_for_changes", mentor), ("agree", mentor)):
        newest = challenge.brief_versions.order_by("-number").first()
        version = newest.version if newest else None
        brief = send_brief(challenge=challenge, words={"title": "Sleep"}, by=fellow, version=version)
        act_on_brief(brief=brief, act=act, by=by, reason="Words")

    assert planned() == [
        "brief.sent",
        "brief.taken_back",
        "brief.sent",
        "brief.changes_asked",
        "brief.sent",
        "brief.agreed",
    ]
    assert data_of_last()["id"] == BriefVersion.objects.latest("number").pk
    steps = [body["data"] for body in Delivery.objects.order_by("pk").values_list("body", flat=True)]
    assert [(step["before"]["status"], step["after"]) for step in steps] == [
        ("draft", {"status": "sent", "version": 1}),
        ("sent", {"status": "draft", "version": 1}),
        ("draft", {"status": "sent", "version": 1}),
        ("sent", {"status": "changes_asked", "version": 1}),
        ("draft", {"status": "sent", "version": 2}),
        ("sent", {"status": "agreed", "version": 2}),
    ]


def test_a_cohort_closed_and_reopened_is_told_without_the_reason(webhook, place):
    team = AdministratorFactory(programme=place.cohort.programme).person
    close_cohort(by=team, cohort=place.cohort, keep_until=days_from_today(900), although_open=True)
    reopen_cohort(by=team, cohort=place.cohort, reason="Secret")
    audit.record("launched", place.cohort, by=team)

    plan_all()
    told = Delivery.objects.filter(kind__startswith="cohort.").order_by("pk").values_list("kind", "body")
    assert [(kind, body["data"]["after"]["status"]) for kind, body in told] == [
        ("cohort.closed", "closed"),
        ("cohort.reopened", "launched"),
        ("cohort.launched", "launched"),
    ]
    assert "Secret" not in str(list(told))


# Steps that no webhook hears of by themselves.
EXCUSED = {(BRIEF_KIND, "replace"): "comes with the newer version being agreed, which is told"}


@pytest.mark.parametrize(("kind", "workflow"), [(MILESTONE_KIND, MILESTONE), (BRIEF_KIND, BRIEF)])
def test_every_step_of_milestones_and_briefs_is_told_or_excused(kind, workflow):
    acts = {(kind, act) for _status, act in workflow}

    assert {step for step in acts if step not in CODE_OF} == {step for step in EXCUSED if step[0] == kind}


def test_a_place_and_its_pairings_are_told_without_the_reason(webhook, place):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    today = days_from_today(0)
    for kind in ("pause", "resume", "withdraw", "reopen"):
        change = change_place(by=administrator, place=place, wish=Wish(kind, today), reason="Illness")
    undo_change(change=change, by=administrator)

    assert sorted(planned()) == [
        "pairing.ended",
        "place.paused",
        "place.resumed",
        "place.resumed",
        "place.undone",
        "place.withdrawn",
    ]
    paused = Delivery.objects.get(kind="place.paused").body["data"]["after"]
    assert paused == {"status": "paused", "on": str(today), "ends_on": str(place.ends_on)}
    assert not [body for body in Delivery.objects.values_list("body", flat=True) if "Illness" in str(body)]


def test_pairings_are_told_cancelled_ones_too(webhook, place):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    made = pair(
        by=administrator, place=place, mentor=UserFactory(), kind="second", starts_on=days_from_today(3)
    )
    end_pairing(by=administrator, pairing=made, on=days_from_today(0), reason="Moved away")

    assert planned() == ["pairing.begun", "pairing.ended"]
    assert data_of_last()["after"]["status"] == "cancelled"


def test_a_result_is_told_without_mark_and_outcome(webhook, place):
    tutor = TutorFactory(cohort=place.cohort).person
    assignment = AssignmentFactory(module__cohort=place.cohort)
    record_result(
        assignment=assignment,
        place=place,
        by=tutor,
        stamp=Result().stamp,
        submitted_on=days_from_today(-1),
        extended_to=None,
        mark=41,
        outcome="fail",
    )

    assert "result.recorded" in planned()
    for body in Delivery.objects.values_list("body", flat=True):
        assert "41" not in str(body["data"]["after"])
        assert "fail" not in str(body)
