import re
from html import unescape

import pytest
from django.urls import reverse

from fellowship.cohorts.bulk import running
from fellowship.cohorts.models import BulkAct
from tests.factories import AdministratorFactory, CohortFactory


@pytest.fixture
def cohort():
    return CohortFactory(name="London 2026")


@pytest.fixture
def administrator(client, cohort):
    person = AdministratorFactory(programme=cohort.programme).person
    client.force_login(person)
    return person


@pytest.fixture
def send(client, cohort, administrator):
    """`send(kind="tag", place=[1], new="May")`: the page that comes back, as text."""

    def sent(**data) -> str:
        data = {"how": "on"} | data if data["kind"] == "tag" else data
        response = client.post(reverse("many", args=[cohort.pk]), data, follow=True)
        assert response.status_code == 200
        return unescape(response.content.decode())

    return sent


@pytest.fixture
def confirm(send):
    """Sends the choices, and then what the preview's own form holds."""

    def confirmed(**data) -> BulkAct:
        page = send(**data)
        held = dict(re.findall(r'type="hidden" name="(stamp|form_id)" value="([^"]*)"', page))
        send(**data, **held, act="confirm")
        act = BulkAct.objects.get(form_id=held["form_id"])
        running.run(act.pk)
        act.refresh_from_db()
        return act

    return confirmed
