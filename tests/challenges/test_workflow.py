import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from challenges.workflow import BRIEF, ENTRY, MILESTONE, WORKFLOWS, BriefStatus, EntryStatus, MilestoneStatus
from fellowship.lib.workflows import NotPossible, acts_open_to, next_step

ACTS = sorted({act for rules, _statuses in WORKFLOWS.values() for _status, act in rules} | {"nonsense"})
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(["", " ", "because"])), max_size=30)


@pytest.mark.parametrize("name", WORKFLOWS)
@given(acts=acts)
def test_random_acts_never_leave_the_table(name, acts):
    rules, statuses = WORKFLOWS[name]
    status = next(iter(rules))[0]
    for act, reason in acts:
        try:
            step = next_step(rules, status, act, reason=reason)
        except NotPossible:
            continue
        assert (status, act) in rules
        assert step.next in statuses.values
        assert reason.strip() or not step.needs_reason
        status = step.next


@pytest.mark.parametrize(
    ("rules", "goal", "only_from"),
    [
        (MILESTONE, MilestoneStatus.SIGNED_OFF, {MilestoneStatus.SENT}),
        (BRIEF, BriefStatus.AGREED, {BriefStatus.SENT}),
        (ENTRY, EntryStatus.AGREED, {EntryStatus.SHARED}),
    ],
)
def test_nothing_is_agreed_that_was_not_sent(rules, goal, only_from):
    assert {status for (status, _act), step in rules.items() if step.next == goal} == only_from


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_status_can_be_reached(name):
    rules, statuses = WORKFLOWS[name]
    reached = {next(iter(rules))[0]} | {step.next for step in rules.values()}
    assert reached == set(statuses.values)


def test_fellow_cannot_sign_off():
    for status in MilestoneStatus.values:
        assert not {"sign_off", "ask_for_changes"} & set(acts_open_to(MILESTONE, status, "fellow"))


def test_refusal_is_a_permission_matter_with_a_sentence():
    with pytest.raises(PermissionDenied, match="the status has changed"):
        next_step(MILESTONE, "dropped", "sign_off")
