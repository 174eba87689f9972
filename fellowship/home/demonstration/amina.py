"""The fellow a visitor signs in as: a whole story, a brief under discussion, words of her own."""

import datetime as dt
import uuid

from django.conf import settings
from django.utils import timezone

from challenges.models import Challenge, Milestone
from challenges.services.milestones import act_on_milestone, add_milestone
from fellowship.cohorts.models import Place
from fellowship.home.demonstration import words
from fellowship.home.demonstration.brief import write_brief
from fellowship.home.demonstration.course import (
    ANSWERED_AFTER,
    make_comment,
    make_entry,
    sign_off_and_send,
)
from fellowship.home.demonstration.dates import COMMENTS, MILESTONES, dated, day, moment
from fellowship.home.demonstration.people import AMINA
from fellowship.home.demonstration.workspace import write_workspace
from fellowship.learning.models import Assignment
from fellowship.people.models import User
from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from mentoring.services.comments import add_comment


def write_amina(place: Place, mentor: User) -> None:
    challenge = place.challenge
    milestones = sign_off_and_send(AMINA, challenge, mentor)
    _story(challenge, milestones, mentor)
    write_brief(challenge, mentor)
    write_workspace(challenge)
    _talk(challenge, mentor)
    _own_milestones(challenge)
    if settings.AUTHOR_SEAL_KEY:
        _own_words(challenge)


def _story(challenge: Challenge, milestones: list[Milestone], mentor: User) -> None:
    for number, (days_ago, balcony, happened, so_what, now_what, answer) in enumerate(words.STORY):
        waits = days_ago < ANSWERED_AFTER
        about = milestones[number % 4 : number % 4 + 1]
        entry = make_entry(challenge, days_ago, balcony, happened, so_what, now_what, waits, about)
        if answer:
            make_comment(entry, mentor, answer, days_ago - 1)


def _talk(challenge: Challenge, mentor: User) -> None:
    """About a ramp and a workstream: a question, and an answer to it."""
    for kind, number, days_ago, question, answer in words.TALK:
        things = challenge.ramps if kind == "ramp" else challenge.workstreams
        thing = things.order_by("position")[number]
        with dated(moment(days_ago), COMMENTS):
            add_comment(on=thing, text=question, by=mentor, form_id=uuid.uuid4())
        with dated(moment(days_ago - 1), COMMENTS):
            add_comment(on=thing, text=answer, by=challenge.place.person, form_id=uuid.uuid4())


def _own_milestones(challenge: Challenge) -> None:
    """One begun, and one that wants the same days as the essay."""
    fellow = challenge.place.person
    essay = Assignment.objects.filter(module__cohort=challenge.place.cohort_id).earliest("due_on")
    with dated(moment(17), MILESTONES):
        trial, _report = (
            add_milestone(
                challenge=challenge,
                title=title,
                description=description,
                due_on=due_on,
                form_id=uuid.uuid4(),
                by=fellow,
            )
            for (title, description), due_on in zip(
                words.OWN_MILESTONES, (day(8), essay.due_on + dt.timedelta(days=1)), strict=True
            )
        )
    with dated(moment(4), MILESTONES):
        act_on_milestone(milestone=trial, act="start", by=fellow)


def _own_words(challenge: Challenge) -> None:
    """Sealed notes, and a draft that was begun."""
    for days_ago, text in words.PRIVATE_NOTES:
        save_note(
            by=challenge.place.person,
            note_id=uuid.uuid4(),
            text=text,
            written_on=timezone.localdate(moment(days_ago)),
            version=0,
            about_challenge_id=challenge.pk,
        )
    save_draft(
        by=challenge.place.person,
        draft_id=uuid.uuid4(),
        form="log",
        subject_id=challenge.pk,
        fields=words.DRAFT,
        version=0,
    )
