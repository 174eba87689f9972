import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import ChallengeSummary
from challenges.services.challenges import open_to_cohort
from fellowship.people.models import AuditEvent
from fellowship.sealed.models import Draft
from tests.factories import LogEntryFactory, MilestoneFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    StakeholderFactory,
)
from tests.mentoring.views.test_queries import counted

pytestmark = pytest.mark.django_db
SEE = {"fellow", "lead", "second", "cover", "in_grace", "administrator"}


def address(scene, name: str = "challenge_summary") -> str:
    return reverse(name, args=[scene.challenge.pk])


def body(response) -> str:
    return response.content.decode()


def choices(**words) -> dict:
    return {"draft": str(uuid.uuid4()), "version": "0", "summary_version": "0", "act": "save", **words}


def test_page_and_pdf_are_for_those_who_see_the_challenge(scene, as_):
    for who, person in scene.people.items():
        for name in ("challenge_summary", "challenge_summary_pdf"):
            assert as_(person).get(address(scene, name)).status_code == (200 if who in SEE else 404), who

    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    assert as_(scene.peer).get(address(scene)).status_code == 200


def test_only_the_fellow_is_offered_to_choose(scene, as_):
    for who in sorted(SEE):
        assert (address(scene, "summary_edit") in body(as_(scene.people[who]).get(address(scene)))) is (
            who == "fellow"
        )


def test_what_is_chosen_is_on_the_page_and_its_draft_is_gone(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge, name="Nights without a call")
    other = MeasureFactory(challenge=scene.challenge, name="Not this one")
    cycle = CycleFactory(ramp=RampFactory(challenge=scene.challenge), name="Earplugs for a week")
    fellow = as_(scene.fellow)
    data = choices(learnt="Ask *first*.", next_steps="Go on", measures=[measure.pk], cycles=[cycle.pk])

    page = body(fellow.post(address(scene, "summary_edit"), data, follow=True))

    for words in ("Ask *first*.", "Go on", measure.name, cycle.name, "The summary is saved."):
        assert words in page
    assert other.name not in page
    assert not Draft.objects.visible_to(scene.fellow).exists()
    again = body(fellow.get(address(scene, "summary_edit")))
    assert "Ask *first*." in again
    assert again.count("checked") == 2


def test_what_stood_on_it_before_is_in_its_history(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge, name="Nights without a call")
    fellow = as_(scene.fellow)
    fellow.post(address(scene, "summary_edit"), choices(learnt="Ask first.", measures=[measure.pk]))
    fellow.post(address(scene, "summary_edit"), choices(learnt="Listen first.", summary_version="1"))

    page = body(as_(scene.lead).get(address(scene)))
    assert "Ask first.</del>" in page
    assert "Nights without a call</del>" in page
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    assert "Ask first." not in body(as_(scene.peer).get(address(scene)))


def test_driver_leads_to_its_place_in_the_diagram(scene, as_):
    driver = DriverFactory(diagram=DriverDiagramFactory(challenge=scene.challenge))
    place = f"{driver.diagram.get_absolute_url()}#driver-{driver.pk}"
    assert f'href="{place}"' in body(as_(scene.lead).get(address(scene)))
    assert f'id="driver-{driver.pk}"' in body(as_(scene.lead).get(driver.diagram.get_absolute_url()))


def test_kept_as_a_draft_it_is_on_no_page(scene, as_):
    fellow = as_(scene.fellow)
    fellow.post(address(scene, "summary_edit"), choices(learnt="Half a thought", act="draft"))

    assert "Half a thought" not in body(fellow.get(address(scene)))
    assert "Half a thought" in body(fellow.get(address(scene, "summary_edit")))
    assert "Half a thought" in body(fellow.get(reverse("drafts")))


def test_saved_while_typing_and_taken_up_again(scene, as_):
    fellow = as_(scene.fellow)
    data = choices(learnt="Typed so far")

    saved = fellow.post(reverse("draft_save", args=["summary", scene.challenge.pk]), data)

    assert saved.status_code == 200
    assert "Typed so far" in body(fellow.get(address(scene, "summary_edit")))


def test_form_shown_before_another_change_is_not_saved_over_it(scene, as_):
    fellow = as_(scene.fellow)
    fellow.post(address(scene, "summary_edit"), choices(learnt="From the phone"))

    late = fellow.post(address(scene, "summary_edit"), choices(learnt="From the desk"))

    assert late.status_code == 409
    assert "From the desk" in body(late)
    assert ChallengeSummary.objects.get().learnt == "From the phone"
    now = {"summary_version": "1"}
    fellow.post(address(scene, "summary_edit"), choices(learnt="From the desk", **now))
    assert ChallengeSummary.objects.get().learnt == "From the desk"


def test_things_of_another_challenge_and_too_many_are_refused_in_words(scene, as_):
    fellow = as_(scene.fellow)
    own = [MeasureFactory(challenge=scene.challenge).pk for _number in range(5)]
    foreign, removed = MeasureFactory(), MeasureFactory(challenge=scene.challenge, removed_at=timezone.now())

    for measures in ([foreign.pk], [removed.pk], ["x"], own):
        page = fellow.post(address(scene, "summary_edit"), choices(measures=measures))
        assert "There is a problem" in body(page)
    page = fellow.post(address(scene, "summary_edit"), choices(learnt="x" * 451))
    assert "450 characters" in body(page)
    assert not ChallengeSummary.objects.exists()


def test_patient_identifier_warns_first(scene, as_):
    data = choices(learnt="Seen with 943 476 5919")

    assert "This may identify a patient" in body(as_(scene.fellow).post(address(scene, "summary_edit"), data))
    assert not ChallengeSummary.objects.exists()


def test_pdf_is_a_download_that_is_noted_and_never_cached(scene, as_):
    for format, name in (("", "board"), ("poster", "poster"), ("nonsense", "board")):
        response = as_(scene.administrator).get(address(scene, "challenge_summary_pdf"), {"format": format})
        assert response["Content-Type"] == "application/pdf"
        assert f"-{name}.pdf" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
    assert AuditEvent.objects.filter(act="download", by=scene.administrator).count() == 3


def test_page_takes_the_same_queries_with_one_and_thirty_of_everything(scene, as_, monkeypatch):
    fellow, taken = as_(scene.fellow), []
    fellow.get(address(scene))
    for more in (1, 30):
        for _number in range(more):
            ReadingFactory(measure=MeasureFactory(challenge=scene.challenge))
            CycleFactory(ramp=RampFactory(challenge=scene.challenge))
            StakeholderFactory(challenge=scene.challenge)
            MilestoneFactory(challenge=scene.challenge)
            LogEntryFactory(challenge=scene.challenge)
        counts = []
        for name in ("challenge_summary", "challenge_summary_pdf", "summary_edit"):
            with counted(monkeypatch) as count:
                fellow.get(address(scene, name))
            counts.append(count["queries"])
        taken.append(counts)

    assert taken[0] == taken[1]
    assert max(taken[0]) <= 15
