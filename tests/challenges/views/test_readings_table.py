"""Tables of readings: looked at row by row, kept as a draft meanwhile, saved together."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from challenges.models import Measure, Reading
from fellowship.sealed.models import Draft
from tests.challenges.views.test_readings import page, typed
from tests.factories.workspace import MeasureFactory


@pytest.fixture
def measure(world) -> Measure:
    return MeasureFactory(challenge=world.challenge, unit="days")


def opened(client, measure) -> str:
    return client.get(page("readings_paste", measure)).content.decode()


def hidden(shown: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', shown)[1]


def confirm(client, measure, shown: str, text: str, **more: str):
    sent = {"seen": hidden(shown, "seen"), "piece_version": hidden(shown, "piece_version")}
    return client.post(page("readings_paste", measure), {**sent, "text": text, "act": "save", **more})


def test_pasted_rows_are_looked_at_before_they_are_saved_together(fellow_client, measure):
    text = "Date\tValue\n01/03/2026\t12\n02/03/2026\t12,5\n03/03/2026\t14"
    shown = fellow_client.post(page("readings_paste", measure), {"text": text}).content.decode()
    assert "Nothing has been saved yet" in shown
    assert "Row 3" in shown
    assert "has a comma" in shown
    assert "1 March 2026" in shown
    assert "Add 2 readings and leave out 1 row" in re.sub(r"\s+", " ", shown)
    assert not Reading.objects.exists()
    answer = confirm(fellow_client, measure, shown, text)
    assert answer["Location"] == measure.get_absolute_url()
    assert Reading.objects.count() == 2
    assert measure.changes.get().act == "paste_readings"
    again = confirm(fellow_client, measure, shown, text)
    assert again["Location"] == measure.get_absolute_url()
    assert measure.changes.count() == 1


def test_text_changed_after_it_was_looked_at_is_looked_at_again(fellow_client, measure):
    shown = fellow_client.post(page("readings_paste", measure), {"text": "1/3/2026\t12"}).content.decode()
    again = confirm(fellow_client, measure, shown, "1/3/2026\t99")
    assert "Nothing has been saved yet" in again.content.decode()
    assert not Reading.objects.exists()


def test_readings_changed_meanwhile_are_looked_at_again(fellow_client, world, measure):
    shown = fellow_client.post(page("readings_paste", measure), {"text": "1/3/2026\t12"}).content.decode()
    fellow_client.post(page("reading_new", measure), typed(dt.date(2026, 3, 1), value="5"))
    answer = confirm(fellow_client, measure, shown, "1/3/2026\t12")
    assert answer.status_code == 409
    assert "Before:" in answer.content.decode()
    assert Reading.objects.get().value == 5


def test_file_goes_the_same_way_and_can_be_mended_in_the_text(fellow_client, measure):
    file = SimpleUploadedFile("falls.csv", b"Date,Value\n01/03/2026,12\n02/03/2026,x\n")
    shown = fellow_client.post(page("readings_paste", measure), {"file": file}).content.decode()
    assert "“x” is not a number" in shown
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", shown, re.DOTALL)[1]
    assert text == "Date\tValue\n01/03/2026\t12\n02/03/2026\tx"
    confirm(fellow_client, measure, shown, text)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("falls.pdf", b"%PDF-1.7", "not a spreadsheet we can read"),
        ("falls.xlsx", b"not a workbook", "the content is something else"),
        ("falls.xlsm", b"PK", "can hold macros"),
        ("falls.csv", b"", "empty"),
        ("falls.csv", b"\x00\x01\x02", "not plain text"),
        ("falls.csv", b"Date,Value\n" + b"01/03/2026,1\n" * 20_001, "more than 20,000 rows"),
    ],
)
def test_file_that_cannot_be_read_says_why(fellow_client, measure, name, content, message):
    sent = {"file": SimpleUploadedFile(name, content)}
    assert message in fellow_client.post(page("readings_paste", measure), sent).content.decode()
    assert not Reading.objects.exists()


def test_twenty_thousand_rows_are_refused_and_stay_on_the_page(fellow_client, measure):
    text = "\n".join(f"{dt.date(1995, 1, 1) + dt.timedelta(days=n % 9_000)}\t{n}" for n in range(20_000))
    shown = fellow_client.post(page("readings_paste", measure), {"text": text}).content.decode()
    assert "everything from row 1,501 on is too much" in shown
    assert "19999</textarea>" in shown
    assert not Reading.objects.exists()


def test_notes_that_may_identify_a_patient_are_pointed_out_before_saving(fellow_client, measure):
    text = "1/3/2026\t12\tMrs Jones, 84"
    shown = fellow_client.post(page("readings_paste", measure), {"text": text}).content.decode()
    warned = confirm(fellow_client, measure, shown, text)
    assert "looks like a patient" in warned.content.decode()
    assert not Reading.objects.exists()
    confirm(fellow_client, measure, shown, text, identifiers_checked="yes")
    assert Reading.objects.count() == 1


def test_pasted_script_nul_and_emoji_do_no_harm(fellow_client, measure):
    text = "1/3/2026\t12\t<script>alert(1)</script>\0👩🏽‍⚕️\n'; DROP TABLE--\t1"
    shown = fellow_client.post(page("readings_paste", measure), {"text": text}).content.decode()
    assert "<script>alert" not in shown
    confirm(fellow_client, measure, shown, text.replace("\0", ""))
    assert Reading.objects.get().note == "<script>alert(1)</script>👩🏽‍⚕️"


def test_pasted_table_is_a_draft_until_it_is_saved(fellow_client, measure):
    draft, text = str(uuid.uuid4()), "1/3/2026\t12\n2/3/2026\tx"
    autosave = reverse("draft_save", args=["readings-table", measure.pk])
    assert f'data-autosave="{autosave}"' in opened(fellow_client, measure)
    saved = fellow_client.post(autosave, {"text": text, "draft": draft, "version": "0"})
    assert saved.json()["version"] == 1
    shown = opened(fellow_client, measure)
    assert f"{text}</textarea>" in shown
    assert hidden(shown, "draft") == draft
    assert (
        f"{page('readings_paste', measure)}?draft={draft}"
        in fellow_client.get(reverse("drafts")).content.decode()
    )

    sent = {"text": text, "draft": draft, "version": "1"}
    shown = fellow_client.post(page("readings_paste", measure), sent).content.decode()
    assert Draft.objects.count() == 1
    for _twice in range(2):
        confirm(fellow_client, measure, shown, text, draft=draft, version=hidden(shown, "version"))
        assert not Draft.objects.exists()
    assert Reading.objects.count() == 1


def test_pasted_table_that_was_only_looked_at_comes_back(fellow_client, measure):
    fellow_client.post(
        page("readings_paste", measure), {"text": "\n1/3/2026\t12", "draft": str(uuid.uuid4())}
    )
    shown = opened(fellow_client, measure)
    assert "\n\n1/3/2026\t12</textarea>" in shown  # a browser drops the first new line


def test_rows_of_a_file_that_was_looked_at_come_back(fellow_client, measure):
    file = SimpleUploadedFile("falls.csv", b"Date,Value\n01/03/2026,12\n")
    fellow_client.post(page("readings_paste", measure), {"file": file, "draft": str(uuid.uuid4())})
    shown = opened(fellow_client, measure)
    assert "Date\tValue\n01/03/2026\t12</textarea>" in shown


def test_twenty_thousand_rows_come_back_too(fellow_client, measure):
    text = "\n".join(f"1/3/2026\t{n}" for n in range(20_000))
    fellow_client.post(page("readings_paste", measure), {"text": text, "draft": str(uuid.uuid4())})
    assert "19999</textarea>" in opened(fellow_client, measure)


def test_table_changed_in_two_tabs_shows_both(fellow_client, measure):
    draft = str(uuid.uuid4())
    sent = {"draft": draft, "version": "0"}
    fellow_client.post(page("readings_paste", measure), {**sent, "text": "1/3/2026\t12"})
    answer = fellow_client.post(page("readings_paste", measure), {**sent, "text": "2/3/2026\t13"})
    assert answer.status_code == 409
    chosen = {"draft": draft, "keep": "both", "seen_version": "1", "text": "2/3/2026\t13"}
    answer = fellow_client.post(page("readings_paste", measure), chosen)
    assert "1/3/2026\t12\n\n2/3/2026\t13</textarea>" in fellow_client.get(answer["Location"]).content.decode()


def test_table_is_kept_as_a_draft_by_a_button(fellow_client, measure):
    sent = {"text": "1/3/2026\t12", "act": "draft", "draft": str(uuid.uuid4())}
    assert fellow_client.post(page("readings_paste", measure), sent)["Location"] == reverse("drafts")
    assert "1/3/2026" in fellow_client.get(reverse("drafts")).content.decode()
