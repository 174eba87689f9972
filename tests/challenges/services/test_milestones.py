import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from challenges.models import MilestoneChange
from challenges.services.milestones import (
    act_on_milestone,
    edit_milestone,
    move_milestone,
    plan_from_template,
)
from challenges.services.stale import Stale
from challenges.workflow import MILESTONE
from fellowship.cohorts.models import TemplateMilestone
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from tests import factories
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import WorkstreamFactory


@pytest.fixture
def milestone(world):
    return factories.MilestoneFactory(challenge=world.challenge)


@pytest.fixture
def template(world):
    template = factories.CohortTemplateFactory(programme=world.place.cohort.programme)
    for order, due in enumerate(["month -1, day 1", "start + 2 weeks", "month 5, day 1"]):
        TemplateMilestone.objects.create(template=template, title=f"Step {order}", due=due, order=order)
    world.place.cohort.template = template
    world.place.cohort.save()
    return template


def act(milestone, act, by, **more):
    return act_on_milestone(milestone=milestone, act=act, by=by, **more)


def test_plan_counts_from_the_places_own_first_day(world, template):
    world.place.starts_on = dt.date(2026, 9, 7)
    added = plan_from_template(challenge=world.challenge, by=world.administrator)
    dates = [dt.date(2026, 9, 7), dt.date(2026, 9, 21), dt.date(2027, 1, 7)]
    assert [one.due_on for one in added] == dates
    assert MilestoneChange.objects.filter(act="add").count() == 3


def test_plan_made_twice_adds_only_what_is_new(world, template):
    plan_from_template(challenge=world.challenge, by=None)
    TemplateMilestone.objects.create(template=template, title="Later", due="month 9, day 1", order=9)
    added = plan_from_template(challenge=world.challenge, by=None)
    assert [one.title for one in added] == ["Later"]
    assert world.challenge.milestones.count() == 4


def test_plan_without_a_template_adds_nothing(world):
    assert plan_from_template(challenge=world.challenge, by=None) == []


def test_plan_by_a_stranger_is_refused(world, template):
    with pytest.raises(PermissionDenied):
        plan_from_template(challenge=world.challenge, by=world.mentor)


def test_sign_off_says_who_and_when_and_tells_the_fellow(world, milestone):
    sent = act(milestone, "send", world.owner, evidence="Chart")
    signed = act(milestone, "sign_off", world.mentor, version=sent.version)
    assert (signed.status, signed.signed_off_by, signed.evidence) == ("signed_off", world.mentor, "Chart")
    assert signed.signed_off_at is not None
    told = Message.objects.get(kind="answered")
    assert (told.person, told.object_id) == (world.owner, f"{milestone.pk}.3")
    assert AuditEvent.objects.filter(act="sign_off", by=world.mentor).exists()


def test_withdrawn_sign_off_needs_a_reason_and_stays_in_the_history(world, milestone):
    act(milestone, "send", world.owner)
    act(milestone, "sign_off", world.mentor)
    with pytest.raises(NotPossible):
        act(milestone, "withdraw_sign_off", world.mentor)
    after = act(milestone, "withdraw_sign_off", world.mentor, reason="The data were wrong")
    assert (after.status, after.signed_off_by, after.signed_off_at) == ("changes_asked", None, None)
    change = milestone.changes.last()
    assert (change.status_before, change.reason) == ("signed_off", "The data were wrong")


def test_mentor_in_grace_signs_off_what_was_sent_before_and_withdraws_nothing(world, milestone):
    act(milestone, "send", world.owner)
    with pytest.raises(PermissionDenied):
        act(milestone, "sign_off", world.mentor_in_grace)
    milestone.refresh_from_db()
    milestone.sent_at -= dt.timedelta(days=10)
    milestone.save()
    act(milestone, "sign_off", world.mentor_in_grace)
    with pytest.raises(PermissionDenied):
        act(milestone, "withdraw_sign_off", world.mentor_in_grace, reason="x")


def test_stale_version_is_refused_with_the_present_row(world, milestone):
    act(milestone, "start", world.owner)
    with pytest.raises(Stale) as stale:
        act(milestone, "send", world.owner, version=1)
    assert stale.value.current.status == "in_progress"


def renamed(milestone, world, title="Another title", **facts):
    words = {"title": title, "description": "", **facts}
    return edit_milestone(milestone=milestone, by=world.owner, **words)


def moved(milestone, by, days=30, **facts):
    return move_milestone(milestone=milestone, due_on=days_from_today(days), reason="Leave", by=by, **facts)


def test_own_move_makes_no_form_of_other_words_stale(world, milestone):
    moved(milestone, world.owner)
    assert renamed(milestone, world, version=1).version == 3
    assert moved(milestone, world.owner, 40, version=2).version == 4
    assert act(milestone, "send", world.owner, version=1).status == "sent"


def test_own_words_from_another_tab_and_anything_of_somebody_else_do(world, milestone):
    renamed(milestone, world, "First")
    with pytest.raises(Stale):
        renamed(milestone, world, "Second", version=1)
    moved(milestone, world.owner)
    with pytest.raises(Stale):
        moved(milestone, world.owner, 40, version=2)
    act(milestone, "send", world.owner)
    act(milestone, "ask_for_changes", world.mentor, reason="Who?")
    moved(milestone, world.owner, 50)
    with pytest.raises(Stale):
        act(milestone, "send", world.owner, version=4)


def test_own_workstream_from_another_tab_makes_the_form_stale(world, milestone):
    moved(milestone, world.owner)
    workstream = WorkstreamFactory(challenge=world.challenge)
    renamed(milestone, world, milestone.title, description=milestone.description, workstream=workstream)
    with pytest.raises(Stale):
        renamed(milestone, world, version=2)


def test_moving_a_signed_off_milestone_is_refused(world, milestone):
    act(milestone, "send", world.owner)
    act(milestone, "sign_off", world.mentor)
    with pytest.raises(NotPossible):
        move_milestone(milestone=milestone, due_on=days_from_today(50), reason="x", by=world.owner)


def test_sent_milestone_tells_each_mentor_in_force_once(world, milestone):
    act(milestone, "send", world.owner)
    told = Message.objects.filter(kind="waiting_for_you").values_list("person", flat=True)
    assert sorted(told) == sorted([world.mentor.pk, world.second_mentor.pk])


ACTS = st.sampled_from(sorted({name for _status, name in MILESTONE} | {"nonsense"}))
PEOPLE = st.sampled_from(["owner", "mentor", "mentor_in_grace", "administrator", "stranger"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(ACTS, PEOPLE, st.sampled_from(["", "because"])), max_size=12))
def test_random_acts_by_random_people_keep_the_database_consistent(world, steps):
    milestone = factories.MilestoneFactory(challenge=world.challenge)
    status, version = "planned", 1
    for name, person, reason in steps:
        try:
            milestone = act(milestone, name, getattr(world, person), reason=reason)
        except PermissionDenied:
            milestone.refresh_from_db()
            assert (milestone.status, milestone.version) == (status, version)
            continue
        step = MILESTONE[status, name]
        assert milestone.status == step.next
        assert person == ("owner" if step.actor == "fellow" else "mentor")
        assert (milestone.signed_off_at is not None) == (milestone.status == "signed_off")
        status, version = milestone.status, version + 1
    assert milestone.changes.count() == version - 1
