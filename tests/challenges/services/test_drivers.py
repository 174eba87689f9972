import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.utils import timezone

from challenges.models import Driver, DriverDiagram
from challenges.models.drivers import DriverLevel
from challenges.services.drivers import (
    OutlineLine,
    begin_diagram,
    bring_back_driver,
    in_order,
    link_driver,
    save_outline,
)
from challenges.services.pieces import remove_piece
from challenges.services.stale import Stale
from fellowship.lib.workflows import NotPossible
from tests.factories.workspace import CycleFactory, MeasureFactory, RampFactory

OUTLINE = [(0, "Rota"), (1, "A say in it"), (2, "Self-rostering"), (2, "Swaps"), (0, "Respect")]


@pytest.fixture
def diagram(world):
    words = {"aim": "Halve turnover.", "measured_by": None}
    return begin_diagram(challenge=world.challenge, words=words, form_id=uuid.uuid4(), by=world.owner)


@pytest.fixture
def save(world, diagram):
    """`save([(level, words) or (level, words, driver)])`"""

    def write(lines, **how):
        lines = [OutlineLine(*[*rest, 0][:1], level, words) for level, words, *rest in lines]
        return save_outline(diagram=diagram, lines=lines, by=how.pop("by", world.owner), **how)

    return write


def rows(diagram):
    return in_order(Driver.objects.filter(diagram=diagram, removed_at=None))


def shape(diagram):
    return [(row.level, row.words, row.parent.words if row.parent else "") for row in rows(diagram)]


def same(diagram):
    """The lines of the outline as it is, to be changed."""
    levels = list(DriverLevel)
    return [(levels.index(row.level), row.words, row.pk) for row in rows(diagram)]


def test_outline_becomes_a_tree(save, diagram):
    save(OUTLINE)
    assert shape(diagram) == [
        ("primary", "Rota", ""),
        ("secondary", "A say in it", "Rota"),
        ("idea", "Self-rostering", "A say in it"),
        ("idea", "Swaps", "A say in it"),
        ("primary", "Respect", ""),
    ]
    change = diagram.changes.last()
    assert (change.act, change.words[2]) == ("outline", ["Change idea", "", "Self-rostering"])


def test_idea_may_hang_on_a_primary_driver(save, diagram):
    save([(0, "Rota"), (2, "Swaps")])
    assert shape(diagram)[1] == ("idea", "Swaps", "Rota")


def test_outline_that_begins_below_is_refused(save):
    with pytest.raises(NotPossible, match="primary driver"):
        save([(1, "A say in it")])


def test_same_outline_saved_twice_is_one_change(save, diagram):
    for _press in range(2):
        save(OUTLINE, version=1)
    assert list(diagram.changes.values_list("act", flat=True)) == ["add", "outline"]
    assert Driver.objects.count() == 5


def test_outline_from_a_stale_page_is_refused(save):
    save(OUTLINE)
    with pytest.raises(Stale):
        save([(0, "Rota")], version=1)


def test_words_levels_and_places_change_without_losing_the_row(save, diagram):
    save(OUTLINE)
    idea = Driver.objects.get(words="Swaps")
    lines = same(diagram)
    lines[3:] = [lines[4], (1, "Swaps by phone", idea.pk)]
    save(lines)
    idea.refresh_from_db()
    assert (idea.words, idea.level, idea.parent.words) == ("Swaps by phone", "secondary", "Respect")
    assert diagram.changes.last().words == [
        ["Secondary driver", "Swaps", "Swaps by phone"],
        ["Swaps by phone", "Change idea", "Secondary driver, below “Respect”"],
    ]


def test_lines_in_another_order_are_a_change(save, diagram):
    save([(0, "Rota"), (0, "Respect")])
    save(list(reversed(same(diagram))))
    assert [row.words for row in rows(diagram)] == ["Respect", "Rota"]
    assert diagram.changes.last().words == [["Order", "", "changed"]]


def test_driver_left_out_is_removed_and_its_cycles_stay(save, diagram, world):
    save(OUTLINE)
    idea = Driver.objects.get(words="Swaps")
    cycle = CycleFactory(ramp__challenge=world.challenge, ramp__idea=idea)
    save([line for line in same(diagram) if line[2] != idea.pk])
    idea.refresh_from_db()
    assert idea.removed_at is not None
    assert cycle.ramp.idea == idea
    assert ["Change idea", "Swaps", ""] in diagram.changes.last().words


def test_driver_of_another_diagram_is_not_touched(save, diagram):
    from tests.factories.workspace import DriverFactory

    foreign = DriverFactory(words="Theirs")
    save([(0, "Mine", foreign.pk)])
    foreign.refresh_from_db()
    assert foreign.words == "Theirs"
    assert [row.words for row in rows(diagram)] == ["Mine"]


def test_driver_comes_back_with_what_went_with_it(save, diagram, world):
    save(OUTLINE)
    save([(0, "Respect", Driver.objects.get(words="Respect").pk)])
    bring_back_driver(driver=Driver.objects.get(words="Rota"), by=world.owner)
    assert {row.words for row in rows(diagram)} == {words for _level, words in OUTLINE}


def test_idea_comes_back_with_the_drivers_it_hangs_on(save, diagram, world):
    save(OUTLINE)
    save([])
    bring_back_driver(driver=Driver.objects.get(words="Swaps"), by=world.owner)
    assert [row.words for row in rows(diagram)] == ["Rota", "A say in it", "Swaps"]


def test_driver_whose_parent_is_no_longer_above_it_does_not_come_back(save, diagram, world):
    save([(0, "Rota"), (1, "A say in it"), (0, "Respect")])
    say = Driver.objects.get(words="A say in it")
    save([line for line in same(diagram) if line[2] != say.pk])
    rota, respect = rows(diagram)
    save([(0, "Respect", respect.pk), (2, "Rota", rota.pk)])
    say.refresh_from_db()
    with pytest.raises(NotPossible, match="level"):
        bring_back_driver(driver=say, by=world.owner)


def test_second_diagram_is_refused_and_the_same_form_meets_the_first(world, diagram):
    again = {"challenge": world.challenge, "words": {"aim": "B", "measured_by": None}, "by": world.owner}
    with pytest.raises(NotPossible, match="already"):
        begin_diagram(form_id=uuid.uuid4(), **again)
    assert begin_diagram(form_id=diagram.form_id, **again) == diagram


def test_removed_diagram_comes_back_with_the_new_aim(world, diagram):
    remove_piece(piece=diagram, by=world.owner)
    words = {"aim": "Another aim.", "measured_by": None}
    back = begin_diagram(challenge=world.challenge, words=words, form_id=uuid.uuid4(), by=world.owner)
    assert (back.pk, back.aim, back.removed_at) == (diagram.pk, "Another aim.", None)


def test_links_are_kept_in_the_history(save, diagram, world):
    save(OUTLINE)
    idea = Driver.objects.get(words="Swaps")
    measure, ramp = MeasureFactory(challenge=world.challenge), RampFactory(challenge=world.challenge)
    for _press in range(2):
        link_driver(driver=idea, measures=[measure], ramps=[ramp], by=world.owner)
    ramp.refresh_from_db()
    assert (ramp.idea, list(idea.measures.all())) == (idea, [measure])
    assert diagram.changes.filter(act="link_driver").count() == 1
    link_driver(driver=idea, measures=[], ramps=[], by=world.owner)
    ramp.refresh_from_db()
    assert (ramp.idea, idea.measures.count()) == (None, 0)


def test_links_to_another_challenge_are_refused(save, world):
    save(OUTLINE)
    idea = Driver.objects.get(words="Swaps")
    with pytest.raises(PermissionDenied):
        link_driver(driver=idea, measures=[MeasureFactory()], ramps=[], by=world.owner)
    with pytest.raises(PermissionDenied):
        link_driver(driver=idea, measures=[], ramps=[RampFactory()], by=world.owner)


def test_ramp_of_a_driver_that_is_no_idea_is_refused(save, world):
    save(OUTLINE)
    rota = Driver.objects.get(words="Rota")
    with pytest.raises(NotPossible, match="ideas"):
        link_driver(driver=rota, measures=[], ramps=[RampFactory(challenge=world.challenge)], by=world.owner)


@pytest.mark.parametrize("person", ["mentor", "mentor_in_grace", "administrator", "same_cohort", "stranger"])
def test_diagram_of_somebody_else_cannot_be_written(save, world, person):
    save(OUTLINE)
    by, driver = getattr(world, person), Driver.objects.get(words="Swaps")
    with pytest.raises(PermissionDenied):
        save([(0, "Mine")], by=by)
    with pytest.raises(PermissionDenied):
        bring_back_driver(driver=driver, by=by)
    with pytest.raises(PermissionDenied):
        link_driver(driver=driver, measures=[], ramps=[], by=by)


def test_removed_diagram_cannot_be_written(save, world, diagram):
    DriverDiagram.objects.update(removed_at=timezone.now())
    with pytest.raises(NotPossible, match="removed"):
        save(OUTLINE)


@pytest.mark.django_db(transaction=True)
def test_two_outlines_saved_at_once_leave_one_and_one_stale_page(save, diagram):
    start, faults = threading.Barrier(2), []

    def write(words):
        try:
            start.wait(timeout=10)
            save([(0, words)], version=1)
        except Stale as stale:
            faults.append(stale)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[words]) for words in ("Rota", "Respect")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    connection.close()
    assert (len(faults), len(rows(diagram))) == (1, 1)
