"""Letters and reasons are in the language of who reads them, whoever caused them."""

import uuid

import pytest
from django.utils import translation

from fellowship.notifications.because import because, both
from fellowship.notifications.models import Message
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from mentoring.services.comments import add_comment
from tests.factories import ChallengeFactory, LogEntryFactory, PairingFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_one_batch_speaks_to_each_reader_in_their_own_language(things, sink):
    welsh, english = UserFactory(language="cy"), UserFactory(language="en-gb")
    things.due_on["1"] = None
    with translation.override("cy"):
        for person in (english, welsh):
            put(
                person=person,
                kind="milestone_due",
                object_kind="tests.thing",
                object_id="1",
                why=because("You mentor %(fellow)s.", fellow="Ada Quill"),
            )

    send_due()

    mails = {mail["To"]: mail for mail in sink.mails}
    in_welsh, in_english = mails[welsh.email], mails[english.email]
    assert in_welsh["Subject"] == "Eich crynodeb ar gyfer 1 Mawrth 2026: Thing 1"
    assert in_english["Subject"] == "Your summary for 1 March 2026: Thing 1"
    text, html = (in_welsh.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"Annwyl {welsh.full_name}," in text
    assert "Chi yw mentor Ada Quill." in text
    assert 'lang="cy"' in html
    assert "Stopio'r math hwn o e-bost" in html.replace("&#39;", "'")
    text, html = (in_english.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"Dear {english.full_name}," in text
    assert "You mentor Ada Quill." in text
    assert 'lang="en-GB"' in html


def test_notices_are_in_the_language_of_their_reader(things, sink):
    welsh = UserFactory(language="cy")
    things.due_on["1"] = None
    message = put(
        person=welsh, kind="milestone_due", object_kind="tests.thing", object_id="1", why="Because."
    )

    send_due()

    message.refresh_from_db()
    assert message.subject.startswith("Eich crynodeb")


def test_comment_written_in_welsh_tells_an_english_mentor_in_english(client):
    challenge = ChallengeFactory(place__person=UserFactory(language="cy"))
    mentor = PairingFactory(place=challenge.place, mentor__language="").mentor
    entry = LogEntryFactory(challenge=challenge)
    with translation.override("cy"):
        add_comment(on=entry, text="Diolch", by=challenge.place.person, form_id=uuid.uuid4())

    why = Message.objects.get(person=mentor, kind="comment").why
    assert why == f"You are the mentor of {challenge.place.person.full_name}."


def test_two_reasons_are_joined_in_the_readers_language():
    reasons = both(because("You run this programme."), because("You agreed to do it in a session."))
    assert str(reasons) == "You run this programme. You agreed to do it in a session."
    with translation.override("cy"):
        assert str(reasons) == "Chi sy'n rhedeg y rhaglen hon. Cytunoch i'w wneud mewn sesiwn."
