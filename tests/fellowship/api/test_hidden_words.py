"""What people wrote never reaches a machine: no answer and no delivery holds any of the markers."""

import pytest

from fellowship.api.changes import CHANGES
from fellowship.api.models import Delivery, Webhook
from fellowship.api.services.planning import plan_all
from fellowship.api.services.sending import content_of
from fellowship.people.models import AuditEvent
from fellowship.people.services import audit
from tests.access.markers import MAY_MEET, marker
from tests.access.rooms import make_world

pytestmark = pytest.mark.django_db

PATHS = [
    "cohorts",
    "cohorts/{cohort}",
    "cohorts/{cohort}/fellows",
    "milestones",
    "taught-days",
    "attendance",
    "assignments",
    "results",
]
MARKERS = {content: marker(content) for content in MAY_MEET}


def met_in(text: str) -> set[str]:
    return {content for content, word in MARKERS.items() if word in text}


def test_no_answer_holds_what_people_wrote(machine_of):
    world = make_world()
    machine = machine_of(world.programme)

    met = {}
    for path in PATHS:
        for form in ("json", "csv"):
            response = machine.get(f"{path.format(cohort=world.cohort.pk)}?format={form}")
            assert response.status_code == 200
            met[path, form] = met_in(response.content.decode())

    assert {where: found for where, found in met.items() if found} == {
        ("results", "json"): {"mark"},
        ("results", "csv"): {"mark"},
    }


@pytest.mark.parametrize("style", ["data", "teams"])
def test_no_delivery_holds_what_people_wrote(style):
    world = make_world()
    Webhook.objects.update(kinds=list(CHANGES), style=style)
    subjects = {
        "challenges.milestone": world.sent_milestone,
        "challenges.briefversion": world.agreed_brief,
        "cohorts.place": world.place,
        "learning.result": world.result,
        "cohorts.pairing": world.pairing,
        "cohorts.importrun": world.import_run,
        "cohorts.cohort": world.cohort,
    }
    for change in CHANGES.values():
        for act in change.acts:
            audit.record(act, subjects[change.object_kind], by=world.team, reason="zq-reason", mark="61.7")

    plan_all()

    sent = Delivery.objects.exclude(kind="test").select_related("webhook")
    assert {delivery.kind for delivery in sent} == set(CHANGES)
    for delivery in sent:
        content = content_of(delivery).decode()
        assert not met_in(content)
        assert "zq-reason" not in content
        assert world.fellow.family_name not in content


def test_the_audit_of_machines_holds_no_secret(machine_of):
    world = make_world()
    machine = machine_of(world.programme)
    machine.read("cohorts")

    details = " ".join(
        str(event.detail) for event in AuditEvent.objects.filter(object_kind__startswith="api.")
    )
    assert machine.made.secret not in details
    assert machine.made.token.digest not in details
