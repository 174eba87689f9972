import datetime as dt
import time
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges.entries import Entry
from challenges.models import PieceChange, Reading, StepChange
from challenges.services.challenges import open_to_cohort
from challenges.services.readings import add_reading, save_readings
from fellowship.people.models import AuditEvent
from tests.factories import MilestoneFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, ReadingFactory, WorkstreamFactory
from tests.mentoring.views.test_queries import counted

pytestmark = pytest.mark.django_db

FIRST = dt.date(2024, 1, 1)
SEEN = {
    "fellow": 200,
    "lead": 200,
    "second": 200,
    "administrator": 200,
    "other_administrator": 404,
    "after_grace": 404,
    "peer": 404,
    "other_cohort": 404,
    "tutor": 404,
    "evaluator": 404,
    "stranger": 404,
}


def month(count: int) -> dt.date:
    return dt.date(2023 + count // 12, count % 12 + 1, 1)


def with_readings(challenge, count: int, **facts):
    measure = MeasureFactory(challenge=challenge, **facts)
    Reading.objects.bulk_create(
        Reading(measure=measure, day=FIRST + dt.timedelta(days=7 * n), value=Decimal(20 + n * 7 % 11))
        for n in range(count)
    )
    return measure


@pytest.fixture
def measure(scene):
    return with_readings(scene.challenge, 30, name="Days of waiting", made_at=timezone.now())


def addresses(measure) -> list[str]:
    files = [reverse("measure_file", args=[measure.pk, ending]) for ending in ("svg", "png", "csv")]
    return [measure.get_absolute_url(), reverse("measures", args=[measure.challenge_id]), *files]


@pytest.mark.parametrize(("who", "status"), SEEN.items())
def test_measure_is_seen_by_those_who_see_the_challenge(scene, as_, measure, who, status):
    client = as_(getattr(scene, who))
    assert {client.get(address).status_code for address in addresses(measure)} == {status}


def test_peers_of_an_opened_challenge_read_without_comments_and_history(scene, as_, measure):
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    client = as_(scene.peer)
    assert {client.get(address).status_code for address in addresses(measure)} == {200}
    page = client.get(measure.get_absolute_url()).content.decode()
    assert "History" not in page
    assert "Your comment" not in page
    assert "Add a reading" not in page


def test_mentor_in_grace_sees_what_has_not_changed_since(scene, as_, measure):
    PieceChange.objects.create(piece=measure, act="add", by=scene.fellow)
    client = as_(scene.in_grace)
    assert {client.get(address).status_code for address in addresses(measure)} == {200, 404}
    assert measure.name not in client.get(reverse("measures", args=[scene.challenge.pk])).content.decode()


def test_mentor_comments_on_a_measure(scene, as_, measure):
    key = f"piece-{measure.pk}"
    sent = {
        f"text-{key}": "What happened in March?",
        f"stamp-{key}": "1",
        "act": f"comment {key}",
        "version": 0,
    }
    as_(scene.lead).post(measure.get_absolute_url(), {**sent, "version": "0"})
    assert "What happened in March?" in as_(scene.fellow).get(measure.get_absolute_url()).content.decode()


def test_page_shows_chart_sentence_table_steps_cycles_and_milestones(scene, as_, measure):
    StepChange.objects.create(measure=measure, day=FIRST + dt.timedelta(days=70), reason="New rota")
    cycle = CycleFactory(
        ramp__challenge=scene.challenge,
        measured_by=measure,
        stage="do",
        prediction="Fewer",
        started_on=FIRST + dt.timedelta(days=80),
        name="Two wards first",
    )
    CycleFactory(ramp__challenge=scene.challenge, name="Measured by nothing", stage="plan")
    MilestoneFactory(challenge=scene.challenge, due_on=FIRST + dt.timedelta(days=100), title="Pilot done")
    MilestoneFactory(challenge=scene.challenge, status="dropped", title="Never mind")
    page = as_(scene.lead).get(measure.get_absolute_url()).content.decode()
    assert 'role="img"' in page
    assert "Since the step change of" in page
    assert f'href="{cycle.get_absolute_url()}"' in page
    assert "Pilot done" in page
    assert "New rota" in page
    assert "Measured by nothing" not in page
    assert "Never mind" not in page
    assert page.count(f'href="#measure-{measure.pk}-reading-30"') >= 1
    assert f'id="measure-{measure.pk}-reading-30"' in page


def test_milestones_of_another_workstream_are_not_on_the_chart(scene, as_):
    one, other = WorkstreamFactory.create_batch(2, challenge=scene.challenge)
    measure = with_readings(scene.challenge, 20, workstream=one)
    for stream, title in ((one, "Ours"), (other, "Theirs")):
        MilestoneFactory(
            challenge=scene.challenge, workstream=stream, title=title, due_on=FIRST + dt.timedelta(days=30)
        )
    page = as_(scene.fellow).get(measure.get_absolute_url()).content.decode()
    assert "Ours" in page
    assert "Theirs" not in page


def test_programmes_length_of_a_run_counts(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge, direction="increase")
    values = [9, 5, 9, 5, 9, 5, 9, 5, 9, 5, 8, 8, 8, 8, 8, 8]
    for number, value in enumerate(values):
        ReadingFactory(measure=measure, day=month(number), value=Decimal(value))
    client = as_(scene.fellow)
    assert "No change: readings vary" in client.get(measure.get_absolute_url()).content.decode()
    programme = scene.challenge.place.cohort.programme
    programme.run_length = 6
    programme.save()
    page = client.get(measure.get_absolute_url()).content.decode()
    assert "Improvement: the last 6 months are above the average" in page


@pytest.mark.parametrize(
    ("ending", "content_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<?xml"),
        ("png", "image/png", b"\x89PNG"),
        ("csv", "text/csv", b"\xef\xbb\xbf"),
    ],
)
def test_chart_can_be_taken_away(scene, as_, measure, ending, content_type, begins):
    answer = as_(scene.lead).get(reverse("measure_file", args=[measure.pk, ending]))
    assert answer["Content-Type"].startswith(content_type)
    assert answer["Content-Disposition"] == f'attachment; filename="days-of-waiting.{ending}"'
    assert answer.content.startswith(begins)
    assert AuditEvent.objects.filter(act="download", by=scene.lead, detail__ending=ending).exists()


def test_nothing_else_can_be_taken_away(scene, as_, measure):
    client = as_(scene.fellow)
    assert client.get(reverse("measure_file", args=[measure.pk, "exe"])).status_code == 404
    cycle = CycleFactory(ramp__challenge=scene.challenge)
    assert client.get(reverse("measure_file", args=[cycle.pk, "csv"])).status_code == 404


def test_measure_without_readings_says_what_to_do(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge)
    page = as_(scene.fellow).get(measure.get_absolute_url()).content.decode()
    assert "No readings yet" in page
    assert reverse("readings_paste", args=[measure.pk]) in page
    for ending in ("svg", "png", "csv"):
        answer = as_(scene.fellow).get(reverse("measure_file", args=[measure.pk, ending]))
        assert answer.status_code == 200


@pytest.mark.parametrize("chart", ["xmr", "run"])
@pytest.mark.parametrize("values", [[], [None], [1], [1, None], [0, 0, 0], [10**11, -(10**11), 5]])
def test_odd_series_are_drawn_all_the_same(scene, as_, chart, values):
    measure = MeasureFactory(challenge=scene.challenge, chart=chart, target=Decimal(3), fix_after=12)
    for number, value in enumerate(values):
        ReadingFactory(measure=measure, day=month(number), value=value)
    client = as_(scene.fellow)
    assert {client.get(address).status_code for address in addresses(measure)} == {200}


def test_list_groups_the_family_and_leaves_out_what_was_removed(scene, as_):
    for kind in ("balancing", "outcome", "process"):
        with_readings(scene.challenge, 5, type=kind, name=f"The {kind}")
    with_readings(scene.challenge, 5, name="Gone", removed_at=timezone.now())
    page = as_(scene.lead).get(reverse("measures", args=[scene.challenge.pk])).content.decode()
    places = [page.index(f"The {kind}") for kind in ("outcome", "process", "balancing")]
    assert places == sorted(places)
    assert "Gone" not in page


def test_empty_list_says_why_a_measure_is_worth_it(scene, as_):
    address = reverse("measures", args=[scene.challenge.pk])
    page = as_(scene.fellow).get(address).content.decode()
    assert "nobody can tell a change from an improvement" in page
    assert "Write the first measure" in page
    assert "Write the first measure" not in as_(scene.lead).get(address).content.decode()


def test_history_of_a_pasted_table_is_folded(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge)
    entries = [Entry(month(n), Decimal(n)) for n in range(30)]
    save_readings(measure=measure, entries=entries, by=scene.fellow)
    add_reading(measure=measure, entry=Entry(month(30), Decimal(3)), by=scene.fellow)
    page = as_(scene.lead).get(measure.get_absolute_url()).content.decode()
    assert "Readings added from a table" in page
    assert "30 lines" in page
    assert "1 January 2023" in page


QUERIES = {"measures": 6, "piece": 15}


def asked(client: Client, address: str, monkeypatch) -> dict[str, int]:
    with counted(monkeypatch) as count:
        assert client.get(address).status_code == 200
    return count


def test_list_takes_as_many_queries_for_thirty_measures_as_for_one(scene, as_, monkeypatch):
    client, address = as_(scene.lead), reverse("measures", args=[scene.challenge.pk])
    with_readings(scene.challenge, 104)
    client.get(address)
    for _number in (1, 3, 30):
        while scene.challenge.pieces.count() < _number:
            with_readings(scene.challenge, 104)
        count = asked(client, address, monkeypatch)
        assert count["queries"] == QUERIES["measures"]
        assert count["rows"] <= 2 * _number + 10


def test_page_takes_as_many_queries_for_many_readings_as_for_one(scene, as_, monkeypatch):
    client = as_(scene.fellow)
    found = []
    for count in (1, 3, 104):
        measure = with_readings(scene.challenge, count)
        for place in range(1, count, 20):
            StepChange.objects.create(
                measure=measure, day=FIRST + dt.timedelta(days=7 * place), reason="New rota"
            )
            MilestoneFactory(challenge=scene.challenge, due_on=FIRST + dt.timedelta(days=place))
        client.get(measure.get_absolute_url())
        found.append(asked(client, measure.get_absolute_url(), monkeypatch)["queries"])
    assert len(set(found)) == 1
    assert found[0] <= QUERIES["piece"]


def test_thirty_charts_seen_before_take_the_time_of_a_few_plain_pages(scene, as_):
    """In processor time, the best of several, held against a page of the same site that draws nothing."""
    for number in range(30):
        with_readings(scene.challenge, 104, type=("outcome", "process", "balancing")[number % 3])
    client = as_(scene.lead)
    family = best(client, reverse("measures", args=[scene.challenge.pk]))
    plain = best(client, reverse("brief", args=[scene.challenge.pk]))
    assert family < 4 * plain


def best(client: Client, address: str) -> float:
    client.get(address)
    times = []
    for _try in range(5):
        began = time.process_time()
        client.get(address)
        times.append(time.process_time() - began)
    return min(times)
