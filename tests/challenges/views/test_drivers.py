"""The outline of the driver diagram in its page, without JavaScript; links of drivers; what is removed."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import Driver, DriverDiagram
from challenges.models.drivers import DriverLevel
from tests.factories.workspace import (
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
)


@pytest.fixture
def diagram(world):
    return DriverDiagramFactory(challenge=world.challenge)


@pytest.fixture
def page(diagram):
    return reverse("outline", args=[diagram.pk])


def lines(*told, **more):
    """`(level, words[, driver])` as the form sends them."""
    rows = [(*one, 0)[:3] for one in told]
    return {
        "words": [words for _level, words, _driver in rows],
        "level": [str(level) for level, _words, _driver in rows],
        "driver": [str(driver) for _level, _words, driver in rows],
        "gone": ["0"] * len(rows),
        "draft": str(uuid.uuid4()),
        "version": "0",
        "piece_version": "1",
        **more,
    }


def words_of(diagram):
    return list(diagram.drivers.filter(removed_at=None).values_list("words", flat=True))


def test_aim_begins_the_one_diagram(fellow_client, world):
    new = reverse("piece_new", args=[world.challenge.pk, "drivers"])
    data = {"aim": "Halve turnover.", "act": "share", "version": "0"}
    answer = fellow_client.post(new, data | {"draft": str(uuid.uuid4())})
    assert answer.url == DriverDiagram.objects.get().get_absolute_url()
    answer = fellow_client.post(new, data | {"draft": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert "has a driver diagram already" in answer.content.decode()


def test_outline_is_saved_once_however_often_it_is_sent(fellow_client, page, diagram):
    data = lines((1, "Rota"), (2, "A say in it"), (3, "Swaps"), act="share")
    for _press in range(2):
        assert fellow_client.post(page, data).url == diagram.get_absolute_url()
    assert words_of(diagram) == ["Rota", "A say in it", "Swaps"]


def test_buttons_work_without_javascript_and_share_nothing(fellow_client, page, diagram):
    data = lines((1, "Rota"), (1, "A say in it"), do="indent-1")
    answer = fellow_client.post(page, data)
    assert answer.url.endswith("#line-1")
    shown = fellow_client.get(answer.url).content.decode()
    assert shown.count("Secondary driver</label>") == 1
    assert not diagram.drivers.exists()


def test_removed_line_says_what_goes_and_comes_back(fellow_client, page, diagram):
    rota = DriverFactory(diagram=diagram, words="Rota")
    say = DriverFactory(
        diagram=diagram, words="A say in it", level=DriverLevel.SECONDARY, parent=rota, position=1
    )
    data = lines((1, "Rota", rota.pk), (2, "A say in it", say.pk), do="remove-0")
    shown = fellow_client.get(fellow_client.post(page, data).url).content.decode()
    assert "Saving takes these out of the diagram" in shown
    assert '<li dir="auto">A say in it</li>' in shown
    data |= {"gone": ["1", "1"], "do": "back-1", "version": "1", "draft": data["draft"]}
    shown = fellow_client.get(fellow_client.post(page, data | {"version": "2"}).url).content.decode()
    assert "Saving takes these out" not in shown


def test_line_marked_as_removed_leaves_the_diagram_when_saved(fellow_client, page, diagram):
    rota, respect = (DriverFactory(diagram=diagram, words=words) for words in ("Rota", "Respect"))
    data = lines((1, "Rota", rota.pk), (1, "Respect", respect.pk), act="share") | {"gone": ["1", "0"]}
    fellow_client.post(page, data)
    assert words_of(diagram) == ["Respect"]
    shown = fellow_client.get(diagram.get_absolute_url()).content.decode()
    assert "Removed from the diagram" in shown
    fellow_client.post(reverse("driver_back", args=[rota.pk]))
    assert set(words_of(diagram)) == {"Rota", "Respect"}


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ([(2, "A say in it")], "The first line must be a primary driver"),
        ([(1, "x" * 301)], "Line 1 is 301 characters long"),
        ([(1, f"Driver {number}") for number in range(151)], "There are 151 lines"),
    ],
)
def test_outline_that_cannot_be_saved_says_why_and_is_kept(fellow_client, page, diagram, told, fault):
    shown = fellow_client.post(page, lines(*told, act="share")).content.decode()
    assert fault in shown
    assert told[-1][1] in shown
    assert not diagram.drivers.exists()


def test_forged_values_do_no_harm(fellow_client, page, diagram):
    foreign = DriverFactory()
    data = lines((1, "👩🏽‍⚕️ <b>שלום</b>\x00"), act="share")
    data |= {"level": ["99999999999999"], "driver": [str(foreign.pk)], "gone": ["maybe"]}
    fellow_client.post(page, data | {"level": ["1"]})
    assert words_of(diagram) == ["👩🏽‍⚕️ <b>שלום</b>"]
    foreign.refresh_from_db()
    assert foreign.diagram != diagram
    assert "<b>שלום" not in fellow_client.get(diagram.get_absolute_url()).content.decode()


def test_patient_number_in_a_line_warns(fellow_client, page, diagram):
    shown = fellow_client.post(page, lines((1, "943 476 5919"), act="share")).content.decode()
    assert "This may identify a patient" in shown
    assert not diagram.drivers.exists()


def test_outline_from_a_stale_page_is_refused_and_says_what_saving_would_remove(fellow_client, page, diagram):
    fellow_client.post(page, lines((1, "From the phone"), act="share"))
    answer = fellow_client.post(page, lines((1, "From the desk"), act="share"))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "From the desk" in shown
    assert '<li dir="auto">From the phone</li>' in shown
    assert words_of(diagram) == ["From the phone"]


def test_two_tabs_with_one_draft_keep_the_lines_of_both(fellow_client, page, diagram):
    first = lines((1, "Rota"))
    save = reverse("draft_save", args=["outline", diagram.pk])
    fellow_client.post(save, first)
    other = lines((1, "Respect")) | {"draft": first["draft"]}
    answer = fellow_client.post(save, other)
    assert answer.status_code == 409
    fellow_client.post(page, other | {"keep": "both", "seen_version": "1"})
    shown = fellow_client.get(page).content.decode()
    assert "Rota</textarea>" in shown
    assert "Respect</textarea>" in shown


def test_driver_is_linked_to_measures_and_an_idea_to_ramps(fellow_client, diagram, world):
    measure, ramp = MeasureFactory(challenge=world.challenge), RampFactory(challenge=world.challenge)
    rota = DriverFactory(diagram=diagram)
    idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=rota)
    data = {"measures": str(measure.pk), "ramps": str(ramp.pk)}
    for driver in (rota, idea):
        assert fellow_client.post(reverse("driver_links", args=[driver.pk]), data).status_code == 302
    ramp.refresh_from_db()
    assert (ramp.idea, rota.measures.get(), idea.measures.get()) == (idea, measure, measure)
    fellow_client.post(reverse("driver_links", args=[idea.pk]), {})
    ramp.refresh_from_db()
    assert (ramp.idea, idea.measures.count()) == (None, 0)


@pytest.mark.parametrize(("person", "status"), [("mentor", 403), ("same_cohort", 404), ("stranger", 404)])
def test_diagram_of_somebody_else_is_not_written(as_person, page, diagram, person, status):
    driver = DriverFactory(diagram=diagram)
    client = as_person(person)
    assert client.get(page).status_code == status
    assert client.post(page, lines((1, "Mine"), act="share")).status_code == status
    assert client.get(reverse("driver_links", args=[driver.pk])).status_code == status
    assert client.post(reverse("driver_back", args=[driver.pk])).status_code == status
    assert words_of(diagram) == [driver.words]


def test_outline_of_something_else_is_not_found(fellow_client, world):
    measure = MeasureFactory(challenge=world.challenge)
    assert fellow_client.get(reverse("outline", args=[measure.pk])).status_code == 404
    assert Driver.objects.count() == 0
