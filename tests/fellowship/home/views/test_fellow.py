import datetime as dt
import re
import uuid
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from challenges.workflow import BriefStatus, EntryStatus, MilestoneStatus, PieceStatus
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.sealed.services.drafts import save_draft
from tests.factories import (
    AssignmentFactory,
    BriefVersionFactory,
    ChallengeFactory,
    CohortFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import CycleFactory, MeasureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    """Of a fellow whose brief is agreed, so that nothing needs them."""
    challenge = ChallengeFactory()
    BriefVersionFactory(challenge=challenge, status=BriefStatus.AGREED, answered_at=timezone.now())
    return challenge


@pytest.fixture
def page_of(client):
    """The words of a person's front page, without markup."""

    def words(person, query: str = "") -> str:
        client.force_login(person)
        response = client.get(reverse("fellow_home") + query)
        assert response.status_code == 200
        main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    return words


@pytest.fixture
def needs(client):
    """(title, tag) of each line of “Needs you”, in order."""

    def lines(challenge, query: str = "") -> list[tuple[str, str]]:
        client.force_login(challenge.place.person)
        page = client.get(reverse("fellow_home") + query).content.decode()
        return [
            (unescape(title), tag)
            for title, tag in re.findall(
                r'task-list__link"[^>]*>([^<]*)</a>.*?nhsuk-tag[^>]*>([^<]*)<', page, flags=re.DOTALL
            )
        ]

    return lines


def test_front_page_is_for_fellows_and_former_fellows(world, who_may_open):
    assert who_may_open(reverse("fellow_home")) == {
        "fellow",
        "peer",
        "fellow of another cohort",
        "fellow of another programme",
    }


def test_a_fellow_sees_their_own_and_nobody_elses(page_of):
    mine, other = ChallengeFactory(title="Mine"), ChallengeFactory(title="Somebody else’s")
    MilestoneFactory(challenge=other, title="Not mine")
    page = page_of(mine.place.person)
    assert "Mine" in page
    assert "Somebody" not in page
    assert "Not mine" not in page


def test_needs_come_most_pressing_first(needs):
    challenge = ChallengeFactory()
    milestone = {"challenge": challenge}
    MilestoneFactory(**milestone, title="Soon", due_on=days_from_today(14))
    MilestoneFactory(**milestone, title="Not yet", due_on=days_from_today(15))
    MilestoneFactory(**milestone, title="Today", due_on=days_from_today(0))
    MilestoneFactory(**milestone, title="Late", due_on=days_from_today(-1))
    MilestoneFactory(**milestone, title="Later still", due_on=days_from_today(-9))
    MilestoneFactory(**milestone, title="Returned", status=MilestoneStatus.CHANGES_ASKED)
    MilestoneFactory(**milestone, title="Sent", status="sent", sent_at=timezone.now())
    AssignmentFactory(module__cohort=challenge.place.cohort, title="Essay", due_on=days_from_today(3))
    LogEntryFactory(
        challenge=challenge,
        status=EntryStatus.CHANGES_ASKED,
        waiting_since=None,
        happened_on=dt.date(2026, 11, 3),
    )
    assert needs(challenge) == [
        ("Returned", "Changes asked for"),
        ("Log entry of 3 November 2026", "Changes asked for"),
        ("Later still", "Overdue"),
        ("Late", "Overdue"),
        ("Today", "Due today"),
        ("Essay", "Due soon"),
        ("Soon", "Due soon"),
        ("Write the brief of your challenge", "To do"),
    ]


def test_dates_are_in_words(page_of, challenge):
    MilestoneFactory(challenge=challenge, title="Baseline", due_on=dt.date(2026, 11, 25))
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        assert "Milestone, due in 3 days, 25 November 2026" in page_of(challenge.place.person)


def test_today_is_the_fellows_today_in_summer(needs, challenge):
    MilestoneFactory(challenge=challenge, title="Baseline", due_on=dt.date(2027, 6, 30))
    with time_machine.travel("2027-06-30T22:30:00Z", tick=False):  # 23:30 in London
        assert needs(challenge) == [("Baseline", "Due today")]
    with time_machine.travel("2027-06-30T23:30:00Z", tick=False):
        assert needs(challenge) == [("Baseline", "Overdue")]


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ({"status": BriefStatus.DRAFT}, [("Send your brief to your mentor", "To do")]),
        ({"status": BriefStatus.SENT, "sent_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, []),
        ({"status": BriefStatus.CHANGES_ASKED}, [("Brief of your challenge", "Changes asked for")]),
        ({"status": BriefStatus.DRAFT, "number": 2}, [("Send the changed brief to your mentor", "To do")]),
    ],
)
def test_the_brief_needs_the_fellow_until_it_is_sent(needs, brief, expected):
    challenge = ChallengeFactory()
    BriefVersionFactory(challenge=challenge, **brief)
    assert needs(challenge) == expected


def test_a_piece_of_the_workspace_waits_for_the_mentor_and_comes_back(needs, page_of, challenge):
    PairingFactory(place=challenge.place)
    with_mentor = {"status": PieceStatus.SENT, "sent_at": timezone.now()}
    CycleFactory(challenge=challenge, **with_mentor)
    MeasureFactory(challenge=challenge, name="Falls", status=PieceStatus.CHANGES_ASKED)

    assert needs(challenge) == [("Falls", "Changes asked for")]
    assert "1 piece of your work" in page_of(challenge.place.person)


def test_an_extension_moves_an_assignment_and_handing_in_ends_it(needs, challenge):
    module = ModuleFactory(cohort=challenge.place.cohort)
    due = {"module": module, "due_on": days_from_today(-2)}
    extended, handed_in = AssignmentFactory(**due, title="Essay"), AssignmentFactory(**due, title="Report")
    ResultFactory(assignment=extended, place=challenge.place, extended_to=days_from_today(5))
    ResultFactory(assignment=handed_in, place=challenge.place, submitted_on=days_from_today(-3))
    other = PlaceFactory(cohort=challenge.place.cohort)
    ResultFactory(assignment=extended, place=other, submitted_on=days_from_today(-3))
    assert needs(challenge) == [("Essay", "Due soon")]


def test_drafts_are_counted_but_only_ones_own(needs, challenge):
    other = ChallengeFactory()
    for author in (challenge.place.person, challenge.place.person, other.place.person):
        with transaction.atomic():
            save_draft(by=author, draft_id=uuid.uuid4(), form="log", subject_id=1, fields={}, version=0)
    assert needs(challenge) == [("You have 2 drafts nobody else can see", "Draft")]


def test_eight_needs_are_shown_and_the_rest_on_request(needs, page_of, challenge):
    MilestoneFactory.create_batch(12, challenge=challenge, due_on=days_from_today(-1))
    assert len(needs(challenge)) == 8
    assert "and 4 more" in page_of(challenge.place.person)
    assert len(needs(challenge, "?needs=all")) == 12


def test_next_dates_are_three_of_all_kinds(page_of, challenge):
    module = ModuleFactory(cohort=challenge.place.cohort, title="Systems")
    TaughtDayFactory(module=module, title="Past", day=days_from_today(-1))
    TaughtDayFactory(module=module, title="Workshop", day=days_from_today(21), venue="Room 4")
    AssignmentFactory(module=module, title="Essay", due_on=days_from_today(22))
    MilestoneFactory(challenge=challenge, title="Baseline", due_on=days_from_today(23))
    MilestoneFactory(challenge=challenge, title="Fourth", due_on=days_from_today(24))
    dates = page_of(challenge.place.person).split("Next dates")[1].split("Your challenge")[0]
    assert "Systems: Workshop" in dates
    assert "9:30am to 4:30pm, Room 4" in dates
    assert "Essay" in dates
    assert "Baseline" in dates
    assert "Past" not in dates
    assert "Fourth" not in dates


def test_the_year_is_a_drawing_and_a_table(client, challenge):
    MilestoneFactory(challenge=challenge, title="Baseline", due_on=days_from_today(-1))
    MilestoneFactory(challenge=challenge, title="Given up", status=MilestoneStatus.DROPPED)
    client.force_login(challenge.place.person)
    page = client.get(reverse("fellow_home")).content.decode()
    drawing = page.split('<svg class="app-year__drawing')[1].split("</figure>")[0]
    assert "app-year__mark--overdue" in drawing
    assert "Given up" not in page
    assert page.count("Baseline") >= 3  # needs, drawing and table


def test_what_is_with_the_mentor_and_since_when(page_of, challenge):
    mentor = PairingFactory(place=challenge.place, mentor__given_name="Helen").mentor
    since = timezone.now() - dt.timedelta(days=4)
    LogEntryFactory(challenge=challenge, shared_at=since)
    LogEntryFactory(challenge=challenge, shared_at=timezone.now())
    MilestoneFactory(challenge=challenge, status=MilestoneStatus.SENT, sent_at=timezone.now())
    page = page_of(challenge.place.person)
    assert mentor.full_name in page
    assert "Waiting for an answer: 1 milestone and 2 log entries, since" in page
    assert "(4 days ago)" in page
    assert "within 7 days" in page


def test_a_mentor_of_yesterday_is_not_shown_and_one_of_tomorrow_is(page_of, challenge):
    before = PairingFactory(place=challenge.place, ends_on=days_from_today(-1)).mentor
    after = PairingFactory(place=challenge.place, starts_on=days_from_today(1)).mentor
    page = page_of(challenge.place.person)
    assert before.full_name not in page
    assert after.full_name in page
    assert "From" in page


def test_without_mentor_challenge_or_dates_the_page_says_what_happens_next(page_of):
    place = PlaceFactory(cohort__launched_at=None)
    page = page_of(place.person)
    assert "still setting up this cohort" in page
    assert "Your programme team sets up your challenge" in page
    assert "Your year has no dates yet" in page
    assert "You have no mentor yet" in page
    assert "Log progress" not in page


@pytest.mark.parametrize("status", [PlaceStatus.COMPLETED, PlaceStatus.WITHDRAWN])
def test_a_former_fellow_reads_and_logs_nothing(page_of, challenge, status):
    type(challenge.place).objects.update(status=status)
    MilestoneFactory(challenge=challenge, title="Baseline", due_on=days_from_today(-1))
    page = page_of(challenge.place.person)
    assert challenge.title in page
    assert "Baseline" in page
    assert "Log progress" not in page
    assert "Needs you" not in page
    assert "Overdue" not in page.replace("Done Overdue Today", "")  # the drawing’s key


def test_a_paused_fellow_is_not_chased(needs, page_of, challenge):
    type(challenge.place).objects.update(status=PlaceStatus.PAUSED)
    MilestoneFactory(challenge=challenge, title="Late", due_on=days_from_today(-9))
    MilestoneFactory(challenge=challenge, title="Returned", status=MilestoneStatus.CHANGES_ASKED)
    assert needs(challenge) == [("Returned", "Changes asked for")]
    assert "paused" in page_of(challenge.place.person)


def test_of_several_places_the_latest_current_one_counts(page_of):
    person = ChallengeFactory(title="Older").place.person
    finished = ChallengeFactory(
        title="Finished",
        place__person=person,
        place__status=PlaceStatus.COMPLETED,
        place__cohort__starts_on=days_from_today(-10),
    )
    newer = ChallengeFactory(
        title="Newer", place__person=person, place__cohort__starts_on=days_from_today(-20)
    )
    page = page_of(person)
    assert newer.title in page
    assert finished.title not in page
    assert "Older" not in page


@pytest.mark.parametrize(
    ("today", "caption"),
    [
        ("2026-09-06", "starts tomorrow, 7 September 2026"),
        ("2026-09-07", "week 1 of 52"),
        ("2026-11-24", "week 12 of 52"),
        ("2027-09-06", "week 52 of 52"),
        ("2027-09-07", "ended on 6 September 2027"),
    ],
)
def test_caption_says_where_in_the_year(page_of, today, caption):
    with time_machine.travel(f"{today}T12:00:00Z", tick=False):
        cohort = CohortFactory(starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6))
        assert caption in page_of(PlaceFactory(cohort=cohort).person)


@pytest.mark.parametrize("size", [1, 3, 25])
def test_as_many_queries_whatever_there_is(client, rows_counted, size):
    challenge = ChallengeFactory()
    module = ModuleFactory(cohort=challenge.place.cohort)
    for number in range(size):
        MilestoneFactory(challenge=challenge)
        TaughtDayFactory(module=module)
        AssignmentFactory(module=module)
        LogEntryFactory(challenge=challenge)  # these wait; none is on the page
        BriefVersionFactory(
            challenge=challenge,
            number=number + 1,
            status=BriefStatus.REPLACED,
            answered_at=timezone.now(),
        )
    PairingFactory(place=challenge.place)
    other = ChallengeFactory(place__cohort=challenge.place.cohort)
    MilestoneFactory.create_batch(5, challenge=other)
    ResultFactory(assignment=module.assignments.first(), place=other.place)
    client.force_login(challenge.place.person)
    client.get(reverse("fellow_home"))
    with rows_counted() as count:
        client.get(reverse("fellow_home"))
    assert count.statements == 10
    assert count.rows <= 3 * size + 11
