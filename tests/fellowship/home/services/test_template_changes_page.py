"""The page on which a changed template is applied to a cohort."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fellowship.cohorts.models import BulkAct, Place
from tests.factories import CohortFactory
from tests.fellowship.home.services.applying import change


def test_page_shows_what_moves_for_whom_and_begins_it(client, cohort, by, report):
    change(by, report, due="week 48")
    client.force_login(by)
    address = reverse("cohort_template_changes", args=[cohort.pk])

    page = client.get(address).content.decode()
    assert "Ada A" in page
    assert page.count("Report: ") == 3
    response = client.post(address, {"form_id": str(uuid.uuid4())})

    assert response.url == BulkAct.objects.get().get_absolute_url()
    again = client.post(address, {"form_id": str(uuid.uuid4())}).content.decode()
    assert "being applied to this cohort already" in again


def test_page_of_a_cohort_as_its_template_says(client, cohort, by):
    client.force_login(by)

    page = client.get(reverse("cohort_template_changes", args=[cohort.pk])).content.decode()

    assert "The cohort is as its template says" in page
    assert "Apply to this cohort" not in page


def test_page_before_the_layout_leads_to_the_template(client, by, administrator):
    cohort = CohortFactory(programme=administrator.programme, launched_at=None)
    client.force_login(by)

    response = client.get(reverse("cohort_template_changes", args=[cohort.pk]))

    assert response.url == reverse("cohort_template", args=[cohort.pk])


@pytest.mark.parametrize("fellows", [1, 3])
def test_queries_of_the_page(client, cohort, by, report, fellows):
    change(by, report, due="week 48")
    for place in list(cohort.places.all())[fellows:]:
        Place.objects.filter(pk=place.pk).update(status="withdrawn")
    client.force_login(by)
    address = reverse("cohort_template_changes", args=[cohort.pk])
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    # Not the tests' own savepoints, nor what is only said to the planner.
    asked = [one["sql"] for one in queries if not re.match(r".*SAVEPOINT|SET LOCAL", one["sql"])]
    assert len(asked) == 14
