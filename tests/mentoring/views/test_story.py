"""The story: parts of it, what its entries and pieces are linked to, and many small changes in one line."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import PieceChange
from challenges.services.challenges import open_to_cohort
from fellowship.lib.dates import in_words
from mentoring.models import Visit
from mentoring.services.links import link_things
from tests.factories import LogEntryFactory, MilestoneFactory
from tests.factories.workspace import MeasureFactory, WorkstreamFactory
from tests.mentoring.views.test_queries import counted

pytestmark = pytest.mark.django_db


def story(scene, query: str = "") -> str:
    return reverse("challenge", args=[scene.challenge.pk]) + query


def body(response) -> str:
    return response.content.decode()


def change(piece, by, *, act: str = "edit", at=None, value: str = "2") -> PieceChange:
    said = [["name", "1", value]]
    return PieceChange.objects.create(piece=piece, by=by, act=act, at=at or timezone.now(), words=said)


@pytest.fixture
def rota(scene):
    """A workstream with an entry, a milestone's step and a measure in it; the scene's own are in none."""
    rota = WorkstreamFactory(challenge=scene.challenge, name="Self-rostering")
    of_it = {"challenge": scene.challenge, "workstream": rota}
    LogEntryFactory(**of_it, what_happened="The rota went round")
    milestone = MilestoneFactory(**of_it, title="Rota agreed")
    milestone.changes.create(
        by=scene.fellow, act="start", status_after=milestone.status, due_after=milestone.due_on
    )
    change(MeasureFactory(**of_it, name="Shifts swapped"), scene.fellow, act="add")
    return rota


def test_story_of_one_workstream_holds_what_belongs_to_it(scene, as_, rota):
    for who in ("fellow", "lead", "administrator"):
        page = body(as_(scene.people[who]).get(story(scene, f"?workstream={rota.pk}")))
        for words in ("The rota went round", "Rota agreed", "Shifts swapped"):
            assert words in page
        assert scene.entry.what_happened not in page


def test_filters_go_together_and_stay_while_paging(scene, as_, rota):
    for number in range(25):
        LogEntryFactory(challenge=scene.challenge, workstream=rota, what_happened=f"Meeting {number}")

    page = body(as_(scene.fellow).get(story(scene, f"?workstream={rota.pk}&kind=entries&period=30")))
    assert "Rota agreed" not in page
    assert f"?workstream={rota.pk}&amp;kind=entries&amp;period=30&amp;page=2" in page
    assert f'<option value="{rota.pk}" selected' in page
    assert '<input type="hidden" name="kind" value="entries">' in page
    second = f"?workstream={rota.pk}&kind=entries&period=30&page=2"
    assert "The rota went round" in body(as_(scene.fellow).get(story(scene, second)))


def test_story_of_a_period_ends_where_the_next_begins(scene, as_):
    this = timezone.localdate().replace(day=1)
    last = (this - dt.timedelta(days=1)).replace(day=1)
    first = timezone.make_aware(dt.datetime.combine(this, dt.time.min))
    LogEntryFactory(challenge=scene.challenge, shared_at=first, what_happened="At midnight")
    before = first - dt.timedelta(seconds=1)
    LogEntryFactory(challenge=scene.challenge, shared_at=before, what_happened="Just before")
    scene.challenge.place.starts_on = last
    scene.challenge.place.save()

    now = body(as_(scene.fellow).get(story(scene, f"?period={this:%Y-%m}")))
    then = body(as_(scene.fellow).get(story(scene, f"?period={last:%Y-%m}")))

    assert ("At midnight" in now, "Just before" in now) == (True, False)
    assert ("At midnight" in then, "Just before" in then) == (False, True)


@pytest.mark.parametrize(
    "query",
    ["?workstream=x", "?workstream=0", "?period=2026-13", "?period=%00", "?period=9999-99", "?workstream=-1"],
)
def test_nonsense_shows_everything(scene, as_, rota, query):
    page = body(as_(scene.fellow).get(story(scene, query)))

    assert scene.entry.what_happened in page
    assert "The rota went round" in page


def test_workstream_of_another_challenge_shows_nothing_of_it(scene, as_):
    foreign = WorkstreamFactory(name="Somebody else’s")
    LogEntryFactory(challenge=foreign.challenge, workstream=foreign, what_happened="Not for this eye")

    page = body(as_(scene.fellow).get(story(scene, f"?workstream={foreign.pk}")))

    assert "Not for this eye" not in page
    assert foreign.name not in page


def test_empty_part_says_so_and_leads_back(scene, as_):
    empty = WorkstreamFactory(challenge=scene.challenge)

    page = body(as_(scene.fellow).get(story(scene, f"?workstream={empty.pk}")))

    assert "Nothing happened here then" in page
    assert f'href="{story(scene)}"' in page


def test_peers_and_former_mentors_are_offered_no_workstreams(scene, as_, rota):
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)

    for who in ("peer", "in_grace"):
        assert rota.name not in body(as_(scene.people[who]).get(story(scene)))


def test_links_stand_under_the_entry_and_under_the_piece(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge, name="Shifts swapped")
    change(measure, scene.fellow, act="add")
    link_things(
        challenge=scene.challenge,
        thing=("entry", scene.entry.pk),
        others=[("piece", measure.pk)],
        by=scene.fellow,
    )

    for who in ("fellow", "lead", "administrator"):
        page = body(as_(scene.people[who]).get(story(scene)))
        assert page.count("Linked to:") == 2
        assert f'href="{scene.entry.get_absolute_url()}">{in_words(scene.entry.happened_on)}: We met' in page
    assert "Linked to:" not in body(as_(scene.in_grace).get(story(scene)))


def test_small_changes_of_a_day_are_one_line_that_holds_them_all(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge, name="Shifts swapped")
    noon = timezone.now().replace(hour=12) - dt.timedelta(days=3)
    for number in range(6):
        change(measure, scene.fellow, at=noon + dt.timedelta(minutes=number), value=f"Value {number}")
    change(measure, scene.fellow, at=noon - dt.timedelta(days=1), value="The day before")
    change(measure, scene.lead, act="agree", at=noon + dt.timedelta(minutes=9))

    page = body(as_(scene.administrator).get(story(scene)))

    assert "Changed 6 times on this day" in page
    assert "Changed 7 times" not in page
    for number in range(6):
        assert f"Value {number}" in page
    assert page.count("Measure: Shifts swapped") == 3  # the day, the day before, the mentor's answer


def test_changes_told_in_one_line_are_all_seen(scene, as_):
    measure = MeasureFactory(challenge=scene.challenge)
    changes = [change(measure, scene.fellow) for _number in range(3)]

    as_(scene.lead).get(story(scene))

    assert Visit.objects.get(person=scene.lead).seen_until >= max(one.at for one in changes)
    assert "New to you" not in body(as_(scene.lead).get(story(scene)))


def test_parts_of_the_story_take_no_more_queries(scene, as_, rota, monkeypatch):
    fellow, taken = as_(scene.fellow), []
    fellow.get(story(scene))
    for more in (1, 30):
        for _number in range(more):
            measure = MeasureFactory(challenge=scene.challenge, workstream=rota)
            change(measure, scene.fellow)
            link_things(
                challenge=scene.challenge,
                thing=("entry", scene.entry.pk),
                others=[("piece", measure.pk)],
                by=scene.fellow,
            )
        for query in ("", f"?workstream={rota.pk}&period=90"):
            with counted(monkeypatch) as count:
                fellow.get(story(scene, query))
            taken.append(count["queries"])

    assert max(taken) <= 15
    assert all(many <= few for few, many in zip(taken[:2], taken[2:], strict=True))
