import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from challenges.models import Piece, PieceChange
from challenges.services.pieces import bring_back_piece, remove_piece
from challenges.workflow import PieceStatus
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.people.models import AuditEvent
from mentoring.models import Link, LinkEnd
from mentoring.permissions import standing_on
from mentoring.services.challenge import challenge_seen_by
from mentoring.services.linked import linkable, links_of, links_of_many
from mentoring.services.links import NotLinkable, link_things, unlink
from tests.factories import LogEntryFactory, MilestoneFactory, ModuleFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, QuestionFactory, RampFactory

pytestmark = pytest.mark.django_db
EARLIER = timezone.now() - dt.timedelta(days=60)


@pytest.fixture
def things(scene):
    """One of each: entry, milestone, measure, cycle and module, by name."""
    return {
        "entry": ("entry", scene.entry.pk),
        "milestone": ("milestone", scene.milestone.pk),
        "measure": ("piece", MeasureFactory(challenge=scene.challenge, name="Days of waiting").pk),
        "cycle": ("piece", CycleFactory(ramp=RampFactory(challenge=scene.challenge)).pk),
        "module": ("module", ModuleFactory(cohort=scene.challenge.place.cohort, title="Leading change").pk),
    }


def link(scene, one, *others, **kwargs) -> list[Link]:
    return link_things(challenge=scene.challenge, thing=one, others=others, by=scene.fellow, **kwargs)


def seen(scene, who: str, thing) -> list:
    """The other ends that a person sees of a thing."""
    person = scene.people[who]
    challenge = challenge_seen_by(person, pk=scene.challenge.pk)
    return links_of(challenge, standing_on(scene.challenge.pk, person), thing).shown


def test_link_is_read_from_both_ends_with_its_reason(scene, things):
    link(scene, things["entry"], things["measure"], things["module"], why="It went down from here")

    (of_measure,) = seen(scene, "fellow", things["measure"])
    assert (of_measure.thing, of_measure.why) == (things["entry"], "It went down from here")
    assert of_measure.name.endswith("We met the ward team and agreed what to measure.")
    assert {line.thing for line in seen(scene, "fellow", things["entry"])} == {
        things["measure"],
        things["module"],
    }


def test_same_pair_is_linked_once_whichever_way_round(scene, things):
    first = link(scene, things["entry"], things["measure"], why="Because")
    again = link(scene, things["entry"], things["measure"], things["measure"])
    back = link(scene, things["measure"], things["entry"], why="Another reason")

    assert (len(first), again, back) == (1, [], [])
    assert Link.objects.get().why == "Because"
    assert PieceChange.objects.filter(act="link").count() == 1


def test_unlinked_is_gone_from_pages_and_stays_in_history(scene, things):
    (made,) = link(scene, things["cycle"], things["measure"], why="Tried here")
    unlink(link=made, by=scene.fellow)
    unlink(link=made, by=scene.fellow)

    assert seen(scene, "fellow", things["cycle"]) == []
    for name in ("cycle", "measure"):
        acts = PieceChange.objects.filter(piece=things[name][1]).values_list("act", "reason")
        assert list(acts) == [("link", "Tried here"), ("unlink", "")]
    assert AuditEvent.objects.filter(act="unlink").count() == 1
    assert len(link(scene, things["measure"], things["cycle"])) == 1  # and can be linked again


def test_linking_leaves_a_piece_as_it_was_agreed(scene, things):
    Piece.objects.filter(pk=things["measure"][1]).update(status=PieceStatus.AGREED, version=4)

    link(scene, things["entry"], things["measure"])

    measure = Piece.objects.get(pk=things["measure"][1])
    assert (measure.status, measure.version) == (PieceStatus.AGREED, 4)


@pytest.mark.parametrize("of", ["entry", "milestone", "piece", "module"])
def test_thing_of_another_challenge_is_refused_and_nothing_is_linked(scene, things, of):
    made = {"entry": LogEntryFactory, "milestone": MilestoneFactory, "piece": MeasureFactory}
    other = made.get(of, ModuleFactory)()

    with pytest.raises(NotLinkable, match="not in this challenge"):
        link(scene, things["entry"], things["measure"], (of, other.pk))

    assert not Link.objects.exists()


def test_database_refuses_an_end_of_another_challenge(scene):
    for wrong in ({"piece": MeasureFactory()}, {"module": ModuleFactory()}, {"log_entry": LogEntryFactory()}):
        with pytest.raises(IntegrityError, match="not of challenge"), transaction.atomic():
            LinkEnd.objects.create(challenge=scene.challenge, **wrong)


def test_database_refuses_a_link_across_challenges_to_itself_or_twice(scene, things):
    (made,) = link(scene, things["entry"], things["measure"])
    elsewhere = MeasureFactory()
    foreign = LinkEnd.objects.create(challenge=elsewhere.challenge, piece=elsewhere)

    for one, other in (
        (made.one, foreign),
        (made.one, made.one),
        (made.other, made.one),
        (made.one, made.other),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(challenge=scene.challenge, one=one, other=other)


def test_thing_cannot_be_linked_to_itself(scene, things):
    with pytest.raises(NotLinkable, match="itself"):
        link(scene, things["measure"], things["measure"])


def test_removed_piece_is_not_linked_and_its_links_come_back_with_it(scene, things):
    link(scene, things["entry"], things["measure"])
    measure = Piece.objects.get(pk=things["measure"][1])
    remove_piece(piece=measure, by=scene.fellow)

    assert seen(scene, "fellow", things["entry"]) == []
    with pytest.raises(NotLinkable):
        link(scene, things["cycle"], things["measure"])
    bring_back_piece(piece=measure, by=scene.fellow)
    assert [line.thing for line in seen(scene, "fellow", things["entry"])] == [things["measure"]]


def test_only_the_fellow_links_and_unlinks(scene, things):
    (made,) = link(scene, things["entry"], things["measure"])

    for who, person in scene.people.items():
        if who == "fellow":
            continue
        with pytest.raises(PermissionDenied):
            link_things(challenge=scene.challenge, thing=things["entry"], others=[things["cycle"]], by=person)
        with pytest.raises(PermissionDenied):
            unlink(link=made, by=person)
    place = scene.challenge.place
    place.status = PlaceStatus.COMPLETED
    place.save()
    with pytest.raises(PermissionDenied, match="has ended"):
        link(scene, things["entry"], things["cycle"])


def test_former_mentor_sees_the_links_of_before_the_end_between_things_of_before_the_end(scene, things):
    from_before = {
        "entry": LogEntryFactory(challenge=scene.challenge, shared_at=EARLIER),
        "changed entry": LogEntryFactory(challenge=scene.challenge, shared_at=EARLIER),
        "milestone": MilestoneFactory(challenge=scene.challenge),
        "moved milestone": MilestoneFactory(challenge=scene.challenge),
        "measure": MeasureFactory(challenge=scene.challenge, made_at=EARLIER),
        "changed measure": MeasureFactory(challenge=scene.challenge, made_at=EARLIER),
    }
    from_before["changed entry"].versions.create(
        number=1, happened_on=dt.date.today(), what_happened="Before"
    )
    moved = from_before["moved milestone"]
    moved.changes.create(by=scene.fellow, act="move", status_after=moved.status, due_after=moved.due_on)
    PieceChange.objects.create(piece=from_before["changed measure"], act="edit", by=scene.fellow)
    kinds = {"entry": "entry", "milestone": "milestone", "measure": "piece"}
    ends = {name: (kinds[name.split()[-1]], row.pk) for name, row in from_before.items()}
    here = ("piece", QuestionFactory(challenge=scene.challenge, made_at=EARLIER).pk)
    link(scene, here, *ends.values(), things["entry"], things["measure"], things["module"])
    assert seen(scene, "in_grace", here) == []  # linked after the end

    Link.objects.update(made_at=EARLIER)

    former = standing_on(scene.challenge.pk, scene.in_grace)
    allowed = {("module", things["module"][1])}
    for kind, row in (("entry", "entry"), ("milestone", "milestone"), ("piece", "measure")):
        rows = type(from_before[row]).objects.filter(challenge=scene.challenge)
        allowed |= {(kind, one.pk) for one in former.seen(rows)} & {*ends.values()}
    assert {line.thing for line in seen(scene, "in_grace", here)} == allowed
    assert len(allowed) == 4
    assert len(seen(scene, "lead", here)) == 9


def test_module_is_named_and_not_linked_for_a_mentor(scene, things):
    link(scene, things["entry"], things["module"])

    assert seen(scene, "lead", things["entry"])[0].url == ""
    assert "/pgcert/" in seen(scene, "fellow", things["entry"])[0].url
    assert "/pgcert/" in seen(scene, "administrator", things["entry"])[0].url


def test_links_of_many_things_are_one_statement(scene, things, django_assert_num_queries):
    for number in range(7):
        other = QuestionFactory(challenge=scene.challenge, asked=f"Number {number}")
        link(scene, things["entry"], ("piece", other.pk))
        link(scene, things["measure"], ("piece", other.pk))
    challenge = challenge_seen_by(scene.fellow, pk=scene.challenge.pk)
    standing = standing_on(challenge.pk, scene.fellow)

    with django_assert_num_queries(1):
        found = links_of_many(challenge, standing, [*things.values(), ("brief", scene.brief.pk)], on_a_page=3)

    assert {thing: (len(links.shown), links.in_all) for thing, links in found.items()} == {
        things["entry"]: (3, 7),
        things["measure"]: (3, 7),
    }
    assert [line.name for line in found[things["entry"]].shown] == ["Number 6", "Number 5", "Number 4"]


def found_for(scene, thing, **asked):
    challenge = challenge_seen_by(scene.fellow, pk=scene.challenge.pk)
    return linkable(challenge, standing_on(challenge.pk, scene.fellow), thing, **asked)


def test_what_can_be_linked_is_what_visible_to_says_without_itself_and_the_linked(scene, things):
    removed = MeasureFactory(challenge=scene.challenge, removed_at=timezone.now())
    MeasureFactory(), LogEntryFactory(), ModuleFactory()
    link(scene, things["entry"], things["cycle"])

    found, count = found_for(scene, things["entry"])

    assert {one.thing for one in found} == {*things.values()} - {things["entry"], things["cycle"]}
    assert count == 3
    assert ("piece", removed.pk) not in {one.thing for one in found}
    assert [one.kind for one in found] == ["measure", "milestone", "module"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("waiting", ["Days of waiting"]),
        ("WAIT days", ["Days of waiting"]),
        ("waiting nothing", []),
        ("%", ["100% of notes_in"]),
        ("notes_in", ["100% of notes_in"]),
        ("_", ["100% of notes_in"]),
        ("\\", []),
        ("'; DROP TABLE", []),
    ],
)
def test_search_finds_each_word_as_it_is(scene, things, words, names):
    MeasureFactory(challenge=scene.challenge, name="100% of notes_in")

    found, count = found_for(scene, things["module"], words=words)

    assert [one.name for one in found] == names
    assert count == len(names)


def test_entry_is_found_by_its_day_and_by_kind(scene, things):
    LogEntryFactory(challenge=scene.challenge, happened_on=dt.date(2026, 3, 9), what_happened="Ward round")

    found, _count = found_for(scene, things["measure"], words="9 march 2026", kind="entry")

    assert [one.name for one in found] == ["9 March 2026: Ward round"]
    assert found_for(scene, things["measure"], words="9 march 2026", kind="milestone") == ([], 0)
