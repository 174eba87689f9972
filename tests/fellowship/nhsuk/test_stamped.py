"""Forms that two people can have open at once."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict

from fellowship.nhsuk.forms import DayField, Form
from fellowship.nhsuk.rendering import words_in
from fellowship.nhsuk.stamped import came_second, saved_otherwise, stamp_of


class MeetingForm(Form):
    title = forms.CharField(label="Title")
    day = DayField(label="Day")
    starts = forms.TimeField(label="Starts")
    online = forms.BooleanField(label="Online", required=False)
    who = forms.MultipleChoiceField(label="Who", choices=[("1", "Ann"), ("2", "Ben")], required=False)
    rooms = forms.MultipleChoiceField(label="Rooms", widget=forms.CheckboxSelectMultiple, required=False)
    number = forms.CharField(widget=forms.HiddenInput, required=False)


SAVED = {"title": "Set", "day": dt.date(2026, 9, 3), "starts": dt.time(9, 30), "online": True, "who": ["2"]}
SENT = "title=Set&day-day=3&day-month=9&day-year=2026&starts=9:30&online=on&who=2"


def sent(words: str, stamp: str, saved: dict) -> MeetingForm:
    return MeetingForm(QueryDict(f"{words}&stamp={stamp}"), initial=saved)


@pytest.mark.parametrize("same", [{"number": "7"}, {"who": ("2",)}])
def test_stamp_is_of_what_people_see(same):
    assert stamp_of(MeetingForm(initial=SAVED | same)) == stamp_of(MeetingForm(initial=SAVED))


@pytest.mark.parametrize("other", [{"title": "Sets"}, {"who": ["1", "2"]}, {"day": dt.date(2026, 9, 4)}])
def test_second_is_told_what_was_saved(other):
    stamp = stamp_of(MeetingForm(initial=SAVED))
    form = sent(SENT.replace("title=Set", "title=Mine"), stamp, SAVED | other)
    assert came_second(form)
    told = dict(saved_otherwise(form))
    words = {"title": "Sets", "who": "Ann, Ben", "day": "4 September 2026"}
    for name in other:
        assert told[str(form.fields[name].label)] == words[name]
    assert form["title"].value() == "Mine"


def test_every_kind_of_field_is_told_in_words():
    form = sent("title=x", "shown before", SAVED)
    assert saved_otherwise(form) == [
        ("Title", "Set"),
        ("Day", "3 September 2026"),
        ("Starts", "9:30am"),
        ("Online", "Yes"),
        ("Who", "Ben"),
    ]


def test_a_choice_among_nothing_has_no_words():
    assert words_in(MeetingForm(initial={"rooms": []})["rooms"]) == ""


def test_nobody_came_second_where_nothing_else_was_saved():
    stamp = stamp_of(MeetingForm(initial=SAVED))
    assert not came_second(MeetingForm(initial=SAVED))
    assert not came_second(sent(SENT.replace("title=Set", "title=Mine"), stamp, SAVED))


def test_the_same_form_sent_twice_is_no_conflict():
    assert not came_second(sent(SENT, "shown before", SAVED))


def test_other_letters_that_mean_the_same_are_no_conflict():
    class TextForm(Form):
        text = forms.CharField(label="Text", widget=forms.Textarea)
        days = forms.DecimalField(label="Days")

    typed = QueryDict("text=one%0D%0Atwo&days=1.50&stamp=shown before")
    assert not came_second(TextForm(typed, initial={"text": "one\ntwo", "days": "1.5"}))


def test_of_two_with_one_name_each_is_itself():
    class ChoiceForm(Form):
        who = forms.MultipleChoiceField(label="Who", choices=[("1", "Ann"), ("2", "Ann")], required=False)

    form = ChoiceForm(QueryDict("who=2&stamp=shown before"), initial={"who": [1]})
    assert saved_otherwise(form) == [("Who", "Ann")]
