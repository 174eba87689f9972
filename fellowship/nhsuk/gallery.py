"""Invented people and things for the gallery: the usual, the empty, the very long, the wrong."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.utils.safestring import mark_safe

from fellowship.nhsuk.forms import DayField, Form
from fellowship.nhsuk.navigation import Item, Navigation, Role
from fellowship.nhsuk.year_strip import Mark

LONG_NAME = "Dr Oluwaseun Aleksandra Featherstonehaugh-Papadimitriou de la Fuente"
TODAY = date(2026, 11, 23)

NAVIGATION = Navigation(
    person="Amara Okafor",
    home_url="/components/",
    account_url="#",
    sign_out_url="#",
    unseen_url="#",
    unseen=3,
    items=[
        Item("home", "Your fellowship", "#"),
        Item("challenge", "Challenge", "#"),
        Item("log", "Progress log", "#"),
        Item("learning", "PgCert", "#", 1),
        Item("calendar", "Calendar", "#"),
    ],
    active="home",
    role="fellow",
    roles=[Role("fellow", "Fellow, London 2026", "#"), Role("mentor", "Mentor", "#")],
)


class LogForm(Form):
    happened = forms.CharField(
        label="What happened?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text="Two sentences are enough.",
    )
    so_what = forms.CharField(
        label="So what?", widget=forms.Textarea(attrs={"rows": 3}), max_length=5000, required=False
    )
    place = forms.ChoiceField(
        label="Where were you?",
        choices=[("balcony", "Balcony"), ("dance_floor", "Dance floor")],
        widget=forms.RadioSelect,
    )
    milestones = forms.MultipleChoiceField(
        label="Milestones this is about",
        choices=[
            ("1", "Agree the aim with the ward team"),
            ("2", "Baseline of discharge times"),
            ("3", "First PDSA cycle"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = DayField(label="When was it?", help_text="For example, 23 11 2026")
    host = forms.ChoiceField(
        label="Host organisation",
        choices=[
            ("", "Choose one"),
            ("Trusts", [("R1", "Riverside Hospitals"), ("R2", "Northmoor Community Care")]),
            ("Other", [("X", "Somewhere else")]),
        ],
    )
    people = forms.IntegerField(label="How many people were there?", required=False)
    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    file = forms.FileField(
        label="A file that shows it",
        required=False,
        help_text="PDF, Word, Excel, PowerPoint or a picture, up to 20 MB.",
    )
    agree = forms.BooleanField(label="I have taken out anything that could identify a patient")
    draft = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


BAD_INPUT = {
    "place": "ceiling",
    "on-day": "31",
    "on-month": "Feb",
    "on-year": "2026",
    "people": "many",
    "email": "amara at example",
    "draft": "d",
    "version": "1",
}


def _moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def context() -> dict:
    return {
        "sample_nav": NAVIGATION,
        "today": TODAY,
        "year_start": date(2026, 9, 2),
        "year_end": date(2027, 8, 31),
        "long_name": LONG_NAME,
        "said": [
            Message(constants.SUCCESS, "The entry is shared with your mentor."),
            Message(constants.ERROR, "The milestone was signed off meanwhile, so nothing was changed."),
            Message(constants.INFO, "Not marked, because what they say is new: Amara Okafor."),
        ],
        "form": LogForm(initial={"on": TODAY, "place": "balcony", "draft": "d", "version": 1}),
        "wrong": LogForm(BAD_INPUT, auto_id="wrong_%s"),
        "tasks": [
            {
                "title": "Baseline of discharge times",
                "url": "#",
                "hint": "Due 3 days ago, 20 November 2026",
                "status": "overdue",
            },
            {
                "title": "Aim of the challenge",
                "url": "#",
                "hint": "Dr H. Ashworth asked for changes on 19 November 2026",
                "status": "changes_asked",
            },
            {
                "title": "Reflective assignment 1",
                "url": "#",
                "hint": "Due in 3 days, 26 November 2026",
                "status": "due_soon",
            },
            {"title": "Mid-point review", "hint": "Opens in month 5", "status": "cannot_start"},
        ],
        "columns": [
            {"text": "Fellow", "sort_url": "?sort=fellow", "sort": "ascending"},
            "Mentor",
            {"text": "Last log", "sort_url": "?sort=log"},
            {"text": "Overdue", "numeric": True, "sort_url": "?sort=overdue"},
            "Waiting since",
            "State",
        ],
        "overview": [
            (
                "Amara Okafor",
                "Riverside Hospitals",
                "Dr H. Ashworth",
                "20 November 2026",
                0,
                "",
                "on_track",
                "",
            ),
            (
                "Tomasz Wiśniewski",
                "Northmoor Community Care",
                "Ms P. Lindqvist",
                "2 October 2026",
                3,
                "1 November 2026",
                "needs_call",
                "3 milestones overdue",
            ),
            (
                LONG_NAME,
                "The Royal Institute of Integrated Neurorehabilitation and Community Partnerships",
                "Not paired yet",
                "Never",
                12,
                "",
                "watch",
                "No mentor",
            ),
        ],
        "numbers": [
            {"number": 2, "text": "need a call", "url": "?show=call", "tone": "alert", "active": True},
            {"number": 15, "text": "milestones overdue", "url": "?show=overdue", "tone": "alert"},
            {"number": 4, "text": "waiting on a mentor over 14 days", "url": "?show=mentor"},
            {"number": 0, "text": "invitations open", "url": "?show=invitations"},
        ],
        "facts": [
            (
                "Challenge",
                "Home by noon: discharging earlier from the acute medical unit",
                [("Change", "#", "the challenge")],
            ),
            ("Host organisation", "Riverside Hospitals"),
            ("Mentor", ""),
        ],
        "comments": [
            SimpleNamespace(
                author="Dr Helen Ashworth",
                when=_moment(11, 20, 9, 12),
                body=mark_safe("<p>What would you see from the balcony? Who is not in the room?</p>"),
                new=True,
            ),
            SimpleNamespace(
                author="Amara Okafor",
                when=_moment(11, 20, 18, 40),
                body=mark_safe("<p>The pharmacists. They start at 9, the round ends at 11.</p>"),
                edited_at=_moment(11, 21, 8),
                edit_url="#",
                delete_url="#",
            ),
            SimpleNamespace(author=LONG_NAME, when=_moment(11, 22, 12), body="", deleted=True),
        ],
        "entry_moment": _moment(11, 19, 16, 30),
        "files": [
            {
                "name": "discharge-times-october.xlsx",
                "url": "#",
                "kind": "XLSX",
                "size": 48_231,
                "remove_url": "#",
            },
            {
                "name": "a-very-long-file-name-without-spaces-exported-from-a-ward-system-2026-11-19.pdf",
                "url": "#",
                "kind": "PDF",
                "size": 1_204_992,
            },
        ],
        "marks": _marks(),
        "warnings": [
            "“943 476 5919” in “What happened?” is a valid NHS number.",
            "“Mrs Jones in bed 4” may be a patient’s name and place.",
        ],
        "mine": [
            ("What happened?", "The round started at eight and three patients went home before noon."),
            ("So what?", ""),
        ],
        "other": [
            ("What happened?", "The round started at eight."),
            ("So what?", "Pharmacy is the next step."),
        ],
    }


def _marks() -> list[Mark]:
    milestones = [
        (date(2026, 9, 30), "Brief agreed", "done"),
        (date(2026, 10, 16), "Aim with the ward team", "done"),
        (date(2026, 11, 20), "Baseline of discharge times", "overdue"),
        (date(2026, 12, 11), "First PDSA cycle", "open"),
        (date(2027, 2, 12), "Mid-point review", "open"),
        (date(2027, 5, 14), "Spread to a second ward", "open"),
        (date(2027, 8, 13), "Final report", "open"),
    ]
    taught = [
        date(2026, 9, 15),
        date(2026, 9, 16),
        date(2026, 10, 20),
        date(2026, 12, 8),
        date(2027, 1, 19),
        date(2027, 3, 9),
        date(2027, 5, 18),
    ]
    assignments = [
        (date(2026, 11, 26), "Reflective assignment 1"),
        (date(2027, 3, 31), "Systems essay"),
        (date(2027, 7, 1), "Portfolio"),
    ]
    return [
        *(Mark(on, "milestone", label, state, "#") for on, label, state in milestones),
        *(Mark(on, "taught_day", "Taught day", "done" if on < TODAY else "open") for on in taught),
        *(Mark(on, "assignment", label) for on, label in assignments),
    ]
