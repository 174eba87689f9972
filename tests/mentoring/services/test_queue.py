import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.services.log import EntryWords, edit_entry
from challenges.services.workstreams import choose_contents
from challenges.workflow import MilestoneStatus, PieceStatus
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from mentoring.services.comments import add_comment
from mentoring.services.queue import mentored_by, next_for, waiting_for
from tests.factories import LogEntryFactory, MilestoneFactory, PairingFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, RampFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def waiting_on(mentor):
    return waiting_for(mentored_by(mentor))[0]


def test_each_kind_waits_for_every_mentor_with_an_open_pairing(scene):
    for mentor in (scene.lead, scene.second, scene.cover):
        assert sorted(thing.kind for thing in waiting_on(mentor)) == [
            "brief",
            "entry",
            "milestone",
        ]
        assert waiting_for(mentored_by(mentor), limit=1)[1] == 3


def test_nothing_waits_for_anybody_else(scene):
    others = {who: person for who, person in scene.people.items() if who not in ("lead", "second", "cover")}

    assert {who for who, person in others.items() if waiting_on(person)} == set()


def test_mentor_in_the_days_of_grace_sees_what_was_sent_before_the_end(scene):
    last_day = timezone.localdate() - dt.timedelta(days=scene.challenge.place.cohort.programme.grace_days)
    noon = timezone.make_aware(dt.datetime.combine(last_day, dt.time(12)))
    late = timezone.make_aware(dt.datetime.combine(last_day, dt.time(23, 59)))
    MilestoneFactory(challenge=scene.challenge, status=MilestoneStatus.SENT, sent_at=noon)
    before = LogEntryFactory(challenge=scene.challenge, shared_at=late)
    LogEntryFactory(challenge=scene.challenge, shared_at=late + dt.timedelta(minutes=2))

    assert [(thing.kind) for thing in waiting_on(scene.in_grace)] == ["milestone", "entry"]
    assert waiting_on(scene.in_grace)[1].item == before.pk


def test_what_changed_after_the_end_waits_for_the_mentors_of_today_only(scene, as_):
    """As on the review page: what a former mentor may not read, nobody asks them to answer."""
    before = timezone.now() - 60 * DAY
    rewritten = LogEntryFactory(challenge=scene.challenge, shared_at=before)
    kept = LogEntryFactory(challenge=scene.challenge, shared_at=before)
    moved = MilestoneFactory(challenge=scene.challenge, status=MilestoneStatus.SENT, sent_at=before)
    words = EntryWords(happened_on=rewritten.happened_on, what_happened="Second thoughts")
    edit_entry(entry=rewritten, words=words, milestones=[], by=scene.fellow)
    moved.changes.create(act="move", status_after="sent", due_after=moved.due_on, by=scene.fellow)

    assert [thing.anchor for thing in waiting_on(scene.in_grace)] == [f"entry-{kept.pk}"]
    review = as_(scene.in_grace).get(reverse("review", args=[scene.challenge.pk])).content.decode()
    assert f'id="entry-{kept.pk}"' in review
    assert f'id="entry-{rewritten.pk}"' not in review
    assert {f"entry-{rewritten.pk}", f"milestone-{moved.pk}"} < {
        thing.anchor for thing in waiting_on(scene.lead)
    }


def test_milestone_put_in_a_workstream_waits_as_before_and_is_no_news(scene, as_):
    before = timezone.now() - 60 * DAY
    milestone = MilestoneFactory(challenge=scene.challenge, status=MilestoneStatus.SENT, sent_at=before)
    workstream = WorkstreamFactory(challenge=scene.challenge, name="Rota")
    choose_contents(workstream=workstream, milestones=[milestone], pieces=[], by=scene.fellow)

    assert [thing.item for thing in waiting_on(scene.in_grace)] == [milestone.pk]
    url = reverse("review", args=[scene.challenge.pk])
    for mentor in (scene.in_grace, scene.lead):
        review = as_(mentor).get(url).content.decode()
        assert f'id="milestone-{milestone.pk}"' in review
        assert "Workstream changed" not in review
    page = as_(scene.lead).get(milestone.get_absolute_url()).content.decode()
    assert "Workstream changed" in page
    assert "To “Rota”" in page
    assert "Workstream changed" not in as_(scene.in_grace).get(milestone.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("days_ago", "waits"), [(0, True), (14, True), (15, False)])
def test_when_a_fellow_has_left_only_the_days_of_grace_are_left_to_answer(scene, days_ago, waits):
    left = dt.datetime.combine(timezone.localdate() - days_ago * DAY, dt.time(12))
    thing = LogEntryFactory(challenge=scene.challenge, shared_at=timezone.make_aware(left))
    scene.challenge.place.cohort.programme.grace_days = 14
    scene.challenge.place.cohort.programme.save()

    change_place(
        by=scene.administrator,
        place=scene.challenge.place,
        wish=Wish("withdraw", left.date()),
        reason="Moved abroad",
    )

    assert (thing.pk in [one.item for one in waiting_on(scene.lead) if one.kind == "entry"]) == waits
    assert bool(mentored_by(scene.lead)) == waits


def test_oldest_first_whatever_the_kind(scene):
    now = timezone.now()
    LogEntryFactory(challenge=scene.challenge, shared_at=now - 3 * DAY)
    MilestoneFactory(challenge=scene.challenge, status=MilestoneStatus.SENT, sent_at=now - 5 * DAY)

    times = [thing.since for thing in waiting_on(scene.lead)]

    assert times == sorted(times)
    assert waiting_on(scene.lead)[0].kind == "milestone"


def test_answer_by_one_clears_it_for_all(scene, as_):
    key = f"entry-{scene.entry.pk}"
    data = {
        "form": "8a3f9a52-6a77-4d8e-9b9f-1c5e7cf0a001",
        f"text-{key}": "Well seen.",
        "act": f"comment {key}",
    }

    as_(scene.second).post(reverse("review", args=[scene.challenge.pk]), data)

    for mentor in (scene.lead, scene.second, scene.cover):
        assert "entry" not in [thing.kind for thing in waiting_on(mentor)]


def test_fellows_own_comment_answers_nothing(scene):
    form_id = uuid.uuid4()
    add_comment(on=scene.entry, text="One more thing", by=scene.fellow, form_id=form_id)

    assert "entry" in [thing.kind for thing in waiting_on(scene.lead)]


def test_next_is_the_oldest_on_another_challenge(scene, mentored):
    newer = mentored(scene.lead, timezone.now() - DAY)
    older = mentored(scene.lead, timezone.now() - 4 * DAY)

    assert next_for(scene.lead, after=scene.challenge.pk).challenge_id == older.pk
    assert next_for(scene.lead, after=older.pk).challenge_id == newer.pk


def test_next_is_none_when_nobody_else_waits(scene):
    assert next_for(scene.lead, after=scene.challenge.pk) is None


def test_minutes_grow_with_the_words(scene):
    LogEntryFactory(
        challenge=scene.challenge, what_happened="word " * 2000, so_what="", shared_at=timezone.now() - DAY
    )

    minutes = [thing.minutes for thing in waiting_on(scene.lead) if thing.kind == "entry"]

    assert minutes == [10, 2]  # 10,000 letters: nine minutes of reading and one of writing


def test_two_pairings_with_one_fellow_show_a_thing_once(scene):
    today = timezone.localdate()
    mentor = PairingFactory(
        place=scene.challenge.place, kind="second", starts_on=today - 30 * DAY, ends_on=today - 5 * DAY
    ).mentor
    PairingFactory(place=scene.challenge.place, mentor=mentor, kind="cover", starts_on=today - DAY)

    assert len(waiting_on(mentor)) == 3


def test_challenges_by_the_names_of_the_fellows_each_once_with_the_last_end(scene, mentored):
    PairingFactory(
        place=scene.challenge.place, mentor=scene.in_grace, kind="second", starts_on=timezone.localdate()
    )
    other = mentored(scene.in_grace)

    found = {one.challenge: one.until for one in mentored_by(scene.in_grace)}

    assert found == {scene.challenge: None, other: None}
    assert [one.fellow.family_name for one in mentored_by(scene.in_grace)] == sorted(
        challenge.place.person.family_name for challenge in found
    )


def test_cycle_waits_under_the_name_of_its_ramp(scene, mentored):
    sent = {"status": PieceStatus.SENT, "sent_at": timezone.now() - 300 * DAY}
    ramp = RampFactory(challenge=scene.challenge, name="Lights at night")
    CycleFactory(ramp=ramp, number=2, name="One bay", **sent)
    MeasureFactory(challenge=scene.challenge, name="Nights slept", **sent)

    names = [thing.name for thing in waiting_on(scene.lead) if thing.kind == "piece"]
    assert sorted(names) == ["Nights slept", "One bay (cycle 2 of “Lights at night”)"]
    assert {thing.name for thing in waiting_on(scene.lead) if thing.kind == "milestone"} == {
        scene.milestone.title
    }
    after = mentored(scene.lead).pk
    assert next_for(scene.lead, after=after).name == "One bay (cycle 2 of “Lights at night”)"
