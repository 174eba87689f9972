import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from challenges.models import BriefVersion
from challenges.services.briefs import act_on_brief, send_brief
from challenges.services.milestones import act_on_milestone, move_milestone
from challenges.workflow import BRIEF, MILESTONE
from fellowship.api.changes import BRIEF as BRIEF_KIND
from fellowship.api.changes import CHANGES, CODE_OF
from fellowship.api.changes import MILESTONE as MILESTONE_KIND
from fellowship.api.models import Delivery, DeliveryStatus, Webhook
from fellowship.api.services import planning
from fellowship.api.services.planning import KEPT_FOR, TOO_OLD_AFTER, plan, plan_all, tidy
from fellowship.api.services.webhooks import change_webhook, make_webhook
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
    PlaceFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.api import WebhookFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return PairingFactory().place


@pytest.fixture
def webhook(place):
    return WebhookFactory(programme=place.cohort.programme, kinds=list(CHANGES))


def make(place, *, kinds: list[str]) -> Webhook:
    return make_webhook(
        programme=place.cohort.programme,
        name="Receiver",
        address="https://receiver.example.org/hook",
        style="data",
        kinds=kinds,
        form_id=uuid.uuid4(),
        by=AdministratorFactory(programme=place.cohort.programme).person,
    )


def want(webhook: Webhook, *kinds: str) -> None:
    change_webhook(
        webhook=webhook,
        name=webhook.name,
        address=webhook.address,
        style=webhook.style,
        kinds=kinds,
        by=webhook.made_by,
    )


def planned() -> list[str]:
    plan_all()
    return list(Delivery.objects.order_by("pk").values_list("kind", flat=True))


def data_of_last() -> dict:
    return Delivery.objects.latest("pk").body["data"]


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


def test_only_chosen_changes_of_the_own_programme_are_planned(place):
    webhook = WebhookFactory(programme=place.cohort.programme, kinds=["place.paused"])
    audit.record("place paused", place, by=None)
    audit.record("place resumed", place, by=None)
    audit.record("place paused", PlaceFactory(), by=None)
    audit.record("commented", place, by=None)

    assert planned() == ["place.paused"]
    assert Delivery.objects.get().webhook == webhook


def test_nothing_is_planned_twice_and_nothing_from_before(place):
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=30), tick=False):
        audit.record("place paused", place, by=None)
    made = make(place, kinds=["place.paused"])
    new = audit.record("place paused", place, by=None)

    assert planned() == planned() == ["place.paused"]
    assert made.deliveries.get().event == new


def test_another_name_loses_no_change_that_is_being_committed(place):
    """Its time is from before the change of name, and it is seen only afterwards."""
    team = AdministratorFactory(programme=place.cohort.programme).person
    webhook = WebhookFactory(programme=place.cohort.programme, kinds=["pairing.begun"])
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=10), tick=False):
        event_at = timezone.now()
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=20), tick=False):
        change_webhook(
            webhook=webhook,
            name="Channel",
            address=webhook.address,
            style=webhook.style,
            kinds=webhook.kinds,
            by=team,
        )
    with time_machine.travel(event_at, tick=False):
        pair(by=team, place=place, mentor=UserFactory(), kind="second", starts_on=days_from_today(0))

    assert plan_all() == 1


def test_what_is_gone_meanwhile_is_left_out(webhook, place):
    milestone = MilestoneFactory(challenge=ChallengeFactory(place=place))
    audit.record("send", milestone, by=None)
    milestone.delete()

    assert planned() == []


def test_a_paused_webhook_is_planned_for_and_a_removed_one_is_not(webhook, place):
    removed = WebhookFactory(programme=place.cohort.programme, kinds=list(CHANGES), removed_at=timezone.now())
    webhook.paused_at = timezone.now()
    webhook.save()
    audit.record("place paused", place, by=None)

    assert planned() == ["place.paused"]
    assert not removed.deliveries.exists()


def test_many_events_are_planned_in_a_few_statements(
    webhook, place, monkeypatch, django_assert_max_num_queries
):
    for _number in range(60):
        audit.record("place paused", place, by=None)

    with django_assert_max_num_queries(12):
        assert plan(webhook.pk) == 60


def test_more_events_than_one_batch_are_all_planned(webhook, place, monkeypatch):
    monkeypatch.setattr(planning, "AT_ONCE", 4)
    foreign = PlaceFactory()
    for number in range(20):
        audit.record("place paused", place if number % 3 == 0 else foreign, by=None)

    assert plan(webhook.pk) == 7
    assert plan(webhook.pk) == 0


def test_settled_events_are_not_looked_at_again(webhook, place):
    with time_machine.travel(timezone.now() - dt.timedelta(hours=2), tick=False):
        old = audit.record("place paused", place, by=None)
    new = audit.record("place paused", place, by=None)

    plan(webhook.pk)
    webhook.refresh_from_db()

    assert old.pk == webhook.planned_to < new.pk


def test_what_waited_a_week_is_not_sent_and_old_deliveries_are_forgotten(webhook):
    now = timezone.now()
    stale, old, fresh = (
        Delivery.objects.create(webhook=webhook, kind="test", body={}) for _number in range(3)
    )
    Delivery.objects.filter(pk=stale.pk).update(next_at=now - TOO_OLD_AFTER - dt.timedelta(hours=1))
    Delivery.objects.filter(pk=old.pk).update(made_at=now - KEPT_FOR - dt.timedelta(hours=1))

    tidy()

    assert dict(Delivery.objects.values_list("pk", "status")) == {
        stale.pk: DeliveryStatus.FAILED,
        fresh.pk: DeliveryStatus.WAITING,
    }


@pytest.mark.django_db(transaction=True)
def test_an_event_committed_after_a_later_one_is_not_missed():
    place = PlaceFactory()
    webhook = WebhookFactory(programme=place.cohort.programme)
    with in_flight(lambda: audit.record("place paused", place, by=None)):
        later = audit.record("place paused", place, by=None)
        assert plan(webhook.pk) == 1

    assert plan(webhook.pk) == 1
    assert plan(webhook.pk) == 0
    numbers = Delivery.objects.values_list("event_id", flat=True)
    assert min(numbers) < max(numbers) == later.pk


@contextmanager
def in_flight(record: Callable[[], object]):
    """What it records has its time and number, and is committed only when the block ends."""
    numbered, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record()
                numbered.set()
                may_commit.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert numbered.wait(20)
    try:
        yield
    finally:
        may_commit.set()
        thread.join(20)


@pytest.mark.django_db(transaction=True)
def test_a_kind_that_is_added_loses_nothing_that_is_being_committed():
    """Neither of its own nor of the kinds that were wanted before; what had happened by then is not sent."""
    place = PlaceFactory()
    webhook = make(place, kinds=["place.paused"])
    before = audit.record("place resumed", place, by=None)

    def two() -> None:
        audit.record("place paused", place, by=None)
        audit.record("place resumed", place, by=None)

    with in_flight(two):
        want(webhook, "place.paused", "place.resumed")
    audit.record("place resumed", place, by=None)

    assert plan(webhook.pk) == 3
    assert plan(webhook.pk) == 0
    sent = Delivery.objects.order_by("event_id")
    assert [one.kind for one in sent] == ["place.paused", "place.resumed", "place.resumed"]
    assert before.pk not in [one.event_id for one in sent]


@pytest.mark.django_db(transaction=True)
def test_a_new_webhook_is_told_what_is_being_committed():
    place = PlaceFactory()
    audit.record("place paused", place, by=None)

    with in_flight(lambda: audit.record("place resumed", place, by=None)):
        webhook = make(place, kinds=["place.paused", "place.resumed"])

    assert planned() == planned() == ["place.resumed"]
    assert webhook.deliveries.exists()


def test_a_kind_taken_off_and_put_on_again_is_not_sent_for_the_time_between(place):
    webhook = make(place, kinds=["place.paused", "place.resumed"])
    audit.record("place resumed", place, by=None)
    want(webhook, "place.paused")
    between = audit.record("place resumed", place, by=None)
    want(webhook, "place.paused", "place.resumed")

    assert planned() == planned() == ["place.resumed"]
    assert not Delivery.objects.filter(event=between).exists()


def test_what_was_passed_over_is_forgotten_once_it_is_settled(place):
    audit.record("place paused", place, by=None)
    webhook = make(place, kinds=["place.paused"])
    assert webhook.passed_over

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2), tick=False):
        assert plan(webhook.pk) == 0

    webhook.refresh_from_db()
    assert webhook.passed_over == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_plan_once():
    place = PlaceFactory()
    webhook = WebhookFactory(programme=place.cohort.programme)
    for _number in range(20):
        audit.record("place paused", place, by=None)
    barrier = threading.Barrier(2)

    def work() -> None:
        try:
            barrier.wait(20)
            plan(webhook.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert Delivery.objects.count() == 20
