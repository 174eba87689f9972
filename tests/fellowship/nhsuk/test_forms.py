from datetime import date, time

import pytest
from django import forms
from django.http import QueryDict

from fellowship.cohorts.models import TemplateAssignment
from fellowship.nhsuk.forms import ClockField, DayField, Form, ModelForm
from fellowship.nhsuk.rendering import control, error_links


class Milestone(Form):
    title = forms.CharField(label="Title", max_length=10)
    host = forms.ChoiceField(label="Host organisation", choices=[("", "Choose one"), ("a", "A")])
    due = DayField(label="When is it due?", called="The due date")


def milestone(day: str = "", month: str = "", year: str = "", **others: str) -> Milestone:
    typed = {"title": "Aim", "host": "a", "due-day": day, "due-month": month, "due-year": year, **others}
    return Milestone(typed)


@pytest.mark.parametrize("month", ["9", "09", "Sep", "sept", "September", " september "])
def test_day_typed_with_a_number_or_name_is_a_date(month):
    form = milestone("3", month, "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == date(2026, 9, 3)


@pytest.mark.parametrize(
    ("typed", "sentence", "parts"),
    [
        (("31", "2", "2026"), "The due date must be a real date", ("day", "month", "year")),
        (("0", "2", "2026"), "The due date must be a real date", ("day", "month", "year")),
        (("3", "Smarch", "2026"), "The due date must be a real date", ("day", "month", "year")),
        (("٣", "9", "2026"), None, ()),
        (("3", "", "2026"), "The due date must include a month", ("month",)),
        (("", "", "2026"), "The due date must include a day and month", ("day", "month")),
        (("3", "9", "26"), "The due date must have a year of 4 numbers, like 2026", ("year",)),
        (("3", "9", "0026"), "The due date must have a year between 1990 and 2100", ("year",)),
        (("3", "9", "2026; drop table"), "The due date must have a year of 4 numbers, like 2026", ("year",)),
        (("", "", ""), "Enter the due date", ("day", "month", "year")),
    ],
)
def test_day_typed_wrongly_says_what_is_wrong_and_marks_the_boxes(typed, sentence, parts):
    form = milestone(*typed)
    assert list(form.errors.get("due", [])) == ([sentence] if sentence else [])
    assert control(form["due"]).wrong_parts == parts


def test_day_keeps_what_was_typed_when_it_was_wrong():
    assert control(milestone("31", "Feb", "2026")["due"]).value == {
        "day": "31",
        "month": "Feb",
        "year": "2026",
    }


def test_day_shows_a_date_it_starts_with():
    form = Milestone(initial={"due": date(2026, 9, 3)})
    assert control(form["due"]).value == {"day": "3", "month": "9", "year": "2026"}


def test_day_unchanged_counts_as_unchanged():
    form = Milestone(
        {"title": "Aim", "host": "a", "due-day": "03", "due-month": "sep", "due-year": "2026"},
        initial={"title": "Aim", "host": "a", "due": date(2026, 9, 3)},
    )
    assert form.changed_data == []


def test_summary_links_a_date_to_its_first_wrong_box():
    form = milestone("3", "", "2026", title="")
    assert error_links(form) == [
        ("Enter title", "id_title"),
        ("The due date must include a month", "id_due-month"),
    ]


def test_plain_words_replace_djangos_sentences():
    form = milestone("3", "9", "2026", title="far too long a title", host="")
    assert form.errors == {
        "title": ["Title: use 10 characters or fewer"],
        "host": ["Choose host organisation"],
    }


def test_plain_words_leave_a_forms_own_sentence():
    class Own(Form):
        title = forms.CharField(error_messages={"required": "Give it a name"})

    assert Own({}).errors == {"title": ["Give it a name"]}


def test_per_cent_sign_in_a_label_does_not_break_the_sentence():
    class Share(Form):
        share = forms.CharField(label="Share in %", max_length=2)
        kind = forms.ChoiceField(label="50 % or more?", choices=[("y", "Yes")])

    assert Share({"share": "1234", "kind": "n"}).errors == {
        "share": ["Share in %: use 2 characters or fewer"],
        "kind": ["Choose one of the answers offered: 50 % or more"],
    }


@pytest.mark.parametrize(
    ("typed", "sentence"), [("0", "Months: use 1 or more"), ("400", "Months: use 360 or less")]
)
def test_number_out_of_its_limits_is_told_the_limit(typed, sentence):
    class Length(Form):
        months = forms.IntegerField(label="Months", min_value=1, max_value=360)

    assert Length({"months": typed}).errors == {"months": [sentence]}


def test_number_with_too_many_decimals_is_told_how_many():
    class Share(Form):
        share = forms.DecimalField(label="Share in %", decimal_places=1)

    assert Share({"share": "1.25"}).errors == {"share": ["Share in %: too many decimals. Use 1 at most"]}


def test_label_that_begins_with_one_capital_letter_is_written_small_within_the_sentence():
    class Parting(Form):
        words = forms.CharField(label="A word to the fellow")
        summary = forms.CharField(label="PDF summary")

    assert Parting({}).errors == {"words": ["Enter a word to the fellow"], "summary": ["Enter PDF summary"]}


def test_summary_holds_every_form_and_formset_it_is_given():
    class Answer(Form):
        words = forms.CharField(label="Answer")

    answers = forms.formset_factory(Answer, extra=0, min_num=2, validate_min=True)
    sent = QueryDict("form-TOTAL_FORMS=2&form-INITIAL_FORMS=0&form-0-words=&form-1-words=yes")
    assert error_links(milestone("3", "9", "2026", title=""), answers(sent)) == [
        ("Enter title", "id_title"),
        ("Please submit at least 2 forms.", ""),
        ("Enter answer", "id_form-0-words"),
    ]


class Meeting(Form):
    at = ClockField(label="Begins at")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9:30", time(9, 30)),
        ("14.05", time(14, 5)),
        ("2pm", time(14)),
        (" 2:30 PM ", time(14, 30)),
        ("12am", time(0)),
    ],
)
def test_time_is_read_as_people_write_it(typed, at):
    form = Meeting({"at": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == at
    assert not Meeting({"at": typed}, initial={"at": at}).has_changed()


@pytest.mark.parametrize("typed", ["nine", "25:00", "13pm", "9:60", "٣pm", "9:3"])
def test_time_that_is_none_is_told_an_example(typed):
    assert Meeting({"at": typed}).errors == {"at": ["Enter a time like 14:00 or 2pm"]}


def test_time_is_shown_with_two_numbers_each():
    assert control(Meeting(initial={"at": time(9, 5)})["at"]).value == "09:05"


class Essay(ModelForm):
    class Meta:
        model = TemplateAssignment
        fields = ["title", "brief"]


def test_value_that_the_database_gives_a_new_row_is_not_shown():
    form = Essay(instance=TemplateAssignment(title="Essay"))
    assert (form["title"].value(), form["brief"].value()) == ("Essay", None)
