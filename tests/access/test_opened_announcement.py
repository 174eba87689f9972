"""Who has opened an announcement is not measured: nothing the programme team is answered differs by it."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.services.announcements import ABOUT, plan_announcement, send_due_announcements
from fellowship.notifications.models import Message
from fellowship.notifications.services.sending import send_due
from tests.access.addresses import address, names
from tests.access.crawl import client_of, undone
from tests.access.visits import visit_everything
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Made anew for every answer: what guards forms and scripts, what tells a form that is sent twice, and when
# and as which copy a PDF was drawn.
ANEW = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=nonce=")[^"]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    r"|D:\d{14}Z|(?<=Date>)[\dT:Z-]+|(?<=InstanceID>)[^<]+|(?<=/ID\[)[^\]]+"
)


def answers(world: World) -> dict[str, str]:
    """Every page and download of the team, every link on them, and what machines with its token read."""
    with undone():
        found = {visit.address: ANEW.sub("", visit.text) for visit in visit_everything(world, ["team"])}
        machine = Client(headers={"Authorization": "Bearer balcony_ofthisworld_secret"})
        for where in (address(world, name) for name in names() if name.startswith("api_")):
            answer = machine.get(where)
            assert answer.status_code == 200
            found[f"machine {where}"] = ANEW.sub("", answer.content.decode())
    return found


@pytest.fixture
def notice(world) -> Message:
    """Of an announcement that has gone out to the whole cohort."""
    plan_announcement(
        by=world.team,
        cohort=world.cohort,
        filters={},
        form_id=uuid4(),
        subject="Another room",
        text="We meet in room 3.",
        to_mentors=True,
        send_at=timezone.now(),
    )
    send_due_announcements()
    send_due()
    return Message.objects.get(object_kind=ABOUT, person=world.fellow)


def test_team_is_answered_the_same_whether_somebody_has_opened_an_announcement(world, notice, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    reader = client_of(world.fellow)
    before = answers(world)

    reader.get(reverse("notice", args=[notice.pk]), follow=True)

    notice.refresh_from_db()
    assert notice.seen_at
    after = answers(world)
    differ = [where for where in before.keys() | after.keys() if before.get(where) != after.get(where)]
    assert sorted(differ) == []
    cohort = world.cohort.pk
    assert before.keys() >= {
        notice.path,
        notice.get_absolute_url(),
        reverse("announcements", args=[cohort]),
        reverse("person", args=[world.fellow.pk]),
        *(reverse("overview_export", args=[cohort, kind]) for kind in ("csv", "xlsx")),
        f"machine {reverse('api_fellows', args=[cohort])}",
    }
