import datetime as dt
import threading
import uuid
from collections.abc import Callable
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from fellowship.api.changes import CHANGES
from fellowship.api.models import Delivery, DeliveryStatus, Webhook
from fellowship.api.services import planning
from fellowship.api.services.planning import KEPT_FOR, TOO_OLD_AFTER, plan, plan_all, tidy
from fellowship.api.services.webhooks import change_webhook, make_webhook
from fellowship.cohorts.services.pairings import pair
from fellowship.people.services import audit
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    UserFactory,
)
from tests.factories.api import WebhookFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.api.planned import planned

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
