"""A PDSA cycle in its pages: planned with its ramp, started, written stage by stage, decided, continued."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import Cycle, Ramp
from challenges.services.cycles import move_cycle
from challenges.services.pieces import edit_piece
from challenges.workflow import CycleStage
from fellowship.sealed.models import Draft
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import CycleFactory, MeasureFactory, RampFactory, WorkstreamFactory

ODD = "👩🏽‍⚕️ <script>alert(1)</script> '; DROP TABLE challenges_cycle; -- شهادة\x00"


@pytest.fixture
def new(world):
    return reverse("piece_new", args=[world.challenge.pk, "cycle"])


@pytest.fixture
def doing(world):
    """A cycle in Do."""
    return CycleFactory(
        ramp=RampFactory(challenge=world.challenge),
        number=1,
        stage=CycleStage.DO,
        prediction="Two minutes less.",
        started_on=days_from_today(-3),
    )


def stage(cycle, name):
    return reverse("cycle_stage", args=[cycle.pk, name])


def sent(**more):
    return {"draft": str(uuid.uuid4()), "version": "0", "piece_version": "1", "act": "share", **more}


def test_plan_with_a_new_ramp(fellow_client, new):
    answer = fellow_client.post(new, sent(name="Try it", new_ramp="Shorter forms", prediction="Less"))
    cycle = Cycle.objects.get()
    assert (answer.url, cycle.ramp.name, cycle.number) == (cycle.get_absolute_url(), "Shorter forms", 1)


def test_plan_with_neither_ramp_nor_name_of_one_says_so_and_keeps_the_words(fellow_client, new):
    page = fellow_client.post(new, sent(name="Try it")).content.decode()
    assert "Choose a ramp, or name a new one" in page
    assert "Try it" in page
    assert not Ramp.objects.exists()


def test_plan_in_the_ramp_of_the_address(fellow_client, new, doing):
    assert (
        f'value="{doing.ramp_id}" selected'
        in fellow_client.get(f"{new}?ramp={doing.ramp_id}").content.decode()
    )
    fellow_client.post(new, sent(name="Again", ramp=str(doing.ramp_id)))
    assert list(doing.ramp.cycles.values_list("number", flat=True)) == [1, 2]


def test_ramp_and_measure_of_another_challenge_cannot_be_chosen(fellow_client, new):
    data = sent(name="Try it", ramp=str(RampFactory().pk), measured_by=str(MeasureFactory().pk))
    assert fellow_client.post(new, data).status_code == 200
    assert not Cycle.objects.exists()


def test_odd_words_are_kept_harmlessly(fellow_client, new):
    fellow_client.post(new, sent(name=ODD, new_ramp=ODD, prediction=ODD))
    cycle = Cycle.objects.get()
    assert "\x00" not in cycle.prediction
    pages = [cycle.get_absolute_url(), reverse("cycles", args=[cycle.challenge_id])]
    for page in pages:
        assert "<script>alert" not in fellow_client.get(page).content.decode()


def test_very_long_words_are_refused_and_not_lost(fellow_client, new):
    answer = fellow_client.post(new, sent(name="Try it", new_ramp="A", prediction="x" * 6_000))
    assert "It can be at most 5,000 characters." in answer.content.decode()
    assert "x" * 6_000 in answer.content.decode()
    assert fellow_client.post(new, sent(name="Try it", prediction="x" * 1_000_000)).status_code == 200


def test_patient_number_in_a_prediction_warns(fellow_client, new):
    data = sent(name="Try it", new_ramp="A", prediction="943 476 5919 will wait less")
    assert "This may identify a patient" in fellow_client.post(new, data).content.decode()
    assert not Cycle.objects.exists()


def test_start_without_a_prediction_leads_to_where_it_is_written(fellow_client, world):
    cycle = CycleFactory(ramp__challenge=world.challenge)
    answer = fellow_client.post(reverse("cycle_start", args=[cycle.pk]), {"version": "1"}, follow=True)
    assert "Write your prediction before Do begins" in answer.content.decode()
    assert answer.redirect_chain[0][0] == reverse("piece_edit", args=[cycle.pk]) + "#id_prediction"


def test_start_closes_the_page_that_changes_the_plan(fellow_client, world):
    cycle = CycleFactory(ramp__challenge=world.challenge, prediction="Less")
    for _press in range(2):
        fellow_client.post(reverse("cycle_start", args=[cycle.pk]), {"version": "1"})
    cycle.refresh_from_db()
    assert (cycle.stage, cycle.changes.count()) == (CycleStage.DO, 1)
    answer = fellow_client.get(reverse("piece_edit", args=[cycle.pk]))
    assert answer.status_code == 403
    assert "Go back a stage first" in answer.content.decode()


def test_plan_sent_after_do_began_is_refused_and_kept(fellow_client, world):
    cycle = CycleFactory(ramp__challenge=world.challenge, prediction="Less")
    move_cycle(cycle=cycle, act="start", by=world.owner)
    answer = fellow_client.post(
        reverse("piece_edit", args=[cycle.pk]), sent(name="Another", prediction="More", piece_version="2")
    )
    assert answer.status_code == 409
    assert "More" in answer.content.decode()
    cycle.refresh_from_db()
    assert cycle.prediction == "Less"


def test_going_back_to_plan_takes_a_reason(fellow_client, doing):
    back = reverse("cycle_back", args=[doing.pk])
    assert "Say why you are going back" in fellow_client.post(back, {"piece_version": "1"}).content.decode()
    fellow_client.post(back, {"piece_version": "1", "reason": "The ward is closed"})
    doing.refresh_from_db()
    assert doing.stage == CycleStage.PLAN
    assert fellow_client.get(reverse("piece_edit", args=[doing.pk])).status_code == 200
    assert "The ward is closed" in fellow_client.get(doing.get_absolute_url()).content.decode()


def test_going_back_from_a_stale_page_is_refused(fellow_client, doing, world):
    edit_piece(piece=doing, words={"happened": "Half"}, by=world.owner)
    back = reverse("cycle_back", args=[doing.pk])
    answer = fellow_client.post(back, {"piece_version": "1", "reason": "Why"})
    assert answer.status_code == 409
    doing.refresh_from_db()
    assert doing.stage == CycleStage.DO


def test_what_happened_is_saved_while_do_goes_on(fellow_client, doing):
    fellow_client.post(stage(doing, "do"), sent(happened="One of three.", act="save"))
    doing.refresh_from_db()
    assert (doing.stage, doing.happened) == (CycleStage.DO, "One of three.")


def test_finished_do_goes_on_to_study(fellow_client, doing):
    answer = fellow_client.post(stage(doing, "do"), sent(happened="All three.", problems="Paper"))
    doing.refresh_from_db()
    assert (answer.url, doing.stage, doing.problems) == (doing.get_absolute_url(), CycleStage.STUDY, "Paper")


def test_warning_about_a_patient_remembers_which_button_was_pressed(fellow_client, doing):
    data = sent(happened="943 476 5919 came", act="save")
    page = fellow_client.post(stage(doing, "do"), data).content.decode()
    assert '<input type="hidden" name="pending_act" value="save">' in page
    del data["act"]
    data |= {"version": "1", "pending_act": "save", "identifiers_checked": "yes"}
    fellow_client.post(stage(doing, "do"), data)
    doing.refresh_from_db()
    assert (doing.stage, doing.happened) == (CycleStage.DO, "943 476 5919 came")


def test_words_of_a_stage_are_autosaved_and_come_back(fellow_client, doing):
    save = reverse("draft_save", args=["cycle-do", doing.pk])
    answer = fellow_client.post(save, {"happened": "Half a sent", "draft": str(uuid.uuid4()), "version": "0"})
    assert answer.json()["version"] == 1
    assert "Half a sent" in fellow_client.get(stage(doing, "do")).content.decode()
    assert "What happened" in fellow_client.get(reverse("drafts")).content.decode()
    assert Draft.objects.count() == 1


def test_study_shows_the_prediction_and_leads_to_the_decision(fellow_client, doing, world):
    move_cycle(cycle=doing, act="study", words={"happened": "Slower."}, by=world.owner)
    page = fellow_client.get(stage(doing, "study")).content.decode()
    assert "Two minutes less." in page
    assert "Slower." in page
    answer = fellow_client.post(stage(doing, "study"), sent(learnt="It was slower.", piece_version="2"))
    assert answer.url == stage(doing, "act")
    answer = fellow_client.post(
        stage(doing, "act"), sent(decision="adapt", next_step="Ask the night team.", piece_version="3")
    )
    assert answer.url == doing.get_absolute_url()
    page = fellow_client.get(doing.get_absolute_url()).content.decode()
    assert "Plan the next cycle" in page
    answer = fellow_client.post(reverse("cycle_next", args=[doing.pk]), follow=True)
    assert "Learnt in cycle 1: It was slower." in answer.content.decode()


def test_page_of_another_stage_leads_back_to_the_cycle(fellow_client, doing):
    for name in ("study", "act"):
        assert fellow_client.get(stage(doing, name)).url == doing.get_absolute_url()
    assert fellow_client.get(stage(doing, "nonsense")).status_code == 404


def test_decision_before_the_data_leads_to_the_data(fellow_client, doing, world):
    move_cycle(cycle=doing, act="study", words={"happened": "Slower."}, by=world.owner)
    assert fellow_client.get(stage(doing, "act")).url == stage(doing, "study")


def test_two_tabs_are_shown_side_by_side(fellow_client, doing, world):
    edit_piece(piece=doing, words={"happened": "From the phone."}, by=world.owner)
    answer = fellow_client.post(stage(doing, "do"), sent(happened="From the desk."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the phone." in page
    assert "From the desk." in page


def test_workstream_is_offered_where_there_are_any(fellow_client, new, world):
    assert "Workstream" not in fellow_client.get(new).content.decode()
    WorkstreamFactory(challenge=world.challenge, name="Rota")
    assert "Rota" in fellow_client.get(new).content.decode()


@pytest.mark.parametrize(("person", "status"), [("mentor", 403), ("same_cohort", 404), ("stranger", 404)])
def test_stages_of_somebody_else_are_not_written(as_person, doing, person, status):
    client = as_person(person)
    for name in ("cycle_start", "cycle_next", "cycle_back"):
        assert client.post(reverse(name, args=[doing.pk])).status_code == status
    assert client.post(stage(doing, "do"), sent(happened="Mine")).status_code == status
    assert client.post(reverse("ramp_edit", args=[doing.ramp_id]), {"name": "Mine"}).status_code == status


def test_ramp_is_renamed(fellow_client, doing):
    fellow_client.post(reverse("ramp_edit", args=[doing.ramp_id]), {"name": "Shorter", "ramp_version": "1"})
    doing.ramp.refresh_from_db()
    assert doing.ramp.name == "Shorter"


def test_ramp_renamed_in_two_tabs_shows_the_second_what_the_first_wrote(fellow_client, doing):
    url = reverse("ramp_edit", args=[doing.ramp_id])
    fellow_client.post(url, {"name": "From the phone", "ramp_version": "1"})
    typed = {"name": "From the desk", "draft": str(uuid.uuid4()), "version": "0"}
    answer = fellow_client.post(url, {**typed, "ramp_version": "1"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "From the phone" in page
    assert 'value="From the desk"' in page
    assert fellow_client.post(url, {**typed, "ramp_version": "2"}).status_code == 302


def test_ramps_are_put_in_order(fellow_client, world):
    first, second = (RampFactory(challenge=world.challenge, position=place) for place in (1, 2))
    cycles = reverse("cycles", args=[world.challenge.pk])
    answer = fellow_client.post(reverse("ramp_edit", args=[second.pk]), {"act": "up"})
    assert answer.url == f"{cycles}#ramp-{second.pk}"
    assert list(world.challenge.ramps.all()) == [second, first]
    fellow_client.post(reverse("ramp_edit", args=[second.pk]), {"act": "down"})
    fellow_client.post(reverse("ramp_edit", args=[second.pk]), {"act": "down"})  # the last stays
    assert list(world.challenge.ramps.all()) == [first, second]
    page = " ".join(fellow_client.get(cycles).content.decode().split())
    assert page.count(f"Moved in the order: {second.name}") == 2


def test_ramp_without_cycles_is_removed(fellow_client, world):
    ramp = RampFactory(challenge=world.challenge)
    url = reverse("ramp_edit", args=[ramp.pk])
    assert "Remove this ramp" in fellow_client.get(url).content.decode()
    fellow_client.post(url, {"act": "remove"})
    assert not Ramp.objects.exists()


def test_ramp_with_a_removed_cycle_stays(fellow_client, doing):
    Cycle.objects.filter(pk=doing.pk).update(removed_at=timezone.now())
    url = reverse("ramp_edit", args=[doing.ramp_id])
    assert "Remove this ramp" not in fellow_client.get(url).content.decode()
    answer = fellow_client.post(url, {"act": "remove"}, follow=True)
    assert "so it stays" in answer.content.decode()
    assert Ramp.objects.exists()


def test_ramp_begun_twice_with_one_form_is_one(fellow_client, world):
    data = {"name": "Shorter", "draft": str(uuid.uuid4()), "version": "0"}
    for _press in range(2):
        fellow_client.post(reverse("ramp_new", args=[world.challenge.pk]), data)
    assert Ramp.objects.count() == 1
