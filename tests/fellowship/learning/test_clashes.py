"""Who gives fellows a date is told for whom it clashes, and with what; never why somebody is away."""

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import PlaceChange
from fellowship.learning.models import Assignment, LeftOut, TaughtDay
from fellowship.learning.services.clashes import NAMES_SHOWN, clashes_of
from fellowship.people.models import ClinicalDay, Leave
from tests.access.sending import day as sent_day
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    MilestoneFactory,
    ModuleFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
ON = days_from_today(20)


@pytest.fixture
def challenge():
    return ChallengeFactory(place__person__given_name="Ada", place__person__family_name="Byron")


@pytest.fixture
def place(challenge):
    return challenge.place


@pytest.fixture
def module(place):
    return ModuleFactory(cohort=place.cohort)


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


def posted(kind, on=ON, **more):
    if kind == "assignment":
        return {"title": "Essay", **sent_day("due_on", on), **more}
    return {"title": "Day", **sent_day("day", on), "starts_at": "9:30", "ends_at": "16:30", **more}


def test_taught_day_on_leave_or_a_clinical_day_names_who_is_away_and_not_why(client, place, module, tutor):
    other = PlaceFactory(cohort=place.cohort, person__given_name="Ben", person__family_name="Cole")
    PlaceFactory(cohort=place.cohort)
    Leave.objects.create(person=place.person, starts_on=ON, ends_on=ON)
    ClinicalDay.objects.create(person=other.person, weekday=ON.weekday())
    client.force_login(tutor)

    page = client.post(
        reverse("taught_day_new", args=[module.pk]), posted("taught_day", act="check")
    ).content.decode()

    assert "2 fellows are away on this day:" in page
    assert "Ada Byron" in page
    assert "Ben Cole" in page
    assert "leave" not in page.split("Before you save this date")[1].split("</form>")[0].lower()
    assert "clinical" not in page.split("Before you save this date")[1].split("</form>")[0].lower()
    assert not TaughtDay.objects.exists()


SAID = {
    "taught_day": "1 fellow is away on this day: Ada Byron.",
    "assignment": "1 fellow has a milestone due within two days of it: Ada Byron.",
}


@pytest.mark.parametrize("kind", ["taught_day", "assignment"])
def test_saving_is_not_prevented_and_says_it_once_more(client, challenge, place, module, kind):
    Leave.objects.create(person=place.person, starts_on=ON, ends_on=ON)
    MilestoneFactory(challenge=challenge, due_on=ON)
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)

    answer = client.post(reverse(f"{kind}_new", args=[module.pk]), posted(kind), follow=True)

    page = answer.content.decode()
    assert [sentence in page for sentence in SAID.values()] == [kind == one for one in SAID]
    assert TaughtDay.objects.count() + Assignment.objects.count() == 1


@pytest.mark.parametrize(("days", "clashes"), [(17, False), (18, True), (22, True), (23, False)])
def test_assignment_close_to_a_milestone_names_the_fellow_and_not_the_milestone(
    client, challenge, module, tutor, days, clashes
):
    MilestoneFactory(challenge=challenge, due_on=days_from_today(days), title="Secret plan")
    assignment = AssignmentFactory(module=module, due_on=ON)
    client.force_login(tutor)

    page = client.get(reverse("assignment_edit", args=[assignment.pk])).content.decode()

    assert (SAID["assignment"] in page) is clashes
    assert "Secret plan" not in page


def test_nothing_that_clashes_is_said_when_asked(client, place, module, tutor):
    # Neither is held against a deadline: with clinical days left out it would tell the two apart.
    ClinicalDay.objects.create(person=place.person, weekday=ON.weekday())
    Leave.objects.create(person=place.person, starts_on=ON, ends_on=ON)
    client.force_login(tutor)

    page = client.post(
        reverse("assignment_new", args=[module.pk]), posted("assignment", act="check")
    ).content.decode()

    assert "This date clashes with nothing." in page
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "result", [{"extended_to": days_from_today(60)}, {"submitted_on": days_from_today(-1)}]
)
def test_whom_the_date_does_not_concern_is_not_named(challenge, place, module, result):
    MilestoneFactory(challenge=challenge, due_on=ON)
    assignment = AssignmentFactory(module=module, due_on=ON)
    assert clashes_of(assignment).milestone == [place]

    ResultFactory(assignment=assignment, place=place, **result)

    assert clashes_of(assignment).milestone == []


def test_who_does_not_take_the_module_is_not_named(place, module):
    Leave.objects.create(person=place.person, starts_on=ON, ends_on=ON)
    LeftOut.objects.create(place=place, module=module)
    assert clashes_of(TaughtDayFactory(module=module, day=ON)).away == []


@pytest.mark.parametrize(("back", "away"), [(20, False), (21, True)])
def test_planned_pause_counts_as_away(place, module, back, away):
    PlaceChange.objects.create(
        place=place, kind="pause", starts_on=days_from_today(5), until_on=days_from_today(back)
    )
    assert bool(clashes_of(TaughtDayFactory(module=module, day=ON)).away) is away


def test_many_names_are_cut_and_the_number_is_whole(place, module):
    for _number in range(NAMES_SHOWN + 1):
        person = PlaceFactory(cohort=place.cohort).person
        Leave.objects.create(person=person, starts_on=ON, ends_on=ON)
    (sentence,) = clashes_of(TaughtDayFactory(module=module, day=ON)).in_words
    assert sentence.startswith("11 fellows are away")
    assert sentence.endswith("and 1 more.")


@pytest.mark.parametrize("count", [1, 3])
def test_forms_ask_the_same_number_of_statements(
    client, place, module, tutor, count, django_assert_num_queries
):
    for _number in range(count):
        one = ChallengeFactory(place__cohort=place.cohort)
        MilestoneFactory(challenge=one, due_on=ON)
        Leave.objects.create(person=one.place.person, starts_on=ON, ends_on=ON)
    rows = {
        "taught_day_edit": (TaughtDayFactory(module=module, day=ON), 11),
        "assignment_edit": (AssignmentFactory(module=module, due_on=ON), 9),
    }
    client.force_login(tutor)
    for page, (row, queries) in rows.items():
        client.get(reverse(page, args=[row.pk]))
        with django_assert_num_queries(queries):
            client.get(reverse(page, args=[row.pk]))


def test_front_page_says_how_many_dates_clash(client, challenge, place, module):
    client.force_login(place.person)
    place.cohort.launched_at = timezone.now()
    place.cohort.save()
    MilestoneFactory(challenge=challenge, due_on=ON)
    AssignmentFactory(module=module, due_on=ON)
    assert "Your calendar shows 1 clash of dates" in client.get(reverse("fellow_home")).content.decode()
    TaughtDayFactory(module=module, day=days_from_today(30))
    ClinicalDay.objects.create(person=place.person, weekday=days_from_today(30).weekday())
    Leave.objects.create(person=place.person, starts_on=days_from_today(19), ends_on=ON)

    page = client.get(reverse("fellow_home")).content.decode()

    assert (
        "Your calendar shows 4 clashes of dates" in page
    )  # close together, two in the leave, the day on a clinical day


def test_front_page_without_a_clash_says_nothing(client, challenge, place, module):
    client.force_login(place.person)
    AssignmentFactory(module=module, due_on=ON)
    other = PlaceFactory(cohort=place.cohort).person
    Leave.objects.create(person=other, starts_on=ON, ends_on=ON)
    Leave.objects.create(person=place.person, starts_on=days_from_today(-9), ends_on=days_from_today(-8))
    assert "Your calendar shows" not in client.get(reverse("fellow_home")).content.decode()


def test_an_assignment_due_already_says_how_many_are_overdue(client, place, module, tutor):
    PlaceFactory(cohort=place.cohort)
    PlaceFactory(cohort=place.cohort, status="withdrawn")
    client.force_login(tutor)
    address = reverse("assignment_new", args=[module.pk])
    told, yesterday = "This date has passed: 2 fellows are overdue.", days_from_today(-1)
    today = posted("assignment", days_from_today(0), act="check")
    assert "has passed" not in client.post(address, today).content.decode()
    checked = client.post(address, posted("assignment", yesterday, act="check"))
    assert told in checked.content.decode()
    assert told in client.post(address, posted("assignment", yesterday), follow=True).content.decode()
    essay = Assignment.objects.get()
    ResultFactory(assignment=essay, place=place, submitted_on=yesterday)
    assert clashes_of(essay).in_words == ["This date has passed: 1 fellow is overdue."]
