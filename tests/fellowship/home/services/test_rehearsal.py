"""The year of reminders before it is sent: what the engine would do, and nothing of it kept."""

import datetime as dt
import re
from collections import defaultdict

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.counting import counted, processor_seconds
from bench.rehearsal import SETTINGS, year_to_come
from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import Announcement, Cohort, Escalation, Pairing, TemplateMilestone
from fellowship.home.forms.rehearsal import AFTER
from fellowship.home.services.rehearsal import Setting, rehearse
from fellowship.learning.models import Module
from fellowship.notifications.models import Message, Preference
from fellowship.notifications.reminders import ReminderSource, sources
from fellowship.people.models import AuditEvent, Leave
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    TaughtDayFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SetMeetingFactory,
    SetMemberFactory,
    at,
)
from tests.factories.workspace import MeasureFactory

pytestmark = pytest.mark.django_db


def rehearsed(cohort, days=(14, 3), *, late=False):
    (found,) = rehearse(cohort, sources=sources(), settings=[setting(*days)], late=late)
    return found


def setting(*days) -> Setting:
    return Setting(list(days), {name: getattr(Escalation(), name) for name in AFTER})


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


def test_nothing_of_other_cohorts_is_rehearsed_even_for_somebody_who_has_a_place_in_both(to_launch):
    """Of every kind: the same things once in this cohort and once in another of the same programme."""
    person, mentor, now = UserFactory(), UserFactory(), timezone.now()
    moment = dt.datetime.combine(to_launch.starts_on, dt.time(12), dt.UTC)
    other = CohortFactory(programme=to_launch.programme, launched_at=now, planned_at=now)
    for cohort in (to_launch, other):
        starts_on = to_launch.starts_on if cohort == to_launch else days_from_today(-200)
        place = PlaceFactory(cohort=cohort, person=person, starts_on=starts_on)
        challenge = ChallengeFactory(place=place, title=f"Challenge {cohort.pk}")
        day = to_launch.starts_on + dt.timedelta(days=50)
        MilestoneFactory(challenge=challenge, due_on=day, title=f"Milestone {cohort.pk}")
        MeasureFactory(challenge=challenge, made_at=moment, frequency="quarterly")
        LogEntryFactory(challenge=challenge, waiting_since=moment)
        module = ModuleFactory(cohort=cohort)
        TaughtDayFactory(module=module, day=day, title=f"Day {cohort.pk}")
        AssignmentFactory(module=module, due_on=day, title=f"Essay {cohort.pk}")
        pairing = PairingFactory(place=place, mentor=mentor, starts_on=starts_on)
        ActionFactory(session__pairing=pairing, due_on=day)
        learning_set = LearningSetFactory(cohort=cohort, name=f"Set {cohort.pk}")
        SetMemberFactory(learning_set=learning_set, place=place)
        SetMeetingFactory(learning_set=learning_set, starts_at=at((day - days_from_today(0)).days))
    kinds = defaultdict(list)
    for one in rehearsed(to_launch, (14,), late=True).people:
        for item in one.items:
            kinds[item.kind].append((one.person.pk, item.about))
    assert set(kinds) == {source.kind for source in sources()} - {"session_due"}
    assert not [about for found in kinds.values() for _person, about in found if str(other.pk) in about]
    assert len(kinds["action_due"]) == 2  # three days before and on the day: once, not for both cohorts
    assert len(kinds["reading_due"]) == 2
    assert len(kinds["set_due"]) == 2  # the member and who facilitates
    assert len(kinds["answer_overdue"]) == 1


def test_the_sources_find_nothing_of_other_cohorts_so_they_take_no_longer_for_them(to_launch):
    MilestoneFactory(challenge__place__cohort__launched_at=timezone.now(), due_on=days_from_today(80))
    place = ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place
    (milestones,) = [one for one in sources() if one.kind == "milestone_due"]
    found = []

    def due(*asked):
        found.extend(milestones.due(*asked))
        return found

    looking = ReminderSource("milestone_due", "challenges.milestone", due)
    rehearse(to_launch, sources=[looking], settings=[setting(14)], late=False)
    assert {one.person_id for one in found} == {place.person_id}
    assert Cohort.objects.filter(launched_at__isnull=False).count() == 1


def test_what_two_people_arranged_is_left_out():
    now = timezone.now()
    cohort = CohortFactory(launched_at=now, planned_at=now)
    challenge = ChallengeFactory(place=PlaceFactory(cohort=cohort))
    pairing = PairingFactory(place=challenge.place)
    SessionFactory(pairing=pairing, agreed=True)
    MilestoneFactory(challenge=challenge, due_on=days_from_today(20))
    (source,) = [one for one in sources() if one.kind == "session_due"]
    assert list(source.due(days_from_today(0), days_from_today(30), challenge.place.person_id))
    kinds = {item.kind for one in rehearsed(cohort).people for item in one.items}
    assert kinds == {"milestone_due"}


@pytest.fixture
def elsewhere():
    """Somebody else's transaction."""
    found = connection.copy()
    found.set_autocommit(False)
    yield found
    found.rollback()
    found.close()


def lock(elsewhere, cohort):
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT FROM cohorts_cohort WHERE id = %s FOR UPDATE NOWAIT", [cohort.pk])


@pytest.mark.django_db(transaction=True)
def test_other_cohorts_are_neither_waited_for_nor_locked(to_launch, elsewhere):
    places = [ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place]
    imported, launching = CohortFactory(launched_at=timezone.now()), CohortFactory(launched_at=timezone.now())
    lock(elsewhere, imported)

    def due(since, until, person_id):
        lock(elsewhere, launching)
        return []

    looking = ReminderSource("milestone_due", "challenges.milestone", due)
    (found,) = rehearse(to_launch, sources=[*sources(), looking], settings=[setting(14)], late=False)
    assert [one.person for one in found.people] == [place.person for place in places]


@pytest.mark.django_db(transaction=True)
def test_a_cohort_somebody_is_changing_is_rehearsed_later(client, to_launch, elsewhere):
    person = AdministratorFactory(programme=to_launch.programme).person
    client.force_login(person)
    lock(elsewhere, to_launch)
    page = client.get(reverse("rehearsal", args=[to_launch.pk]), {"days_before": "14"})
    assert page.status_code == 200
    assert "Somebody is changing this cohort" in page.content.decode()
    elsewhere.rollback()
    again = client.get(reverse("rehearsal", args=[to_launch.pk]), {"days_before": "14"}).content.decode()
    assert "Somebody is changing this cohort" not in again


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


def test_a_year_for_fifty_people_takes_less_than_five_seconds(client):
    """The page with two settings. Of the processor, page and database together: the machine does more."""
    year = year_to_come()
    client.force_login(year.administrator)
    address = reverse("rehearsal", args=[year.cohort.pk])
    before = processor_seconds()
    page = client.get(address, SETTINGS).content.decode()
    assert processor_seconds() - before < 5
    assert all(one.full_name in page for one in year.people)


@pytest.mark.parametrize(("fellows", "mentors"), [(2, 1), (50, 25)])
def test_the_usual_year_is_rehearsed_whole_in_a_few_statements_for_each_fellow(fellows, mentors):
    year = year_to_come(fellows, mentors)
    with counted() as count:
        found = rehearsed(year.cohort, late=True)
    assert {one.person for one in found.people} == {*year.people, year.administrator}
    kinds = {item.kind for one in found.people for item in one.items}
    due = {"milestone_due", "assignment_due", "taught_day"}
    assert kinds == due | {"milestone_overdue", "assignment_overdue"}
    assert count.statements <= 66 + 10 * fellows  # a year is laid out fellow by fellow


def test_announcements_and_what_holds_back_are_rehearsed_and_days_after_compared(client, to_launch):
    """Planned for the fellows; the leave of one lets it go later, and nobody is told why."""
    place = ChallengeFactory(place=PlaceFactory(cohort=to_launch)).place
    PairingFactory(place=place)
    team = AdministratorFactory(programme=to_launch.programme).person
    first, back = days_from_today(4), days_from_today(9)
    Leave.objects.create(person=place.person, starts_on=first, ends_on=back - dt.timedelta(days=1))
    for number, filters in enumerate(({}, {"state": "not_started"})):
        Announcement.objects.create(
            cohort=to_launch,
            subject=f"Visit {number}",
            text="In May.",
            send_at=timezone.now() + dt.timedelta(days=5),
            by=team,
            filters=filters,
        )
    told = next(one for one in rehearsed(to_launch).people if one.person == place.person)
    assert [(item.day, item.about, item.as_of_today) for item in told.items[:2]] == [
        (back, "Visit 0", False),
        (back, "Visit 1", True),
    ]
    client.force_login(team)
    asked = dict.fromkeys(AFTER, "") | {"days_before": "14", "milestone_fellow": "5"}
    page = client.get(reverse("rehearsal", args=[to_launch.pk]), asked).content.decode()
    assert "other days after the date" in page
    numbers = [int(number) for number in re.findall(r'data-label="Messages">(\d+)<', page)]
    assert numbers[0] > numbers[1]
