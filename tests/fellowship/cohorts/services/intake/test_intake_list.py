"""The whole way of the real list, where it is there."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from fellowship.cohorts import layout
from fellowship.cohorts.models import Invitation, Pairing, Place
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.people.models import User
from tests.fellowship.cohorts.services.intake.lists import add, counts, rows_of, send

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
needs_shared_data = pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")


@pytest.fixture
def planned(monkeypatch):
    """The challenges a planner at the top of the house would make."""
    calls = []
    monkeypatch.setattr(layout, "PLACE_PLANNERS", [lambda place, by, title: calls.append((place, title))])
    return calls


@needs_shared_data
def test_the_intake_list_of_2026(cohort, administrator, planned):
    call_command("import_organisations", SHARED / "ods_etr.csv", verbosity=0)

    run = send(cohort, administrator, (SHARED / "cohort_2026.xlsx").read_bytes(), "cohort_2026.xlsx")

    assert run.status == ImportStatus.READY
    assert (run.rows_read, run.rows_in_all) == (27, 27)
    assert counts(run) == {"new": 24, "problem": 3}
    assert User.objects.count() == 1  # only the administrator: nothing is written yet
    rows = rows_of(run)
    assert rows[28].problems == [
        [
            "email",
            "amara.abiola@example.org",
            "This person is already in row 4. Take one of the two rows out.",
        ]
    ]
    assert rows[29].problems[0][:2] == ["email", "beatrix.holloway(at)example.org"]
    assert [problem[:2] for problem in rows[30].problems] == [
        ["starts_on", "31/09/2026"],
        ["host", "St Elsewhere NHS Trust"],
    ]
    assert "Row 32 is left out: a row of totals." in run.remarks
    assert "Sheets we did not read: Notes." in run.remarks

    add(run, administrator)

    assert Place.objects.filter(cohort=cohort).count() == 24
    assert Pairing.objects.filter(place__cohort=cohort).values("mentor").distinct().count() == 12
    assert len(planned) == 24
    assert Invitation.objects.filter(role="fellow", times_sent=0).count() == 24
    assert Invitation.objects.filter(role="mentor", times_sent=0).count() == 12
    eilidh = User.objects.get(email="eilidh.chowdhury@example.org")
    assert (eilidh.profession, eilidh.has_usable_password()) == ("pharmacist", False)
    deepa = Place.objects.get(person__email="deepa.varma@example.org")
    assert (deepa.host.code, deepa.starts_on, deepa.clinical_days) == ("RJ1", dt.date(2026, 9, 7), 1)
    helen = User.objects.get(email="helen.ashworth@example.org")
    assert (helen.title, helen.given_name, helen.family_name) == ("Dr", "Helen", "Ashworth")
    assert helen.pairings.count() == 2


@needs_shared_data
def test_the_intake_list_sent_again_changes_nothing(cohort, administrator, planned):
    call_command("import_organisations", SHARED / "ods_etr.csv", verbosity=0)
    content = (SHARED / "cohort_2026.xlsx").read_bytes()
    add(send(cohort, administrator, content, "a.xlsx"), administrator)
    before = (
        User.objects.count(),
        Place.objects.count(),
        Pairing.objects.count(),
        Invitation.objects.count(),
    )

    run = send(cohort, administrator, content, "a.xlsx")
    add(run, administrator)

    assert counts(run) == {"problem": 3, "unchanged": 24}
    assert before == (
        User.objects.count(),
        Place.objects.count(),
        Pairing.objects.count(),
        Invitation.objects.count(),
    )
    assert len(planned) == 24
