"""Pages, forms and costs of answers."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenges.models import MilestoneChange
from challenges.services.milestones import act_on_milestone
from fellowship.api.pseudonyms import pseudonym
from fellowship.cohorts.models import TemplateMilestone
from fellowship.learning.models import Attendance, AttendanceChange
from tests.factories import (
    AssignmentFactory,
    ChallengeFactory,
    CohortFactory,
    CohortTemplateFactory,
    MilestoneFactory,
    ModuleFactory,
    PlaceFactory,
    ResultFactory,
    TaughtDayFactory,
)

pytestmark = pytest.mark.django_db

RESOURCES = [
    "cohorts",
    "cohorts/{cohort}/fellows",
    "milestones",
    "taught-days",
    "attendance",
    "assignments",
    "results",
]


@pytest.fixture
def cohort():
    return CohortFactory(name="Autumn")


def one_of_everything(cohort, *, times: int = 1) -> None:
    programme = cohort.programme
    for _number in range(times):
        CohortFactory(programme=programme)
        place = PlaceFactory(cohort=cohort)
        MilestoneFactory(challenge=ChallengeFactory(place=place))
        module = ModuleFactory(cohort=cohort)
        day = TaughtDayFactory(module=module)
        Attendance.objects.create(taught_day=day, place=place, status="present")
        ResultFactory(assignment=AssignmentFactory(module=module), place=place)


def test_pages_lead_through_all_rows_in_order(machine_of, cohort):
    places = PlaceFactory.create_batch(7, cohort=cohort)
    machine = machine_of(cohort.programme)

    first = machine.read(f"cohorts/{cohort.pk}/fellows?limit=3")
    read = machine.read_all(f"cohorts/{cohort.pk}/fellows?limit=3")

    assert len(first["items"]) == 3
    assert read[:3] == first["items"]
    expected = [pseudonym(cohort.programme_id, place.person_id) for place in places]
    assert [row["fellow"] for row in read] == expected


def test_the_last_page_that_is_full_has_no_next(machine_of, cohort):
    PlaceFactory.create_batch(4, cohort=cohort)

    page = machine_of(cohort.programme).read(f"cohorts/{cohort.pk}/fellows?limit=4")

    assert (len(page["items"]), page["next"]) == (4, None)


def test_the_next_page_is_in_the_header_too_and_keeps_what_was_asked(machine_of, cohort, settings):
    settings.SITE_URL = "https://balcony.example.org"
    PlaceFactory.create_batch(2, cohort=cohort)

    response = machine_of(cohort.programme).get(f"cohorts/{cohort.pk}/fellows?limit=1&format=json")

    following = response.json()["next"]
    assert following.startswith(
        f"https://balcony.example.org/api/v1/cohorts/{cohort.pk}/fellows?limit=1&format=json"
    )
    assert response["Link"] == f'<{following}>; rel="next"'


def test_rows_that_come_and_go_while_paging_hide_no_other(machine_of, cohort):
    milestones = MilestoneFactory.create_batch(6, challenge=ChallengeFactory(place__cohort=cohort))
    machine = machine_of(cohort.programme)

    numbers = [milestone.pk for milestone in milestones]

    page = machine.read("milestones?limit=2")
    seen = [row["id"] for row in page["items"]]
    milestones[0].delete()
    milestones[3].delete()
    added = MilestoneFactory(challenge=milestones[1].challenge, due_on=dt.date(2020, 1, 1))
    while page["next"]:
        page = machine.read(page["next"])
        seen += [row["id"] for row in page["items"]]

    assert seen == [*numbers[:3], *numbers[4:], added.pk]


def test_csv_has_the_fields_as_columns_and_runs_no_formula(machine_of):
    cohort = CohortFactory(name="=1+1")
    machine = machine_of(cohort.programme)

    for response in (machine.get("cohorts?format=csv"), machine.get("cohorts", accept="text/csv")):
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        (row,) = csv.DictReader(io.StringIO(response.content.decode()))
        assert row["id"] == str(cohort.pk)
        assert row["name"] == "'=1+1"
    assert machine.read("cohorts")["items"][0]["name"] == "=1+1"


def test_csv_without_rows_keeps_its_columns(machine_of, cohort):
    response = machine_of(cohort.programme).get("results?format=csv")

    assert response.content.decode().splitlines() == [
        "id,assignment_id,cohort_id,fellow,name,attempt,due_on,submitted_on,mark,outcome,recorded_at,changed_at"
    ]


def test_updated_since_gives_what_changed_since(machine_of, cohort):
    challenge = ChallengeFactory(place__cohort=cohort)
    old, new = MilestoneFactory.create_batch(2, challenge=challenge)
    now = dt.datetime.now(dt.UTC)
    for milestone in (old, new):
        MilestoneChange.objects.create(
            milestone=milestone, act="add", status_after="planned", due_after=milestone.due_on
        )
    MilestoneChange.objects.update(at=now - dt.timedelta(days=3))
    act_on_milestone(milestone=new, act="send", by=challenge.place.person, evidence="Done.")
    machine = machine_of(cohort.programme)

    since = (now - dt.timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    (row,) = machine.read(f"milestones?updated_since={since}")["items"]

    assert (row["id"], row["status"]) == (new.pk, "sent")
    assert dt.datetime.fromisoformat(row["changed_at"]) >= now
    assert len(machine.read("milestones")["items"]) == 2


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B23:00", "9999-12-31T23:59:59-23:00"])
def test_updated_since_at_the_edge_of_time_is_said_to_be_wrong(machine_of, cohort, moment):
    assert machine_of(cohort.programme).get(f"milestones?updated_since={moment}").status_code == 422


def test_updated_since_of_attendance_follows_corrections(machine_of, cohort):
    place = PlaceFactory(cohort=cohort)
    day = TaughtDayFactory(module__cohort=cohort)
    line = Attendance.objects.create(taught_day=day, place=place, status="absent")
    AttendanceChange.objects.create(attendance=line, after="absent", taken="register", by=place.person)
    machine = machine_of(cohort.programme)

    assert len(machine.read("attendance?updated_since=2020-01-01T00:00:00Z")["items"]) == 1
    assert machine.read("attendance?updated_since=2100-01-01T00:00:00Z")["items"] == []


def test_one_cohort_is_chosen(machine_of, cohort):
    one_of_everything(cohort)
    other = CohortFactory(programme=cohort.programme)
    one_of_everything(other)
    machine = machine_of(cohort.programme)

    for path in ("milestones", "taught-days", "attendance", "assignments", "results"):
        assert len(machine.read(path)["items"]) == 2
        assert [row["cohort_id"] for row in machine.read(f"{path}?cohort={other.pk}")["items"]] == [other.pk]


def test_names_need_their_scope(machine_of, cohort):
    place = PlaceFactory(cohort=cohort, person__given_name="Fenella", person__profession="nurse")
    MilestoneFactory(challenge=ChallengeFactory(place=place))
    paths = [f"cohorts/{cohort.pk}/fellows", "milestones"]
    without = machine_of(cohort.programme, ["cohorts", "milestones"])
    with_names = machine_of(cohort.programme, ["cohorts", "milestones", "names"])

    for path in paths:
        assert without.read(path)["items"][0]["name"] is None
        assert with_names.read(path)["items"][0]["name"] == place.person.full_name
    (hidden,) = without.read(paths[0])["items"]
    (shown,) = with_names.read(paths[0])["items"]
    assert (hidden["profession"], hidden["host_name"], hidden["host_code"]) == (None, None, None)
    assert (shown["profession"], shown["host_name"]) == ("nurse", place.host.name)
    assert hidden["fellow"] == shown["fellow"]


def test_a_fellow_has_one_pseudonym_in_a_programme_and_another_in_the_next(machine_of, cohort):
    place = PlaceFactory(cohort=cohort)
    again = PlaceFactory(cohort=CohortFactory(programme=cohort.programme), person=place.person)
    elsewhere = PlaceFactory(person=place.person)

    def of(place) -> str:
        machine = machine_of(place.cohort.programme)
        return machine.read(f"cohorts/{place.cohort_id}/fellows")["items"][0]["fellow"]

    assert of(place) == of(again) != of(elsewhere)


def test_titles_of_a_fellows_own_milestones_are_not_told(machine_of, cohort):
    template = TemplateMilestone.objects.create(
        template=CohortTemplateFactory(programme=cohort.programme), title="Baseline", due="month 1, day 1"
    )
    challenge = ChallengeFactory(place__cohort=cohort)
    MilestoneFactory(challenge=challenge, title="Renamed by me", from_template=template)
    MilestoneFactory(challenge=challenge, title="My own words")

    rows = machine_of(cohort.programme).read("milestones")["items"]

    assert [row["title"] for row in rows] == ["Baseline", None]


def test_titles_of_a_fellows_own_modules_are_not_told(machine_of, cohort):
    place = PlaceFactory(cohort=cohort)
    for module in (ModuleFactory(cohort=cohort), ModuleFactory(cohort=cohort, place=place)):
        TaughtDayFactory(module=module)
        AssignmentFactory(module=module)
    machine = machine_of(cohort.programme)

    for path in ("taught-days", "assignments"):
        common, own = machine.read(path)["items"]
        assert common["module"]
        assert common["title"]
        assert not common["own"]
        assert (own["module"], own["title"], own["own"]) == (None, None, True)


def test_times_carry_their_zone(machine_of, cohort):
    module = ModuleFactory(cohort=cohort)
    for month in (1, 7):
        TaughtDayFactory(module=module, day=dt.date(2026, month, 6), starts_at=dt.time(9, 30))

    rows = machine_of(cohort.programme).read("taught-days")["items"]

    assert [dt.datetime.fromisoformat(row["starts_at"]).astimezone(dt.UTC).hour for row in rows] == [9, 8]
    assert rows[1]["starts_at"] == "2026-07-06T09:30:00+01:00"


def test_due_date_of_a_result_is_the_fellows_own(machine_of, cohort):
    own = ResultFactory(
        assignment__module__cohort=cohort, extended_to=dt.date(2027, 1, 9), mark="61.5", outcome=""
    )
    common = ResultFactory(assignment=own.assignment)

    rows = machine_of(cohort.programme).read("results")["items"]

    assert [row["due_on"] for row in rows] == ["2027-01-09", str(common.assignment.due_on)]
    assert rows[0]["mark"] == 61.5


@pytest.mark.parametrize("path", RESOURCES)
def test_queries_do_not_grow_with_rows(machine_of, cohort, path):
    machine = machine_of(cohort.programme)
    where = path.format(cohort=cohort.pk)
    machine.get(where)  # the first of a day is noted in the audit

    one_of_everything(cohort)
    with CaptureQueriesContext(connection) as at_one:
        machine.get(where)
    one_of_everything(cohort, times=40)
    with CaptureQueriesContext(connection) as at_many:
        assert len(machine.read(f"{where}?limit=500")["items"]) > 30

    assert len(at_one) == len(at_many) <= 10
