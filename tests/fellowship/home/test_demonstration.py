from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import PIECES
from fellowship.cohorts.models import Announcement, Call, Place
from fellowship.cohorts.services.announcements import ABOUT
from fellowship.home.attention import State
from fellowship.home.services.needs_call import attention_of
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from fellowship.people.demonstration import DEMONSTRATION_PEOPLE
from fellowship.people.models import User
from fellowship.sealed.services.notes import notes_of
from mentoring.models import LearningSet, Session

pytestmark = pytest.mark.django_db


def test_demonstration_has_everybody_who_can_be_signed_in_as(demonstration):
    assert User.objects.filter(email__in=DEMONSTRATION_PEOPLE.values()).count() == len(DEMONSTRATION_PEOPLE)
    fellow = User.objects.get(email=DEMONSTRATION_PEOPLE["fellow"])
    assert len(notes_of(fellow)) == 2
    assert fellow.places.get().challenge.log_entries.count() == 10
    states = Session.objects.of(fellow).values_list("status", flat=True)
    assert {*states} == {"held", "agreed", "proposed"}
    assert fellow.actions.filter(status="open").exists()
    assert LearningSet.objects.visible_to(fellow).get().meetings.count() == 4


def test_demonstration_has_called_a_fellow_from_whom_nothing_was_heard(demonstration, client):
    call = Call.objects.get()
    client.force_login(call.by)

    overview = client.get(reverse("overview", args=[call.place.cohort_id])).content.decode()
    assert f"({call.by.full_name} called on {in_words(call.called_on)})" in overview
    places = Place.objects.filter(cohort=call.place.cohort).select_related("cohort__programme__call_rules")
    found = attention_of(places, {call.place_id: [call]})
    assert found.pop(call.place_id).state == State.WATCH
    assert State.NEEDS_CALL in {one.state for one in found.values()}


def test_demonstration_writes_to_one_fellow_in_welsh(demonstration, client):
    fellow = User.objects.get(language="cy")
    message = Message.objects.filter(person=fellow, kind="comment").latest("pk")
    assert message.subject.startswith("Rhoddodd Dr Helen Ashford sylw")
    assert message.why.startswith("Chi sy'n arwain yr her")
    assert '<html lang="cy"' in message.html

    client.post(reverse("demonstration_sign_in", args=["fellow-in-welsh"]))
    assert '<html lang="cy"' in client.get(reverse("fellow_home")).content.decode()
    client.force_login(User.objects.get(email=DEMONSTRATION_PEOPLE["fellow"]))
    assert '<html lang="en-GB"' in client.get(reverse("fellow_home")).content.decode()


def test_demonstration_people_have_example_addresses(demonstration):
    assert not User.objects.exclude(email__endswith="@example.org").exists()


def test_demonstration_workspace_is_lived_in_and_opens_to_fellow_and_mentor(demonstration, client):
    fellow = User.objects.get(email=DEMONSTRATION_PEOPLE["fellow"])
    challenge = fellow.places.get().challenge
    kinds = Counter(challenge.pieces.values_list("kind", flat=True))
    assert kinds.keys() == PIECES.keys()
    assert (kinds["measure"], challenge.ramps.count()) == (5, 3)
    pages = ["measures", "drivers", "cycles", "stakeholders", "questions", "ledger", "judgements"]
    pages += ["workstreams", "challenge_summary", "challenge_summary_pdf"]
    addresses = [reverse(page, args=[challenge.pk]) for page in pages]
    addresses += [piece.get_absolute_url() for piece in challenge.pieces.all()]
    for role in ("fellow", "mentor"):
        client.force_login(User.objects.get(email=DEMONSTRATION_PEOPLE[role]))
        answers = {address: client.get(address, follow=True).status_code for address in addresses}
        assert {address for address, status in answers.items() if status != 200} == set()


def test_demonstration_has_told_its_cohort_something_and_will_again(demonstration, client):
    planned, gone = Announcement.objects.all()
    assert planned.is_waiting
    assert gone.sent_at < timezone.now() < planned.send_at
    fellow = User.objects.get(email=DEMONSTRATION_PEOPLE["fellow"])
    assert fellow in gone.told.all()
    letters = Message.objects.filter(object_kind=ABOUT, object_id=str(gone.pk))
    assert {letter.status for letter in letters} == {"sent"}
    assert letters.get(person=fellow).subject == gone.subject
    client.force_login(fellow)
    assert client.get(gone.get_absolute_url()).status_code == 200
    assert client.get(planned.get_absolute_url()).status_code == 404
