"""Workstreams and ramps, which hold other things, are talked about as these are."""

import datetime as dt
import re
import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from challenges.models import Ramp, Workstream
from challenges.services.challenges import open_to_cohort
from challenges.services.cycles import remove_ramp
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from mentoring.emails import comment_letters
from mentoring.models import Comment
from mentoring.services.comments import add_comment
from tests.factories import CommentFactory, MilestoneFactory
from tests.factories.workspace import CycleFactory, RampFactory, WorkstreamFactory
from tests.mentoring.views.reviewing import box, main

pytestmark = pytest.mark.django_db
FACTORIES = {"workstream": WorkstreamFactory, "ramp": RampFactory}
LONG_AGO = timezone.now() - dt.timedelta(days=200)


class Talk:
    """A workstream or a ramp, the page it stands on, and what is said about it."""

    def __init__(self, scene, kind: str) -> None:
        self.scene, self.kind = scene, kind
        self.row: Workstream | Ramp = FACTORIES[kind](challenge=scene.challenge, name="Quiet nights")
        self.key = f"{kind}-{self.row.pk}"
        on_the_page_of = {"workstream": ("workstream", self.row.pk), "ramp": ("cycles", scene.challenge.pk)}
        name, pk = on_the_page_of[kind]
        self.page = reverse(name, args=[pk])

    def fill(self, when: dt.datetime = LONG_AGO) -> None:
        """With something in it from `when`, so that a former mentor meets it."""
        if self.kind == "ramp":
            CycleFactory(ramp=self.row, number=1, made_at=when)
        else:
            MilestoneFactory(challenge=self.scene.challenge, workstream=self.row)

    def sent(self, act: str = "comment", words: str = "What would make you stop?") -> dict[str, str]:
        return {
            "form": str(uuid.uuid4()),
            "version": "0",
            f"text-{self.key}": words,
            f"stamp-{self.key}": "1",
            "act": f"{act} {self.key}",
        }

    def said(self, by, text: str, at: dt.datetime | None = None) -> Comment:
        on = {"log_entry": None, "challenge": self.scene.challenge, self.kind: self.row}
        return CommentFactory(author=by, text=text, created_at=at or timezone.now(), **on)


@pytest.fixture(params=FACTORIES)
def talk(scene, request) -> Talk:
    return Talk(scene, request.param)


def test_mentor_comments_and_the_fellow_answers_in_the_same_thread(scene, as_, talk):
    sent = as_(scene.lead).post(talk.page, talk.sent())

    assert sent["Location"] == f"{talk.page}?with={talk.key}#{talk.key}"
    assert getattr(Comment.objects.get(), talk.kind) == talk.row
    fellow = as_(scene.fellow)
    page = main(fellow.get(talk.page))
    assert f'id="{talk.key}"' in page
    assert "What would make you stop?" in page
    assert "app-comment--new" in page

    fellow.post(talk.page, talk.sent(words="A night without sleep"))

    assert "A night without sleep" in main(as_(scene.second).get(talk.page))


def test_reading_it_is_seeing_it(scene, as_, talk):
    talk.said(scene.lead, "Well?")
    fellow = as_(scene.fellow)

    pages = [main(fellow.get(talk.page)) for _visit in range(2)]

    assert ["app-comment--new" in page for page in pages] == [True, False]


def test_what_is_typed_twice_is_named_when_it_differs(scene, as_, talk):
    lead = as_(scene.lead)
    form = re.search(r'data-autosave="([^"]+)"', main(lead.get(talk.page)))[1]
    lead.post(form, {f"text-{talk.key}": "One tab", "version": "0"})

    conflict = lead.post(form, {f"text-{talk.key}": "Other tab", "version": "0"})

    assert f"{talk.kind} “Quiet nights”" in conflict.json()["html"]


@pytest.mark.parametrize("who", ["administrator", "peer", "in_grace", "stranger", "after_grace"])
def test_nobody_else_writes(scene, as_, talk, who):
    talk.fill()
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)
    client = as_(scene.people[who])

    assert client.post(talk.page, talk.sent()).status_code in (403, 404)
    assert "<textarea" not in client.get(talk.page).content.decode()
    assert not Comment.objects.exists()


def test_programme_team_reads_the_thread_and_that_is_noted(scene, as_, talk):
    talk.said(scene.lead, "What would make you stop?")

    page = main(as_(scene.administrator).get(talk.page))

    assert "What would make you stop?" in page
    read = {"workstream": "challenges.workstream", "ramp": "challenges.challenge"}[talk.kind]
    assert AuditEvent.objects.get(act="read").object_kind == read


def test_peers_read_no_comments(scene, as_, talk):
    talk.said(scene.lead, "What would make you stop?")
    open_to_cohort(challenge=scene.challenge, by=scene.fellow)

    page = main(as_(scene.peer).get(talk.page))

    assert "Quiet nights" in page
    assert "What would make you stop?" not in page
    assert "Comments" not in page


def test_former_mentor_reads_the_thread_as_it_was(scene, as_, talk):
    talk.fill()
    talk.said(scene.fellow, "Said before the end", at=LONG_AGO)
    talk.said(scene.fellow, "Said after the end")

    page = main(as_(scene.in_grace).get(talk.page))

    assert "Said before the end" in page
    assert "Said after the end" not in page


def test_former_mentors_review_shows_none_that_came_later(scene, as_, talk):
    talk.said(scene.fellow, "Said after the end")

    page = main(as_(scene.in_grace).get(reverse("review", args=[scene.challenge.pk]) + f"?with={talk.key}"))

    assert "Quiet nights" not in page


def test_comment_of_the_fellow_comes_to_the_mentors_review_and_is_answered_there(scene, as_, talk):
    review, lead = reverse("review", args=[scene.challenge.pk]), as_(scene.lead)
    assert talk.key not in main(lead.get(review))
    add_comment(on=talk.row, text="Is this too much?", by=scene.fellow, form_id=uuid.uuid4())

    page = main(lead.get(review))
    assert f'id="{talk.key}"' in page
    assert f"{talk.kind.capitalize()} “Quiet nights”" in page
    assert "Is this too much?" in page
    assert f"#{talk.key}" in page
    assert box(page, talk.key) == ""

    answered = lead.post(review, talk.sent(words="Not at all"))

    assert answered["Location"].endswith(f"#{talk.key}")
    assert "Not at all" in main(as_(scene.fellow).get(talk.page))
    lead.post(review, {"act": "finish", "seen_until": timezone.now().isoformat()})
    assert f'id="{talk.key}"' not in main(lead.get(review))


@pytest.mark.parametrize(("kind", "factory"), FACTORIES.items())
def test_review_shows_none_of_another_challenge(scene, as_, kind, factory):
    foreign = factory(name="Somebody else’s")

    page = main(
        as_(scene.lead).get(f"{reverse('review', args=[scene.challenge.pk])}?with={kind}-{foreign.pk}")
    )

    assert "Somebody else’s" not in page


@pytest.mark.parametrize("act", ["agree", "sign_off", "ask_for_changes", "withdraw_sign_off"])
def test_there_is_nothing_to_answer(scene, as_, talk, act):
    answer = as_(scene.lead).post(talk.page, talk.sent(act))

    assert "nothing to answer" in main(answer)
    assert "What would make you stop?" in box(main(answer), talk.key)
    assert not Comment.objects.exists()


def test_the_others_are_told_and_led_to_the_thread(scene, talk):
    comment = add_comment(on=talk.row, text="Well?", by=scene.lead, form_id=uuid.uuid4())
    messages = list(Message.objects.filter(kind="comment", object_id=str(comment.pk)))

    letters = comment_letters(messages).values()

    assert {message.person for message in messages} == {scene.fellow, scene.second, scene.cover}
    assert {letter.url for letter in letters} == {f"{talk.page}#{talk.key}"}
    assert {letter.line for letter in letters} == {
        f"{scene.lead.full_name} commented on the {talk.kind} “Quiet nights”"
    }


def test_comment_is_changed_removed_and_its_history_read(scene, as_, talk):
    comment, lead = talk.said(scene.lead, "First words"), as_(scene.lead)
    back = f"{talk.page}#{talk.key}"
    change = reverse("comment_edit", args=[comment.pk])

    assert change in main(lead.get(talk.page))
    assert lead.post(change, {"text": "Second words", "edited_at": ""})["Location"] == back
    history = main(lead.get(reverse("comment_history", args=[comment.pk])))
    assert "First words" in history
    assert f"{talk.kind.capitalize()} “Quiet nights”" in history
    assert lead.post(reverse("comment_delete", args=[comment.pk]))["Location"] == back
    page = main(as_(scene.fellow).get(talk.page))
    assert "This comment was removed by its author on" in page
    assert "Second words" not in page


@pytest.mark.parametrize("query", ["", "?kind=comments", "?kind=new"])
def test_story_and_printed_document_tell_it_where_it_was_said(scene, as_, talk, query):
    talk.said(scene.lead, "What would make you stop?")
    fellow, document = as_(scene.fellow), reverse("challenge_document", args=[scene.challenge.pk])

    for page in (f"{scene.challenge.get_absolute_url()}{query}", document):
        told = fellow.get(page).content.decode()
        assert "What would make you stop?" in told
        assert "Comment on “Quiet nights”" in told
        assert f'href="{talk.page}#{talk.key}"' in told


def test_story_of_a_workstream_holds_what_was_said_about_it(scene, as_):
    own, other = Talk(scene, "workstream"), WorkstreamFactory(challenge=scene.challenge)
    own.said(scene.lead, "What would make you stop?")

    def story(workstream: Workstream) -> str:
        return main(as_(scene.fellow).get(f"{scene.challenge.get_absolute_url()}?workstream={workstream.pk}"))

    assert "What would make you stop?" in story(own.row)
    assert "What would make you stop?" not in story(other)


def test_ramp_that_was_talked_about_is_not_removed(scene, as_):
    talk = Talk(scene, "ramp")
    talk.said(scene.lead, "What would make you stop?")

    with pytest.raises(NotPossible, match="There are comments on this ramp"):
        remove_ramp(ramp=talk.row, by=scene.fellow)
    page = as_(scene.fellow).post(reverse("ramp_edit", args=[talk.row.pk]), {"act": "remove"}, follow=True)

    assert "There are comments on this ramp, so it stays." in page.content.decode()
    assert Ramp.objects.filter(pk=talk.row.pk).exists()
    assert not talk.row.changes.filter(act="remove").exists()


@pytest.mark.parametrize("on", [(), ("workstream", "ramp"), ("log_entry", "ramp")])
def test_comment_is_on_one_thing(scene, on):
    things = {"workstream": Talk(scene, "workstream").row, "ramp": Talk(scene, "ramp").row}
    things |= {"log_entry": scene.entry}
    filled = {"log_entry": None, **{field: things[field] for field in on}}

    with pytest.raises(IntegrityError, match="comment_on_one_thing"):
        CommentFactory(challenge=scene.challenge, author=scene.lead, **filled)
