"""The calendars a person may look at: what is in each, and whose it is."""

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from challenges.workflow import MilestoneStatus
from fellowship.cohorts.models import TemplateMilestone
from fellowship.home.services.calendar_feeds import make_feed
from fellowship.home.services.calendars import calendars_of, entries_in
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    MilestoneFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    TaughtDayFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A fellow with a milestone of the template's and one of their own; a taught day, an assignment."""
    template = CohortTemplateFactory()
    cohort = CohortFactory(
        programme=template.programme, template=template, launched_at=timezone.now(), name="This year"
    )
    place = PlaceFactory(cohort=cohort)
    MilestoneFactory(challenge=ChallengeFactory(place=place), title="Mine", due_on=days_from_today(9))
    planned = TemplateMilestone.objects.create(template=template, title="Handover", due="month 12, day 1")
    handover(place, planned, days_from_today(90))
    module = ModuleFactory(cohort=cohort, title="Systems")
    TaughtDayFactory(module=module, title="Workshop", day=days_from_today(12))
    AssignmentFactory(module=module, title="Essay", due_on=days_from_today(20))
    own = ModuleFactory(cohort=cohort, place=PlaceFactory(cohort=cohort), title="Somebody else’s")
    AssignmentFactory(module=own, title="Report", due_on=days_from_today(21))
    return place


def handover(place, planned, due_on, **facts):
    """The template's milestone, as this fellow has it."""
    challenge = getattr(place, "challenge", None) or ChallengeFactory(place=place)
    facts = {"title": "Handover", "laid_out_on": days_from_today(90)} | facts
    return MilestoneFactory(challenge=challenge, from_template=planned, due_on=due_on, **facts)


def entries(user, key):
    which = next(one for one in calendars_of(user) if one.key == key)
    return entries_in(user, which, since=days_from_today(0))


def titles(user, key):
    return {entry.title for entry in entries(user, key)}


def common_milestones(place):
    found = entries(place.person, f"cohort-{place.cohort_id}")
    return [(entry.title, entry.day) for entry in found if entry.kind == "Milestone due"]


def test_which_calendars_there_are(place):
    cohort = f"cohort-{place.cohort_id}"
    mentor = PairingFactory(place=place).mentor
    people = {
        place.person: ["own", cohort],
        mentor: ["own", "mentoring"],
        TutorFactory(cohort=place.cohort).person: ["own", cohort],
        AdministratorFactory(programme=place.cohort.programme).person: ["own", cohort],
        UserFactory(): ["own"],
    }
    for person, keys in people.items():
        assert [one.key for one in calendars_of(person)] == keys


def test_the_cohorts_holds_what_all_have_in_common(place):
    expected = {"Systems: Workshop", "Systems: Essay", "Handover"}
    assert titles(place.person, f"cohort-{place.cohort_id}") == expected


def test_the_cohorts_stays_as_it_is_when_the_template_is_changed_for_next_year(place):
    handover(PlaceFactory(cohort=place.cohort), TemplateMilestone.objects.get(), days_from_today(90))
    TemplateMilestone.objects.update(due="month 1, day 20", title="Last words")
    assert common_milestones(place) == [("Handover", days_from_today(90))]
    TemplateMilestone.objects.update(removed_at=timezone.now())
    assert common_milestones(place) == [("Handover", days_from_today(90))]


def test_the_cohorts_has_a_milestone_on_the_day_most_current_fellows_have(place):
    planned = TemplateMilestone.objects.get()
    for days in (97, 97, 104):
        handover(PlaceFactory(cohort=place.cohort), planned, days_from_today(days))
    for number in range(3):
        gone = {"status": "withdrawn"} if number else {}
        dropped = {} if number else {"status": MilestoneStatus.DROPPED}
        handover(PlaceFactory(cohort=place.cohort, **gone), planned, days_from_today(1), **dropped)
    assert common_milestones(place) == [("Handover", days_from_today(97))]


def test_the_cohorts_has_nobodys_own_words_or_past_days(place):
    planned = TemplateMilestone.objects.get()
    handover(
        PlaceFactory(cohort=place.cohort), planned, days_from_today(90), title="Tell my team I am leaving"
    )
    assert common_milestones(place) == [("Handover", days_from_today(90))]
    for _number in range(2):
        handover(PlaceFactory(cohort=place.cohort), planned, days_from_today(-1))
    handover(PlaceFactory(cohort=place.cohort), planned, days_from_today(-1))
    assert common_milestones(place) == []


def test_the_mentors_holds_what_they_mentor_and_nothing_of_their_own_year(place):
    mentor = PairingFactory(place=place).mentor
    MilestoneFactory(challenge__place__person=mentor, title="The mentor’s own", due_on=days_from_today(5))
    name = place.person.full_name
    assert titles(mentor, "mentoring") == {f"{name}: Mine", f"{name}: Handover"}
    assert "The mentor’s own" in titles(mentor, "own")


def test_each_has_an_address_of_its_own(client, place):
    key = f"cohort-{place.cohort_id}"
    own, cohorts = make_feed(by=place.person), make_feed(by=place.person, which=key)
    found = {}
    for secret in (own, cohorts):
        body = client.get(reverse("calendar_feed", args=[secret])).content
        found[secret] = {str(event["summary"]) for event in Calendar.from_ical(body).walk("VEVENT")}
    assert "Mine" in found[own]
    assert found[cohorts] == {"Systems: Workshop", "Systems: Essay", "Handover"}


def test_an_address_ends_with_the_right_to_see_it(client, place):
    pairing = PairingFactory(place=place)
    secret = make_feed(by=pairing.mentor, which="mentoring")
    address = reverse("calendar_feed", args=[secret])
    assert client.get(address).status_code == 200
    type(pairing).objects.update(ends_on=days_from_today(-1), starts_on=days_from_today(-9))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("which", ["mentoring", "cohort-0", "cohort-x", "everything", "\x00"])
def test_what_is_not_ones_own_to_see_is_not_there(client, place, which):
    client.force_login(place.person)
    for address in (reverse("calendar"), reverse("calendar_download")):
        assert client.get(address, {"which": which}).status_code == 404
    assert client.post(reverse("calendar_feed_new"), {"which": which}).status_code == 404


def test_the_page_shows_downloads_and_subscribes(client, place, django_assert_max_num_queries):
    key = f"cohort-{place.cohort_id}"
    client.force_login(place.person)
    client.get(reverse("calendar"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("calendar"), {"which": key}).content.decode()
    assert "Handover" in page
    assert f"which={key}" in page
    file = client.get(reverse("calendar_download"), {"which": key})
    assert file["Content-Type"].startswith("text/calendar")
    assert "This year" in str(Calendar.from_ical(file.content)["x-wr-calname"])
    assert client.post(reverse("calendar_feed_new"), {"which": key}).status_code == 200
    client.post(reverse("calendar_feed_end"), {"which": key})
    assert not place.person.calendar_feeds.exists()
