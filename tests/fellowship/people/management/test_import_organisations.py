from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fellowship.people.models import Organisation

pytestmark = pytest.mark.django_db

PUBLISHED = Path(__file__).resolve().parents[5] / "shared" / "data" / "ods_etr.csv"


def run(path):
    out, err = StringIO(), StringIO()
    call_command("import_organisations", path, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def write(tmp_path, content):
    path = tmp_path / "organisations.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published list is not here")
def test_published_list_is_read_with_closed_organisations_marked():
    out, err = run(PUBLISHED)

    rows = len(PUBLISHED.read_text().splitlines())
    assert f"{rows} organisations read: {rows} added" in out
    assert Organisation.objects.count() == rows
    assert err == ""
    epsom = Organisation.objects.get(code="RVR")
    assert epsom.name == "Epsom and St Helier University Hospitals NHS Trust"
    closed = Organisation.objects.get(code="R0C")
    assert (closed.opened_on, closed.closed_on) == (date(2020, 3, 1), date(2020, 3, 26))
    assert (closed.town, closed.postcode) == ("London", "E16 1XL")
    assert Organisation.objects.get(code="RF4").name.startswith("Barking, Havering and Redbridge")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published list is not here")
def test_published_list_read_twice_changes_nothing():
    run(PUBLISHED)
    before = list(Organisation.objects.order_by("code").values())

    out, _err = run(PUBLISHED)

    assert " 0 added, 0 changed" in out
    assert list(Organisation.objects.order_by("code").values()) == before


@pytest.mark.parametrize(
    "content",
    [
        "code,name\nA1B,INVENTED TRUST\nA2B,Other Trust\n",
        "A1B,INVENTED TRUST\nA2B,Other Trust\n",
        "Code;Name\r\nA1B;INVENTED TRUST\r\n\r\nA2B;Other Trust\r\n",
        "\ufeffcode,name\na1b,INVENTED TRUST\na2b,Other Trust",
    ],
)
def test_simple_list_with_or_without_header(tmp_path, content):
    run(write(tmp_path, content))

    assert list(Organisation.objects.order_by("code").values_list("code", "name")) == [
        ("A1B", "Invented Trust"),
        ("A2B", "Other Trust"),
    ]


def test_simple_list_keeps_what_it_does_not_know(tmp_path):
    Organisation.objects.create(code="A1B", name="Old name", town="Leeds", closed_on=date(2020, 1, 1))

    out, _err = run(write(tmp_path, "A1B,New name\n"))

    organisation = Organisation.objects.get(code="A1B")
    assert (organisation.name, organisation.town, organisation.closed_on) == (
        "New name",
        "Leeds",
        date(2020, 1, 1),
    )
    assert organisation.search_name == "new name"
    assert "1 changed" in out


def test_windows_text_is_read(tmp_path):
    run(write(tmp_path, "A1B,Ysbyty Glân Clwyd – north".encode("cp1252")))

    assert Organisation.objects.get().name == "Ysbyty Glân Clwyd – north"


def test_broken_rows_are_named_and_the_others_kept(tmp_path):
    ods = "A9B,TOO EARLY,,,,,,LEEDS,,LS1 1AA,20200101,20190101"
    bad_day = "A8B,NO SUCH DAY,,,,,,LEEDS,,LS1 1AA,20200231,"
    content = (
        f"code,name\nA1B,Good Trust\nA1B,Again\n?!,Bad code\nA3B,\nonly\nA4B,{'x' * 900}\n{ods}\n{bad_day}\n"
    )

    out, err = run(write(tmp_path, content))

    assert [one.code for one in Organisation.objects.all()] == ["A1B"]
    assert "Row 3 left out: code A1B was already in row 2." in err
    assert "Row 4 left out: “?!” is not a code" in err
    assert "Row 5 left out: has no name." in err
    assert "Row 6 left out: needs at least a code and a name" in err
    assert "Row 7 left out: This is 900 characters long" in err
    assert "Row 8 left out: closes before it opens." in err
    assert "Row 9 left out: “20200231” is not a date" in err
    assert "Rows left out: 7." in out


@pytest.mark.parametrize("content", ["", "\n\n", "code,name\n"])
def test_empty_list_is_an_error(tmp_path, content):
    with pytest.raises(CommandError, match="holds no organisations"):
        run(write(tmp_path, content))


def test_missing_file_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "nowhere.csv")
