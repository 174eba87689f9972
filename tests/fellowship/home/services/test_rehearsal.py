"""The year of reminders before it is sent: what the engine would do, and nothing of it kept."""

import datetime as dt
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Cohort, Pairing, TemplateMilestone
from fellowship.home.services.rehearsal import rehearse
from fellowship.learning.models import Module
from fellowship.notifications.models import Message, Preference
from fellowship.notifications.reminders import sources
from fellowship.people.models import AuditEvent
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    MilestoneFactory,
    PairingFactory,
    PlaceFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def rehearsed(cohort, days=(14, 3), *, late=False):
    return rehearse(cohort, sources=sources(), days_before=list(days), late=late)


@pytest.fixture
def to_launch():
    """A cohort from the first of a month that is a while ahead, with two milestones in its template."""
    template = CohortTemplateFactory()
    for title, due in (("Baseline", "month 2, day 1"), ("Handover", "month 12, day 1")):
        TemplateMilestone.objects.create(template=template, title=title, due=due)
    starts = days_from_today(60).replace(day=1)
    return CohortFactory(
        programme=template.programme,
        template=template,
        launched_at=None,
        planned_at=None,
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=364),
    )


def test_a_year_that_is_not_laid_out_is_rehearsed_and_nothing_stays(to_launch):
    place = ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place
    audits = AuditEvent.objects.count()
    found = rehearsed(to_launch)
    mine = next(one for one in found.people if one.person == place.person)
    assert [item.about for item in mine.items] == ["Milestone: Baseline"] * 3 + ["Milestone: Handover"] * 3
    assert mine.messages == 6
    days = to_launch.remind_days_before
    to_launch.refresh_from_db()
    assert (to_launch.launched_at, to_launch.planned_at, to_launch.remind_days_before) == (None, None, days)
    assert not any(rows.objects.exists() for rows in (Milestone, Module, Message))
    assert AuditEvent.objects.count() == audits


def test_fellows_who_have_no_account_yet_are_rehearsed_too(to_launch):
    person = UserFactory(password=False, address=False)
    ChallengeFactory(place=PlaceFactory(cohort=to_launch, person=person))
    assert [one.person for one in rehearsed(to_launch).people] == [person]


def test_other_cohorts_are_left_out_and_stay_launched(to_launch):
    other = MilestoneFactory(
        challenge__place__cohort__launched_at=timezone.now(), due_on=days_from_today(80)
    ).challenge.place
    ChallengeFactory(place=PlaceFactory(cohort=to_launch))
    found = rehearsed(to_launch)
    assert other.person not in [one.person for one in found.people]
    assert Cohort.objects.get(pk=other.cohort_id).launched_at


def test_two_settings_differ_by_what_they_say(to_launch):
    ChallengeFactory(place=PlaceFactory(cohort=to_launch))
    assert (rehearsed(to_launch, (14, 3)).messages, rehearsed(to_launch, (7,)).messages) == (6, 4)


def test_late_things_are_told_to_the_mentor_of_a_year_to_come(to_launch):
    place = ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place
    pairing = PairingFactory(place=place, starts_on=to_launch.starts_on)
    assert pairing.mentor not in [one.person for one in rehearsed(to_launch).people]
    late = rehearsed(to_launch, late=True)
    mentors = next(one for one in late.people if one.person == pairing.mentor)
    assert all(item.late for item in mentors.items)
    assert Pairing.objects.get().starts_on == to_launch.starts_on


def test_weeks_with_more_than_three_messages_are_counted_and_a_summary_is_one(to_launch):
    challenge = ChallengeFactory(place=PlaceFactory(cohort=to_launch))
    for day in range(5):
        MilestoneFactory(challenge=challenge, due_on=to_launch.starts_on + dt.timedelta(days=100, hours=day))
    found = rehearsed(to_launch, (90,))
    assert (found.people[0].most_in_a_week >= 5, found.full_weeks >= 1) == (True, True)
    Preference.objects.create(person=challenge.place.person, kind="milestone_due", delivery="digest")
    assert rehearsed(to_launch, (90,)).full_weeks == 0


def test_what_somebody_switched_off_is_not_sent(to_launch):
    place = ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place
    Preference.objects.create(person=place.person, kind="milestone_due", delivery="off")
    assert rehearsed(to_launch).messages == 0


def test_a_running_year_is_rehearsed_from_today_and_without_what_is_done():
    cohort = CohortFactory(launched_at=timezone.now(), planned_at=timezone.now())
    challenge = ChallengeFactory(place=PlaceFactory(cohort=cohort))
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    MilestoneFactory(
        challenge=challenge, due_on=days_from_today(20), status=MilestoneStatus.SENT, sent_at=timezone.now()
    )
    MilestoneFactory(challenge=challenge, due_on=days_from_today(-20))
    found = rehearsed(cohort, (14, 3))
    assert [(item.day, item.late) for item in found.people[0].items] == [
        (days_from_today(6), False),
        (days_from_today(17), False),
        (days_from_today(20), False),
    ]


def test_the_page_compares_and_shows_one_person(client, to_launch):
    places = [ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place for _number in range(2)]
    client.force_login(AdministratorFactory(programme=to_launch.programme).person)
    address = reverse("rehearsal", args=[to_launch.pk])
    asked = {"days_before": "14, 3", "compared": "7", "person": places[1].person_id}
    page = client.get(address, asked).content.decode()
    assert f'id="person">{places[1].person.full_name}' in page.replace(' class="nhsuk-heading-m"', "")
    assert "14, 3" in page
    assert "Milestone: Handover" in page
    assert "There is a problem" in client.get(address, {"days_before": "soon"}).content.decode()


def test_a_year_for_fifty_people_takes_less_than_five_seconds(to_launch):
    """Processor time, so that whatever else the machine does is not counted."""
    for number in range(10):
        title, due = f"Milestone {number}", f"month {number + 2}, day 3"
        TemplateMilestone.objects.create(template=to_launch.template, title=title, due=due)
    for _number in range(50):
        ChallengeFactory(place=PlaceFactory(cohort=to_launch))
    begun = time.process_time()
    found = rehearsed(to_launch)
    assert time.process_time() - begun < 5
    assert len(found.people) == 50
