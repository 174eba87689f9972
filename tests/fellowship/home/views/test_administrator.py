import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.permissions import Role
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import put
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    InvitationFactory,
    LogEntryFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    ProgrammeFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def page_of(client, programme):
    client.force_login(AdministratorFactory(programme=programme).person)

    def words() -> str:
        response = client.get(reverse("administrator_home"))
        assert response.status_code == 200
        main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    return words


def test_front_page_is_for_administrators(world, who_may_open):
    assert who_may_open(reverse("administrator_home")) == {
        "administrator",
        "administrator of another programme",
    }


def test_only_the_programmes_one_runs_are_shown(page_of, programme):
    CohortFactory(programme=programme, name="Mine")
    CohortFactory(name="Somebody else’s")
    assert "Mine" in page_of()
    assert "Somebody" not in page_of()


def test_a_running_cohort_has_its_numbers(client, page_of, programme):
    cohort = CohortFactory(programme=programme, name="London 2026")
    late = ChallengeFactory(place__cohort=cohort)
    MilestoneFactory.create_batch(2, challenge=late, due_on=days_from_today(-1))
    waits = ChallengeFactory(place__cohort=cohort)
    LogEntryFactory(challenge=waits, shared_at=timezone.now() - dt.timedelta(days=15))
    InvitationFactory(
        programme=programme, cohort=cohort, role=Role.FELLOW, person=PlaceFactory(cohort=cohort).person
    )
    page_of()
    html = client.get(reverse("administrator_home")).content.decode()
    numbers = re.findall(r'data-label="([^"]*)">(?:<a[^>]*>)?(?:<span[^>]*>)?(\d+)', html)
    assert numbers == [
        ("Fellows", "3"),
        ("Need a call", "2"),  # the one who is late, and the one whose mentor is silent
        ("Milestones overdue", "1"),
        ("Waiting over 14 days", "1"),
        ("Without a mentor", "3"),
        ("Invitations open", "1"),
    ]
    for show in ("call", "overdue", "waiting", "invitations"):
        assert f"{reverse('overview', args=[cohort.pk])}?show={show}" in html


def test_a_cohort_being_set_up_says_what_comes_next(page_of, programme):
    cohort = CohortFactory(programme=programme, launched_at=None)
    assert "Next: choose a template" in page_of()
    cohort.template = CohortTemplateFactory(programme=programme)
    cohort.save()
    assert "Next: add the fellows and their mentors" in page_of()
    place = PlaceFactory(cohort=cohort, host=None)
    assert "Next: find the host of 1 fellow" in page_of()
    type(place).objects.update(host=PlaceFactory().host)
    invitation = InvitationFactory(programme=programme, cohort=cohort, role=Role.FELLOW, person=place.person)
    assert "Next: send 1 invitation" in page_of()
    type(invitation).objects.update(sent_at=timezone.now())
    assert "Next: pair 1 fellow" in page_of()
    PairingFactory(place=place)
    assert "Next: launch it" in page_of()


def test_a_cohort_whose_year_is_over_is_kept_at_the_end(page_of, programme):
    cohort = CohortFactory(programme=programme, name="London 2024", starts_on=days_from_today(-500))
    PlaceFactory.create_batch(2, cohort=cohort)
    assert "London 2024 , 2 fellows" in page_of()


def test_a_programme_without_cohorts_offers_to_create_one(client, page_of, programme):
    assert "There is no cohort yet" in page_of()
    html = client.get(reverse("administrator_home")).content.decode()
    assert reverse("cohort_new", args=[programme.pk]) in html


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.UNSURE])
def test_messages_that_could_not_be_delivered_are_counted(page_of, programme, status):
    assert "could not be delivered" not in page_of()
    for one in (programme, ProgrammeFactory()):
        put(
            person=PlaceFactory(cohort__programme=one).person,
            kind="milestone_due",
            object_kind="challenges.milestone",
            object_id="1",
            why="Invented.",
            programme_id=one.pk,
        )
    Message.objects.update(status=status)
    assert "1 message could not be delivered" in page_of()


@pytest.mark.parametrize("size", [1, 3, 25])
def test_as_many_queries_whatever_the_size(client, rows_counted, programme, size):
    client.force_login(AdministratorFactory(programme=programme).person)
    for _number in range(size):
        cohort = CohortFactory(programme=programme)
        for _fellow in range(3):
            MilestoneFactory(challenge=ChallengeFactory(place__cohort=cohort), due_on=days_from_today(-1))
        CohortFactory(programme=programme, launched_at=None)
        CohortFactory(programme=programme, starts_on=days_from_today(-500))
    client.get(reverse("administrator_home"))
    with rows_counted() as count:
        client.get(reverse("administrator_home"))
    assert count.statements == 11
    # Each cohort; of the running ones its numbers, of the ones that are over nothing (nobody was in them).
    assert count.rows <= 4 * size + 6
