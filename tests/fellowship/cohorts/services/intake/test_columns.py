import datetime as dt
from io import BytesIO

import pytest
from django.conf import settings
from django.utils.translation import override

from fellowship.cohorts.services.intake.columns import COLUMNS, parse_name, read_row, words_of
from fellowship.cohorts.services.intake.example import example_file
from fellowship.cohorts.services.intake.professions import profession_of
from fellowship.lib.tables import read_table

GOOD = {"given_name": "Amara", "family_name": "Abiola", "email": "amara@example.org"}


@pytest.mark.parametrize(
    ("words", "profession"),
    [
        ("Doctor", "doctor"),
        ("SAS doctor (psychiatry)", "doctor"),
        ("Consultant anaesthetist", "doctor"),
        ("GP", "doctor"),
        ("Cardiologist", "doctor"),
        ("Staff Nurse", "nurse"),
        ("Midwife", "midwife"),
        ("Physiotherapist", "allied_health"),
        ("Occupational therapist", "allied_health"),
        ("Speech and language therapist", "allied_health"),
        ("Dietitian", "allied_health"),
        ("Allied Health Professional", "allied_health"),
        ("Clinical psychologist", "psychologist"),
        ("Neuropsychologist", "psychologist"),
        ("PHARMACIST", "pharmacist"),
        ("Dentist", "dentist"),
        ("Healthcare scientist", "scientist"),
        ("Audiologist", "scientist"),
        ("Paramedic", "paramedic"),
        ("General manager", "manager"),
        ("Clown", "other"),
        ("=1+1", "other"),
        ("", "other"),
    ],
)
def test_profession_of_peoples_own_words(words, profession):
    assert profession_of(words) == profession


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dr Helen Ashworth", ("Dr", "Helen", "Ashworth")),
        ("Prof. Kwame Boateng", ("Prof.", "Kwame", "Boateng")),
        ("Professor Dame Jane Smith", ("Professor Dame", "Jane", "Smith")),
        ("Maria de la Cruz", ("", "Maria", "de la Cruz")),
        ("Ashworth, Helen", ("", "Helen", "Ashworth")),
        ("Dr Helen Ashworth, OBE FRCP", ("Dr", "Helen", "Ashworth")),
    ],
)
def test_parse_name(text, parts):
    assert parse_name(text) == parts


@pytest.mark.parametrize("text", ["Dr", "Ashworth", "Dr Ashworth", "", ",", "x" * 300 + " y"])
def test_parse_name_without_both_names_is_refused(text):
    with pytest.raises(ValueError, match="name"):
        parse_name(text)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (None, ""),
        (True, ""),
        (7, "7"),
        (7.0, "7"),
        (1.5, "1.5"),
        (" a \n b\0 ", "a b"),
        (dt.datetime(2026, 9, 7), "2026-09-07"),
        ("=1+1", "=1+1"),
        ("<script>", "<script>"),
    ],
)
def test_words_of_a_cell(cell, words):
    assert words_of(cell, 100) == words


def test_read_row_of_the_least_that_is_needed():
    row = read_row(4, GOOD | {"email": " AMARA@example.org "})

    assert row.problems == []
    assert row.facts["email"] == "amara@example.org"


@pytest.mark.parametrize(
    ("cells", "column", "advice"),
    [
        ({"given_name": None}, "given_name", "Fill in this cell"),
        ({"email": ""}, "email", "Fill in the email address"),
        ({"email": "amara(at)example.org"}, "email", "not an email address"),
        ({"email": "a@b@example.org"}, "email", "not an email address"),
        ({"grade": "x" * 101}, "grade", "at most 100 characters"),
        ({"challenge": "x" * 1_000_000}, "challenge", "at most 200 characters"),
        ({"starts_on": "31/09/2026"}, "starts_on", "September 2026 has 30 days"),
        ({"starts_on": "soon"}, "starts_on", "not a date"),
        ({"clinical_days": "6"}, "clinical_days", "from 0 to 5"),
        ({"clinical_days": "-1"}, "clinical_days", "from 0 to 5"),
        ({"clinical_days": "NaN"}, "clinical_days", "from 0 to 5"),
        ({"clinical_days": 0.25}, "clinical_days", "from 0 to 5"),
        ({"clinical_days": "two"}, "clinical_days", "from 0 to 5"),
        ({"sponsor_name": "Dr H Ashworth"}, "sponsor_email", "Fill in the sponsor’s email"),
        ({"sponsor_email": "h@example.org"}, "sponsor_name", "Fill in the sponsor’s name"),
        (
            {"sponsor_name": "Ashworth", "sponsor_email": "h@example.org"},
            "sponsor_name",
            "first name and the surname",
        ),
        (
            {"sponsor_name": "Dr H Ashworth", "sponsor_email": "amara@example.org"},
            "sponsor_email",
            "their own sponsor",
        ),
    ],
)
def test_read_row_names_column_and_remedy(cells, column, advice):
    row = read_row(4, GOOD | cells)

    assert [(found, advice in how) for found, _words, how in row.problems] == [(column, True)]


@pytest.mark.parametrize(
    ("cell", "fact"), [(1, "1.0"), (1.5, "1.5"), ("1,5", "1.5"), ("2 days", "2.0"), (0, "0.0"), ("", "")]
)
def test_clinical_days(cell, fact):
    row = read_row(4, GOOD | {"clinical_days": cell})

    assert (row.facts["clinical_days"], row.problems) == (fact, [])


def test_unknown_profession_is_a_remark_not_a_problem():
    row = read_row(4, GOOD | {"profession": "Clown"})

    assert row.problems == []
    assert row.remarks == ["We do not know the profession “Clown”, so it is kept as Other."]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_example_is_understood_whatever_language_it_was_taken_in(language, ending):
    with override(language):
        content, _type = example_file(ending)

    table = read_table(BytesIO(content), f"list.{ending}", COLUMNS)

    assert set(table.header.places) == {column.key for column in COLUMNS}
    assert table.header.unknown == []
