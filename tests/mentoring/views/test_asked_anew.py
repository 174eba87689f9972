"""Cancelling and settling what was changed since the page was shown: it is asked anew."""

import pytest
from django.urls import reverse

from mentoring.services.actions import change_action
from mentoring.services.learning_sets import move_meeting
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import ActionFactory, SetMeetingFactory, at
from tests.mentoring.views.reviewing import main

pytestmark = pytest.mark.django_db
CHANGED = "This was changed while you had it open"


def test_a_date_moved_since_is_not_cancelled(as_):
    meeting = SetMeetingFactory()
    facilitator = meeting.learning_set.facilitator
    page, client = reverse("set_meeting_cancel", args=[meeting.pk]), as_(facilitator)
    assert 'name="sequence" value="0"' in main(client.get(page))
    move_meeting(meeting=meeting, starts_at=at(9), minutes=120, place="", by=facilitator)

    assert CHANGED in client.post(page, {"sequence": "0"}, follow=True).content.decode()
    meeting.refresh_from_db()
    assert meeting.cancelled_at is None
    client.post(page, {"sequence": "1"})
    meeting.refresh_from_db()
    assert meeting.cancelled_at


@pytest.mark.parametrize("act", ["done", "drop"])
def test_an_action_with_other_words_since_is_not_settled(as_, act):
    action = ActionFactory()
    page, client = action.get_absolute_url(), as_(action.owner)
    assert 'name="version" value="1"' in main(client.get(page))
    change_action(action=action, words="Ask all", due_on=days_from_today(3), version=1, by=action.owner)

    settle = reverse("action_act", args=[action.pk, act])
    assert CHANGED in client.post(settle, {"version": "1"}, follow=True).content.decode()
    action.refresh_from_db()
    assert action.status == "open"
    client.post(settle, {"version": str(action.version)})
    action.refresh_from_db()
    assert action.status != "open"
