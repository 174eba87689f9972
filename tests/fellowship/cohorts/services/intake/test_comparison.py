"""What a list would do, compared with who is there."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from fellowship.cohorts.models import Invitation, Pairing, Place
from fellowship.people.models import AuditEvent, User
from fellowship.people.services.profile import update_profile
from tests.factories import (
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
)
from tests.fellowship.cohorts.services.intake.lists import AMARA, add, counts, rows_of, send, sheet

pytestmark = pytest.mark.django_db


def test_changed_row_shows_before_and_after_and_is_written(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    changed = (
        AMARA.replace("Band 7", "Band 8a").replace(",X1,", ",second invented TRUST,").replace("1.5", "2")
    )

    run = send(cohort, administrator, sheet(changed))

    assert rows_of(run)[2].changes == [
        ["grade", "Band 7", "Band 8a"],
        ["host", "First Invented Trust", "Second Invented Trust"],
        ["clinical_days", "1.5", "2.0"],
    ]
    add(run, administrator)
    place = Place.objects.get()
    assert (place.person.grade, place.host.code, place.clinical_days) == ("Band 8a", "X2", 2)
    assert AuditEvent.objects.filter(act="changed", object_id=str(place.pk)).exists()


def test_start_date_moves_the_place_and_the_pairing(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet(AMARA.replace("07/09/2026", "5 October 2026")))
    add(run, administrator)

    place = Place.objects.get()
    assert place.starts_on == place.pairings.get().starts_on == dt.date(2026, 10, 5)


def test_blank_cells_erase_nothing(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet("Amara,Abiola,amara@example.org,,,,,,,,"))

    assert counts(run) == {"unchanged": 1}


def test_what_a_person_changed_is_kept(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    amara = User.objects.get(email="amara@example.org")
    update_profile(person=amara, by=amara, changes={"grade": "Band 8b"})

    run = send(cohort, administrator, sheet(AMARA.replace("Amara,", "Amara Joy,")))

    row = rows_of(run)[2]
    assert row.changes == [["given_name", "Amara", "Amara Joy"]]
    assert row.remarks == ["Grade / band: “Band 8b” is kept, because this person changed it."]
    add(run, administrator)
    amara.refresh_from_db()
    assert (amara.given_name, amara.grade) == ("Amara Joy", "Band 8b")


def test_another_mentor_in_the_file_is_a_remark(cohort, administrator):
    add(send(cohort, administrator, sheet(AMARA)), administrator)

    run = send(cohort, administrator, sheet(AMARA.replace("Dr Helen Ashworth,helen@", "Mr Omar Ellis,omar@")))

    assert rows_of(run)[2].outcome == "unchanged"
    assert "The mentor stays Dr Helen Ashworth" in rows_of(run)[2].remarks[0]


def test_missing_mentor_is_added(cohort, administrator):
    without = AMARA.replace("Dr Helen Ashworth,helen@example.org", ",")
    add(send(cohort, administrator, sheet(without)), administrator)

    run = send(cohort, administrator, sheet(AMARA))
    add(run, administrator)

    assert rows_of(run)[2].changes == [["sponsor_name", "", "Dr Helen Ashworth"]]
    assert Pairing.objects.get().mentor.email == "helen@example.org"


def test_a_fellow_who_has_left_is_given_no_mentor(cohort, administrator):
    """The pairing ended with the place; the list sent again must not open everything anew."""
    add(send(cohort, administrator, sheet(AMARA)), administrator)
    Place.objects.update(status="withdrawn")
    Pairing.objects.all().delete()

    run = send(cohort, administrator, sheet(AMARA))
    assert rows_of(run)[2].outcome == "unchanged"
    assert "has ended" in rows_of(run)[2].remarks[0]
    add(run, administrator)
    assert not Pairing.objects.exists()


def test_a_fellow_who_leaves_between_preview_and_confirmation_is_given_no_mentor(cohort, administrator):
    without = AMARA.replace("Dr Helen Ashworth,helen@example.org", ",")
    add(send(cohort, administrator, sheet(without)), administrator)
    run = send(cohort, administrator, sheet(AMARA))

    Place.objects.update(status="withdrawn")
    add(run, administrator)

    assert not Pairing.objects.exists()


def test_person_is_recognised_by_any_confirmed_address_and_nobody_elses(cohort, administrator):
    amara = UserFactory(given_name="Amara", family_name="Abiola", email="private@example.org")
    EmailAddress.objects.create(user=amara, email="Amara@Example.org", verified=True, primary=False)
    thief = UserFactory()
    EmailAddress.objects.create(user=thief, email="helen@example.org", verified=False, primary=False)

    add(send(cohort, administrator, sheet(AMARA)), administrator)

    assert Place.objects.get().person == amara
    assert Pairing.objects.get().mentor not in (thief, amara)
    assert not Invitation.objects.filter(person=amara).exists()  # she has an account already


def test_person_of_another_programme_is_neither_shown_nor_changed(cohort, administrator):
    elsewhere = PlaceFactory(
        person__email="amara@example.org", person__given_name="Ama", person__grade="Consultant"
    ).person

    run = send(cohort, administrator, sheet(AMARA))
    add(run, administrator)

    row = rows_of(run)[2]
    assert row.changes == []
    assert not row.remarks
    assert "Consultant" not in str(row.values)
    elsewhere.refresh_from_db()
    assert (elsewhere.given_name, elsewhere.grade) == ("Ama", "Consultant")
    assert Place.objects.filter(cohort=cohort, person=elsewhere).exists()


def test_repeated_sponsor_is_one_mentor_and_another_spelling_a_remark(cohort, administrator):
    second = "Ben,Hughes,ben@example.org,Doctor,,X1,,Prof Helen Ashworth,HELEN@example.org,,"

    run = send(cohort, administrator, sheet(AMARA, second))
    add(run, administrator)

    assert rows_of(run)[3].remarks == [
        "In row 2 this sponsor is called Dr Helen Ashworth. That name is kept."
    ]
    assert Pairing.objects.values("mentor").distinct().count() == 1
    assert Place.objects.get(person__email="ben@example.org").starts_on == cohort.starts_on


@pytest.mark.parametrize(
    ("change", "column", "advice"),
    [
        (("07/09/2026", "06/09/2026"), "starts_on", "between 7 September 2026 and 6 September 2027"),
        (("07/09/2026", "06/09/2027"), "starts_on", "between 7 September 2026"),
        ((",X1,", ",First Invnted Trust,"), "host", "Did you mean First Invented Trust (X1)"),
        ((",X1,", ",Nowhere,"), "host", "We know no organisation of this name or code"),
    ],
)
def test_problem_that_only_the_database_knows(cohort, administrator, change, column, advice):
    run = send(cohort, administrator, sheet(AMARA.replace(*change)))

    problem = rows_of(run)[2].problems[0]
    assert problem[0] == column
    assert advice in problem[2]


def test_closed_host_is_a_remark(cohort, administrator):
    OrganisationFactory(code="X9", name="Closed Trust", closed_on=dt.date(2020, 3, 1))

    run = send(cohort, administrator, sheet(AMARA.replace(",X1,", ",X9,")))

    assert rows_of(run)[2].outcome == "new"
    assert "Closed Trust closed on 1 March 2020" in rows_of(run)[2].remarks[0]


def test_fellow_named_as_sponsor_under_another_address_is_a_problem(cohort, administrator):
    amara = UserFactory(email="amara@example.org")
    EmailAddress.objects.create(user=amara, email="other@example.org", verified=True, primary=False)

    run = send(cohort, administrator, sheet(AMARA.replace("helen@", "other@")))

    assert rows_of(run)[2].problems[0][0] == "sponsor_email"
