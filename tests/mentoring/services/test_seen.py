import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.models import Visit
from mentoring.services.moments import Moment
from mentoring.services.seen import mark_seen, seen_up_to
from tests.factories import CommentFactory

NOON = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)


def moment(row: int, minute: int) -> Moment:
    return Moment("entry", row, NOON + dt.timedelta(minutes=minute), 1, ("entry", row))


def test_mark_moves_to_the_newest_when_all_was_shown():
    unseen = [moment(1, 0), moment(2, 5)]

    assert seen_up_to(unseen, {("entry", 1), ("entry", 2)}) == NOON + dt.timedelta(minutes=5)


def test_mark_stops_before_the_first_that_was_not_shown():
    unseen = [moment(1, 0), moment(2, 5), moment(3, 9)]

    assert seen_up_to(unseen, {("entry", 1), ("entry", 3)}) == NOON


def test_mark_stays_where_the_oldest_was_not_shown():
    assert seen_up_to([moment(1, 0), moment(2, 5)], {("entry", 2)}) is None


def test_mark_never_reaches_an_instant_shared_with_one_not_shown():
    unseen = [moment(1, 0), moment(2, 5), moment(3, 5)]

    assert seen_up_to(unseen, {("entry", 1), ("entry", 2)}) == NOON


def test_nothing_unseen_moves_nothing():
    assert seen_up_to([], set()) is None


@pytest.mark.django_db
def test_mark_never_goes_back_nor_into_the_future(scene):
    now = timezone.now()

    mark_seen(by=scene.lead, challenge=scene.challenge, until=now)
    mark_seen(by=scene.lead, challenge=scene.challenge, until=now - dt.timedelta(days=1))
    assert Visit.objects.get().seen_until == now

    mark_seen(by=scene.lead, challenge=scene.challenge, until=now + dt.timedelta(days=900))
    assert Visit.objects.get().seen_until < timezone.now()


@pytest.mark.django_db
def test_reading_the_story_is_seeing_for_that_person_only(scene, as_):
    CommentFactory(log_entry=scene.entry, author=scene.lead)
    url = reverse("challenge", args=[scene.challenge.pk])
    fellow = as_(scene.fellow)

    assert "New to you" in fellow.get(url).content.decode()
    assert "New to you" not in fellow.get(url).content.decode()
    assert "New to you" in as_(scene.second).get(url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"sec-purpose": "prefetch"}, {"purpose": "prefetch"}])
def test_prefetch_is_not_reading(scene, as_, headers):
    CommentFactory(log_entry=scene.entry, author=scene.lead)

    as_(scene.fellow).get(reverse("challenge", args=[scene.challenge.pk]), headers=headers)
    as_(scene.fellow).head(reverse("challenge", args=[scene.challenge.pk]))

    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_administrator_leaves_no_mark_and_sees_nothing_as_new(scene, as_):
    page = as_(scene.administrator).get(reverse("challenge", args=[scene.challenge.pk]))

    assert "New to you" not in page.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_own_words_are_never_new(scene, as_):
    CommentFactory(log_entry=scene.entry, author=scene.fellow)

    assert (
        "New to you"
        not in as_(scene.fellow).get(reverse("challenge", args=[scene.challenge.pk])).content.decode()
    )


@pytest.mark.django_db
def test_new_mentor_is_not_met_by_news_from_before_the_pairing(scene, as_):
    scene.entry.shared_at = timezone.now() - dt.timedelta(days=20)
    scene.entry.waiting_since = None
    scene.entry.save()
    key = f'id="entry-{scene.entry.pk}"'

    assert key not in as_(scene.cover).get(reverse("review", args=[scene.challenge.pk])).content.decode()
    assert key in as_(scene.lead).get(reverse("review", args=[scene.challenge.pk])).content.decode()
