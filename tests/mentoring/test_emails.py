import uuid

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from fellowship.cohorts.models import Pairing
from fellowship.notifications.models import Message
from mentoring.emails import comment_letters
from mentoring.models import Comment
from mentoring.services.comments import add_comment, delete_comment
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def comment_on(row, by) -> list[Message]:
    comment = add_comment(on=row, text="A very particular phrase", by=by, form_id=uuid.uuid4())
    return list(Message.objects.filter(kind="comment", object_id=str(comment.pk)))


@pytest.mark.parametrize("kind", ["entry", "milestone", "brief"])
def test_letter_names_the_thing_and_leads_to_it_without_the_words(scene, kind):
    row = getattr(scene, kind)
    messages = comment_on(row, scene.lead)

    letters = comment_letters(messages)

    assert letters.keys() == {message.pk for message in messages}
    letter = letters[messages[0].pk]
    assert scene.lead.full_name in letter.line
    assert letter.url.startswith("/")
    for part in (".subject.txt", ".txt", ".html"):
        text = render_to_string(
            letter.template + part,
            {
                **letter.context,
                "person": scene.fellow,
                "why": "Because",
                "absolute": lambda path: f"https://x{path}",
            },
        )
        assert scene.lead.full_name in text
        assert "particular" not in text
        assert part == ".subject.txt" or f"https://x{letter.url}" in text


def test_removed_comment_is_not_announced(scene):
    messages = comment_on(scene.entry, scene.lead)
    delete_comment(comment=Comment.objects.get(), by=scene.lead)

    assert comment_letters(messages) == {}


def test_mentor_whose_pairing_ended_meanwhile_gets_no_letter(scene):
    messages = comment_on(scene.entry, scene.fellow)
    Pairing.objects.filter(mentor=scene.second).update(ends_on=days_from_today(-1))

    told = {message.person_id for message in messages if message.pk in comment_letters(messages)}

    assert told == {scene.lead.pk, scene.cover.pk}


def test_letters_take_two_queries_however_many(scene, django_assert_num_queries):
    messages = comment_on(scene.entry, scene.lead)
    with django_assert_num_queries(2):
        comment_letters(messages)

    for row in (scene.milestone, scene.brief, scene.entry):
        messages += comment_on(row, scene.fellow)
    with django_assert_num_queries(2):
        comment_letters(messages)


def test_comment_waits_for_the_daily_summary(scene):
    assert {message.delivery for message in comment_on(scene.entry, scene.lead)} == {"digest"}
    assert Message.objects.filter(send_after__gt=timezone.now()).count() == 0
