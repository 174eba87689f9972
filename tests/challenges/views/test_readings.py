import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from challenges.models import Measure, PieceChange, Reading, StepChange
from fellowship.sealed.services.drafts import drafts_of
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, QuestionFactory, ReadingFactory

DAY = days_from_today(-5)
OTHERS = {
    "mentor": 403,
    "mentor_in_grace": 403,
    "former_mentor": 404,
    "administrator": 403,
    "tutor": 404,
    "evaluator": 404,
    "same_cohort": 404,
    "other_cohort": 404,
    "other_administrator": 404,
    "stranger": 404,
}


@pytest.fixture
def measure(world) -> Measure:
    return MeasureFactory(challenge=world.challenge, unit="days")


@pytest.fixture
def share(world) -> Measure:
    return MeasureFactory(challenge=world.challenge, made_of="percentage", unit="%")


def page(name: str, thing) -> str:
    return reverse(name, args=[thing.pk])


def typed(day: dt.date = DAY, **values: object) -> dict[str, object]:
    return {"draft": str(uuid.uuid4()), "version": "0", "act": "save", **day_boxes("day", day), **values}


def test_reading_is_added_and_leads_back_to_the_chart(fellow_client, measure):
    sent = typed(value="12.5", note="Half-term")
    first = fellow_client.post(page("reading_new", measure), sent)
    second = fellow_client.post(page("reading_new", measure), sent)
    assert first["Location"] == second["Location"] == measure.get_absolute_url()
    reading = Reading.objects.get()
    assert (reading.day, reading.value, reading.note) == (DAY, Decimal("12.5"), "Half-term")
    assert PieceChange.objects.get().act == "add_reading"
    shown = fellow_client.get(measure.get_absolute_url()).content.decode()
    assert f'id="measure-{measure.pk}-reading-1"' in shown
    assert "Half-term" in shown


def test_another_reading_can_follow_at_once(fellow_client, measure):
    answer = fellow_client.post(page("reading_new", measure), typed(value="1", act="another"))
    assert answer["Location"] == page("reading_new", measure)


def test_next_date_is_filled_in(fellow_client, measure):
    ReadingFactory(measure=measure, day=dt.date(2026, 1, 31))
    shown = fellow_client.get(page("reading_new", measure)).content.decode()
    values = [re.search(rf'name="day-{part}"[^>]*value="(\d+)"', shown)[1] for part in ("day", "month")]
    assert values == ["28", "2"]


def test_parts_are_asked_of_a_percentage(fellow_client, share):
    fellow_client.post(page("reading_new", share), typed(numerator="5", denominator="7"))
    assert Reading.objects.get().value == Decimal("71.428571")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"value": ""}, "Enter the value, or write missing"),
        ({"value": "12,5"}, "has a comma, and it is not clear what for"),
        ({"value": "1e309"}, "is a number in short form"),
        ({"value": "NaN"}, "“NaN” is not a number"),
        ({"value": "95%"}, "has a percent sign"),
        ({"value": "9" * 41}, "at most 40 characters"),
        ({"value": "1", "note": "a" * 301}, "at most 300 characters"),
        ({"value": "1", **day_boxes("day", days_from_today(1))}, "is in the future"),
        ({"value": "1", "day-month": "13"}, "must be a real date"),
        ({"value": "1", "note": "Mrs Jones, 84"}, "looks like a patient"),
    ],
)
def test_reading_that_cannot_be_says_why_and_keeps_the_rest(fellow_client, measure, values, message):
    shown = fellow_client.post(page("reading_new", measure), typed(note="Kept") | values).content.decode()
    assert message in shown
    assert str({"note": "Kept"} | values).count("Kept") == shown.count('value="Kept"')
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Enter how many, and out of how many"),
        ({"numerator": "5"}, "Say out of how many"),
        ({"numerator": "5", "denominator": "0"}, "out of 0"),
        ({"numerator": "8", "denominator": "7"}, "more than all"),
        ({"numerator": "-1", "denominator": "7"}, "cannot be below 0"),
        ({"value": "120"}, "between 0 and 100"),
    ],
)
def test_percentage_that_cannot_be_says_why(fellow_client, share, values, message):
    assert message in fellow_client.post(page("reading_new", share), typed(**values)).content.decode()
    assert not Reading.objects.exists()


def test_note_with_emoji_script_and_nul_is_stored_harmlessly(fellow_client, measure):
    fellow_client.post(page("reading_new", measure), typed(value="1", note="<script>\0 👩🏽‍⚕️ عربي"))
    assert Reading.objects.get().note == "<script> 👩🏽‍⚕️ عربي"
    assert "<script> 👩" not in fellow_client.get(measure.get_absolute_url()).content.decode()


def test_added_reading_is_said_to_be_on_the_chart(fellow_client, measure):
    answer = fellow_client.post(page("reading_new", measure), typed(value="4"), follow=True)
    assert "The reading is on the chart." in answer.content.decode()


def test_what_is_typed_is_kept_as_a_draft_until_it_is_saved(fellow_client, world, measure):
    sent = typed(value="oops", note="Half a note")
    fellow_client.post(page("reading_new", measure), sent)
    (draft,) = drafts_of(world.owner)
    assert draft.read()["note"] == ["Half a note"]
    assert "Half a note" in fellow_client.get(page("reading_new", measure)).content.decode()
    assert "Half a note" in fellow_client.get(reverse("drafts")).content.decode()
    fellow_client.post(page("reading_new", measure), {**sent, "value": "1", "version": "1"})
    assert drafts_of(world.owner) == []


def test_second_reading_for_a_day_is_refused_and_keeps_what_was_typed(fellow_client, measure):
    ReadingFactory(measure=measure, day=DAY, value=Decimal(3))
    answer = fellow_client.post(page("reading_new", measure), typed(value="4"))
    assert answer.status_code == 409
    assert "Change that one, or choose another date" in answer.content.decode()
    assert 'value="4"' in answer.content.decode()


def test_reading_is_changed_and_removed(fellow_client, measure):
    reading = ReadingFactory(measure=measure, day=DAY, value=Decimal("3.5"))
    shown = fellow_client.get(page("reading_edit", reading)).content.decode()
    assert 'value="3.5"' in shown
    changed = {**day_boxes("day", DAY), "value": "4", "piece_version": "1"}
    assert fellow_client.post(page("reading_edit", reading), changed)["Location"] == (
        measure.get_absolute_url()
    )
    reading.refresh_from_db()
    assert reading.value == 4
    stale = fellow_client.post(page("reading_edit", reading), {**changed, "value": "5"})
    assert stale.status_code == 409
    assert "As it is now: 4\u00a0days" in stale.content.decode()
    assert 'value="5"' in stale.content.decode()
    fellow_client.post(page("reading_remove", reading), {"version": "2"})
    assert not Reading.objects.exists()


@pytest.mark.parametrize("name", ["reading_new", "readings_paste", "step_change_new"])
def test_only_a_measure_has_readings(fellow_client, world, name):
    question = QuestionFactory(challenge=world.challenge)
    assert fellow_client.get(page(name, question)).status_code == 404


@pytest.mark.parametrize(("who", "status"), OTHERS.items())
def test_nobody_else_writes_readings(as_person, world, measure, who, status):
    reading = ReadingFactory(measure=measure, day=DAY)
    step = StepChange.objects.create(measure=measure, day=DAY, reason="x")
    PieceChange.objects.create(piece=measure, act="add", by=world.owner)
    client = as_person(who)
    for name, thing in [
        *[(name, measure) for name in ("reading_new", "readings_paste", "step_change_new")],
        *[(name, reading) for name in ("reading_edit", "reading_remove")],
        ("step_change_remove", step),
    ]:
        found = {client.get(page(name, thing)).status_code, client.post(page(name, thing)).status_code}
        assert found == {status}, name
    assert PieceChange.objects.count() == 1


def test_step_change_is_marked_with_a_reason_and_taken_off(fellow_client, measure):
    days = [days_from_today(-10 + n) for n in range(5)]
    for day in days:
        ReadingFactory(measure=measure, day=day)
    marked = {"draft": str(uuid.uuid4()), "version": "0", "piece_version": "1", "day": str(days[2])}
    assert "When not to" in fellow_client.get(page("step_change_new", measure)).content.decode()
    answer = fellow_client.post(page("step_change_new", measure), {**marked, "reason": " "})
    assert "Say what changed, and how you know" in answer.content.decode()
    fellow_client.post(page("step_change_new", measure), {**marked, "version": "1", "reason": "New rota"})
    step = StepChange.objects.get()
    assert (step.day, step.reason) == (days[2], "New rota")
    assert "New rota" in fellow_client.get(measure.get_absolute_url()).content.decode()
    fellow_client.post(page("step_change_remove", step), {"reason": "", "piece_version": "2"})
    assert StepChange.objects.exists()
    fellow_client.post(page("step_change_remove", step), {"reason": "Too early", "piece_version": "2"})
    assert not StepChange.objects.exists()
    acts = list(measure.changes.values_list("act", "reason"))
    assert acts == [("mark_step_change", "New rota"), ("remove_step_change", "Too early")]
