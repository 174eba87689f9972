"""Cycles, driver diagram and workstreams as they are read: by whom, how much, and to take away."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import PieceChange
from challenges.models.cycle import Decision
from challenges.models.drivers import DriverLevel
from challenges.services.challenges import open_to_cohort
from challenges.services.cycles import edit_ramp, remove_ramp
from challenges.services.workstreams import edit_workstream, end_workstream
from challenges.workflow import CycleStage
from mentoring.models import Comment
from tests.factories.mentoring import CommentFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=200)


@pytest.fixture
def ramp(scene):
    return RampFactory(challenge=scene.challenge, name="Shorter forms")


@pytest.fixture
def diagram(scene):
    return DriverDiagramFactory(challenge=scene.challenge, made_at=LONG_AGO)


def decided(ramp, number, decision, **facts):
    today = timezone.localdate()
    facts = {"prediction": "Less", "started_on": today, "decided_on": today, "decision": decision, **facts}
    return CycleFactory(ramp=ramp, number=number, stage=CycleStage.DECIDED, **facts)


def cycles_page(scene, as_, who):
    return as_(scene.people[who]).get(reverse("cycles", args=[scene.challenge.pk]))


def test_ramp_is_an_ordered_list_with_what_became_of_each_cycle(scene, as_, ramp):
    decided(ramp, 1, Decision.ADAPT, name="One team")
    decided(ramp, 2, Decision.ADOPT, name="Two teams")
    CycleFactory(ramp=ramp, number=3, name="All teams")
    page = cycles_page(scene, as_, "lead").content.decode()
    assert "3 cycles: 1 adopted, 1 adapted, 1 planned" in page
    assert page.index("One team") < page.index("Two teams") < page.index("All teams")


@pytest.mark.parametrize("who", ["lead", "administrator", "fellow"])
def test_those_who_take_part_read_everything(scene, as_, ramp, diagram, who):
    cycle = CycleFactory(ramp=ramp, number=1)
    client = as_(scene.people[who])
    for url in (
        cycle.get_absolute_url(),
        diagram.get_absolute_url(),
        reverse("cycles", args=[scene.challenge.pk]),
    ):
        assert client.get(url).status_code == 200
    assert client.get(reverse("drivers", args=[scene.challenge.pk])).url == diagram.get_absolute_url()


@pytest.mark.parametrize(
    "who", ["other_cohort", "tutor", "evaluator", "stranger", "future", "after_grace", "peer"]
)
def test_others_meet_nothing(scene, as_, ramp, diagram, who):
    cycle, workstream = CycleFactory(ramp=ramp, number=1), WorkstreamFactory(challenge=scene.challenge)
    client = as_(scene.people[who])
    for name, pk in (
        ("cycles", scene.challenge.pk),
        ("drivers", scene.challenge.pk),
        ("workstreams", scene.challenge.pk),
        ("workstream", workstream.pk),
        ("piece", cycle.pk),
        ("piece", diagram.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.get(reverse("drivers_file", args=[diagram.pk, "svg"])).status_code == 404


def test_peer_reads_an_opened_challenge_without_comments_and_history(scene, as_, ramp, diagram):
    cycle = CycleFactory(ramp=ramp, number=1)
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    for url in (cycle.get_absolute_url(), diagram.get_absolute_url()):
        page = as_(scene.peer).get(url).content.decode()
        assert "History" not in page
        assert "Your comment" not in page


def test_former_mentor_meets_only_what_came_before_the_end(scene, as_, ramp):
    earlier = CycleFactory(ramp=ramp, number=1, name="Before", made_at=LONG_AGO)
    PieceChange.objects.create(piece=earlier, act="add", by=scene.fellow, at=LONG_AGO)
    later = RampFactory(challenge=scene.challenge, name="A later ramp")
    CycleFactory(ramp=later, number=1, name="After")
    page = cycles_page(scene, as_, "in_grace").content.decode()
    assert "Before" in page
    assert "A later ramp" not in page
    assert "After" not in page


def test_mentor_comments_on_a_cycle(scene, as_, ramp):
    cycle = CycleFactory(ramp=ramp, number=1)
    key = f"piece-{cycle.pk}"
    data = {f"text-{key}": "What would surprise you?", f"stamp-{key}": "1", "act": f"comment {key}"}
    as_(scene.lead).post(cycle.get_absolute_url(), data)
    assert Comment.objects.get().piece_id == cycle.pk
    assert "What would surprise you?" in as_(scene.fellow).get(cycle.get_absolute_url()).content.decode()


def test_cycle_shows_the_chart_of_its_measure_beside_the_prediction(scene, as_, ramp):
    measure = MeasureFactory(challenge=scene.challenge, name="Minutes a form")
    for day in range(1, 4):
        ReadingFactory(measure=measure, day=dt.date(2020, 1, day))
    cycle = decided(ramp, 1, Decision.ADAPT, measured_by=measure, learnt="Slower")
    page = as_(scene.lead).get(cycle.get_absolute_url()).content.decode()
    study = page[page.index('id="study"') :]
    assert "What was predicted" in study
    assert "<svg" in study
    assert measure.get_absolute_url() in study


def test_removed_measure_is_not_shown_beside_a_cycle(scene, as_, ramp):
    measure = MeasureFactory(challenge=scene.challenge, name="Minutes a form", removed_at=timezone.now())
    cycle = CycleFactory(ramp=ramp, number=1, measured_by=measure)
    assert "Minutes a form" not in as_(scene.lead).get(cycle.get_absolute_url()).content.decode()


def test_diagram_says_what_is_tested_and_what_has_worked(scene, as_, ramp, diagram):
    primary = DriverFactory(diagram=diagram, words="Rota")
    idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=primary, words="Swaps")
    measure = MeasureFactory(challenge=scene.challenge, name="Nights filled")
    idea.measures.add(measure)
    ramp.idea = idea
    ramp.save()
    decided(ramp, 1, Decision.ADOPT)
    CycleFactory(ramp=ramp, number=2, stage=CycleStage.DO, prediction="x", started_on=timezone.localdate())
    page = as_(scene.lead).get(diagram.get_absolute_url()).content.decode()
    start = page.index("<svg xmlns")
    drawing, beside = page[start : page.index("</svg>", start)], page[page.index("drivers-branches") :]
    for words in ("Rota", "Swaps", "1 adopted", "1 being tried", "Nights filled"):
        assert words in drawing
        assert words in beside


def test_idea_without_a_test_offers_one_to_the_fellow_only(scene, as_, diagram):
    primary = DriverFactory(diagram=diagram)
    idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=primary)
    plan = reverse("piece_new", args=[scene.challenge.pk, "cycle"]) + f"?idea={idea.pk}"
    assert plan in as_(scene.fellow).get(diagram.get_absolute_url()).content.decode()
    page = as_(scene.lead).get(diagram.get_absolute_url()).content.decode()
    assert "Not tried yet" in page
    assert plan not in page
    chosen = as_(scene.fellow).get(plan).content.decode()
    assert f'value="{idea.pk}" selected' in chosen


def test_kept_diagram_changes_with_what_it_is_made_from(scene, as_, ramp, diagram):
    idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=DriverFactory(diagram=diagram))
    measure = MeasureFactory(challenge=scene.challenge, name="Nights filled")
    fellow = as_(scene.fellow)

    def page() -> str:
        return fellow.get(diagram.get_absolute_url()).content.decode()

    assert "Not tried yet" in page()
    ramp.idea = idea
    ramp.save()
    assert "no cycle yet" in page()
    decided(ramp, 1, Decision.ADOPT)
    assert "1 adopted" in page()
    idea.measures.add(measure)
    assert page().count("Nights filled") == 2  # in the picture and in the list
    measure.name = "Nights <b>staffed"
    measure.save()
    assert page().count("Nights &lt;b&gt;staffed") == 2
    diagram.aim = "Everybody sleeps"
    diagram.save()
    assert "Everybody sleeps" in page()
    assert "Link measures" in page()
    assert "Link measures" not in as_(scene.lead).get(diagram.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_picture_is_taken_away(scene, as_, diagram, ending, begins):
    primary = DriverFactory(diagram=diagram, words="<b>& “Rota” شهادة 👩🏽‍⚕️")
    DriverFactory.create_batch(30, diagram=diagram, level=DriverLevel.IDEA, parent=primary, words="x" * 300)
    answer = as_(scene.lead).get(reverse("drivers_file", args=[diagram.pk, ending]))
    assert answer.content.startswith(begins)
    assert f'filename="driver-diagram.{ending}"' in answer["Content-Disposition"]
    assert b"<b>" not in answer.content


def test_picture_of_another_kind_or_ending_is_not_found(scene, as_, diagram, ramp):
    client, cycle = as_(scene.lead), CycleFactory(ramp=ramp, number=1)
    assert client.get(reverse("drivers_file", args=[diagram.pk, "exe"])).status_code == 404
    assert client.get(reverse("drivers_file", args=[cycle.pk, "svg"])).status_code == 404


def story(scene, as_) -> str:
    return as_(scene.lead).get(scene.challenge.get_absolute_url()).content.decode()


def test_story_tells_cycles_of_one_name_apart(scene, as_):
    for name in ("Nights", "Weekends"):
        cycle = CycleFactory(
            ramp=RampFactory(challenge=scene.challenge, name=name), name="One team", number=2
        )
        PieceChange.objects.create(piece=cycle, act="add", by=scene.fellow)
        CommentFactory(log_entry=None, challenge=scene.challenge, piece=cycle, author=scene.lead)
    page = story(scene, as_)
    for name in ("Nights", "Weekends"):
        assert f"PDSA cycle: One team (cycle 2 of “{name}”)" in page
        assert f"Comment on “One team (cycle 2 of “{name}”)”" in page


def test_history_of_ramps_and_workstreams_says_what_they_were(scene, as_, ramp):
    workstream = WorkstreamFactory(challenge=scene.challenge, name="Rota", purpose="")
    edit_ramp(ramp=ramp, name="Shortest forms", idea=None, by=scene.fellow)
    edit_workstream(workstream=workstream, name="Rotas", purpose="Livable", by=scene.fellow)
    end_workstream(workstream=workstream, by=scene.fellow)
    empty = RampFactory(challenge=scene.challenge, name="Never tried")
    remove_ramp(ramp=empty, by=scene.fellow)
    there = reverse("workstream", args=[workstream.pk])
    for who in ("fellow", "lead", "administrator"):
        ramps = cycles_page(scene, as_, who).content.decode()
        assert "History of the ramps" in ramps
        assert "Shorter forms</del>" in ramps
        assert "Removed: Never tried" in ramps
        page = as_(scene.people[who]).get(there).content.decode()
        assert "Rota</del>" in page
        assert "Livable" in page
        assert "Ended" in page


def test_history_of_ramps_is_not_for_peers_nor_what_came_after_a_mentors_end(scene, as_, ramp):
    CycleFactory(ramp=ramp, number=1, made_at=LONG_AGO)
    edit_ramp(ramp=ramp, name="Shortest forms", idea=None, by=scene.fellow)
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    for who in ("peer", "in_grace"):
        assert "History of the ramps" not in cycles_page(scene, as_, who).content.decode()
