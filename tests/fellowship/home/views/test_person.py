import datetime as dt
import re
import uuid
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from challenges.models import Challenge
from fellowship.cohorts.models import Cohort
from fellowship.cohorts.permissions import Role
from fellowship.lib.dates import in_words
from fellowship.notifications.models import AddressTrouble, Message, MessageStatus
from fellowship.notifications.services.outbox import put
from fellowship.people.services.audit import record
from fellowship.sealed.services.notes import save_note
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    InvitationFactory,
    LogEntryFactory,
    PairingFactory,
    PlaceFactory,
    ProgrammeFactory,
    TutorFactory,
)
from tests.factories.cohorts import CallFactory, days_from_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return ChallengeFactory().place


@pytest.fixture
def html_of(client, place):
    """The page of a person, for the administrator of `place`’s programme."""
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)

    def html(person) -> str:
        response = client.get(reverse("person", args=[person.pk]))
        assert response.status_code == 200
        return unescape(response.content.decode().split("<main", 1)[1].split("</main>")[0])

    return html


@pytest.fixture
def page_of(html_of):
    return lambda person: " ".join(re.sub(r"<[^>]+>", " ", html_of(person)).split())


@pytest.mark.parametrize("who", ["fellow", "peer", "mentor", "tutor", "evaluator"])
def test_a_person_is_shown_to_the_administrators_of_their_programme(world, who_may_open, who):
    assert who_may_open(reverse("person", args=[world[who].pk])) == {"administrator"}


def test_somebody_without_any_part_in_a_programme_is_shown_to_nobody(world, who_may_open):
    assert who_may_open(reverse("person", args=[world["stranger"].pk])) == set()


def test_what_a_person_is_elsewhere_is_not_shown(page_of, place):
    elsewhere = ChallengeFactory(place__person=place.person, title="Elsewhere").place
    PairingFactory(place=elsewhere, mentor__family_name="Elsewhere")
    PairingFactory(place=PlaceFactory(person__family_name="Elsewhere"), mentor=place.person)
    TutorFactory(person=place.person, cohort__name="Elsewhere")
    InvitationFactory(person=place.person, programme__name="Elsewhere")
    put(
        person=place.person,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id="1",
        why="Elsewhere.",
        programme_id=elsewhere.cohort.programme_id,
    )
    record("Elsewhere", elsewhere, by=None)
    page = page_of(place.person)
    assert place.challenge.title in page
    assert "Elsewhere" not in page


def test_who_they_are_with_their_mentors_and_dates(page_of, html_of, place):
    before = PairingFactory(place=place, ends_on=days_from_today(-30)).mentor
    now = PairingFactory(place=place, starts_on=days_from_today(-29)).mentor
    page = page_of(place.person)
    for words in (place.cohort.name, place.host.name, before.full_name, now.full_name):
        assert words in page
    for name in ("place_pairings", "place_host"):
        assert reverse(name, args=[place.pk]) in html_of(place.person)


def test_a_mentor_is_shown_with_their_fellows(page_of, place):
    assert place.person.full_name in page_of(PairingFactory(place=place).mentor)


@pytest.mark.parametrize(
    ("facts", "words", "button"),
    [
        ({}, "not sent yet", "Send the invitation"),
        ({"sent_at": "now", "expires_at": "later"}, "last sent", "Send it again"),
        ({"sent_at": "before", "expires_at": "before"}, "Expired", "Send it again"),
        ({"sent_at": "before", "accepted_at": "now"}, "accepted", ""),
        ({"sent_at": "before", "revoked_at": "now"}, "Withdrawn", ""),
    ],
)
def test_the_state_of_an_invitation_and_sending_it_again(page_of, html_of, place, facts, words, button):
    now = timezone.now()
    moments = {"now": now, "before": now - dt.timedelta(days=20), "later": now + dt.timedelta(days=9)}
    invitation = InvitationFactory(
        programme=place.cohort.programme,
        cohort=place.cohort,
        role=Role.FELLOW,
        person=place.person,
        **{name: moments[when] for name, when in facts.items()},
    )
    assert words in page_of(place.person)
    form = f'action="{reverse("invitation_send", args=[place.cohort_id, invitation.pk])}"'
    assert (form in html_of(place.person)) == bool(button)
    assert button in page_of(place.person)


def test_sign_in_security_is_told_without_secrets(page_of, place):
    person = place.person
    page = page_of(person)
    assert "Confirmed" in page
    assert "Not set up" in page
    assert "Never" in page
    EmailAddress.objects.filter(user=person).update(verified=False)
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert "Not confirmed yet" in page_of(person)
    assert "Not set up" in page_of(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "XYZZY"})
    page = page_of(person)
    assert "Not set up" not in page
    assert "XYZZY" not in page


def message_to(place, number: int, **facts) -> Message:
    message = put(
        person=place.person,
        kind="milestone_due",
        object_kind="challenges.milestone",
        object_id=str(number),
        why=f"Reason {number}.",
        programme_id=place.cohort.programme_id,
    )
    Message.objects.filter(pk=message.pk).update(**facts)
    return message


def test_what_was_sent_and_what_will_be_with_the_reason(page_of, place):
    sent = {"status": MessageStatus.SENT, "sent_at": timezone.now(), "text": "The text itself."}
    for number in range(12):
        message_to(place, number, **sent)
    message_to(place, 99)
    page = page_of(place.person)
    before, after = page.split("What will be sent next")
    assert before.count("Reason ") == 10
    assert "Reason 99." in after
    assert "The text itself." not in page


def test_what_was_sent_stands_newest_first_and_what_will_be_soonest_first(page_of, place):
    now, sent = timezone.now(), {"status": MessageStatus.SENT, "sent_at": timezone.now()}
    for number, days in enumerate([2, 1, 3], start=1):
        message_to(place, number, created_at=now - dt.timedelta(days=days), **sent)
        message_to(place, number + 3, send_after=now + dt.timedelta(days=days))
    page = page_of(place.person)
    assert re.findall(r"Reason (\d)\.", page) == ["2", "1", "3", "5", "4", "6"]


def test_history_tells_who_did_what_to_their_rows(page_of, place):
    pairing = PairingFactory(place=place)
    by = AdministratorFactory(programme=place.cohort.programme).person
    record("pairing ended", pairing, by=by, reason="Away until spring.")
    record("host changed", place, by=None, before="Riverside", host="Northmoor")
    history = page_of(place.person).split("History")[1]
    assert "Pairing ended : Away until spring." in history.replace("ended:", "ended :")
    assert by.full_name in history
    assert "Host organisation changed: Riverside → Northmoor" in history
    assert "the system" in history


def test_no_private_or_reflective_word_is_shown(html_of, place):
    with transaction.atomic():
        save_note(
            by=place.person,
            note_id=uuid.uuid4(),
            text="I quarrelled.",
            written_on=days_from_today(0),
            version=0,
        )
    LogEntryFactory(challenge=place.challenge, what_happened="We quarrelled too.")
    assert "quarrelled" not in html_of(place.person)


@pytest.mark.parametrize("size", [1, 3])
def test_as_many_queries_whatever_there_is(client, rows_counted, place, size):
    for number in range(size):
        cohort = ChallengeFactory(
            place__person=place.person, place__cohort__programme=place.cohort.programme
        ).place.cohort
        PairingFactory(place=place, kind="second")
        CallFactory(place=place)
        PairingFactory(place=PlaceFactory(cohort=cohort), mentor=place.person)
        TutorFactory(cohort=cohort, person=place.person)
        InvitationFactory(programme=cohort.programme, cohort=cohort, person=place.person)
        message_to(place, number)
        record("host changed", place, by=None)
    AddressTrouble.objects.create(
        address=place.person.email.lower(),
        person=place.person,
        reason="bounced",
        suppressed_at=timezone.now(),
    )
    ProgrammeFactory()
    client.force_login(AdministratorFactory(programme=place.cohort.programme).person)
    path = reverse("person", args=[place.person_id])
    client.get(path)
    with rows_counted() as count:
        client.get(path)
    assert count.statements == 15
    assert count.rows <= 9 * size + 8


def test_why_they_need_a_call_stands_there_as_on_the_overview(page_of, place):
    silent = timezone.now() - dt.timedelta(days=50)
    Challenge.objects.filter(place=place).update(last_entry_at=silent)
    page = page_of(place.person)
    assert "Needs a call" in page
    assert "No log for 7 weeks" in page
    call = CallFactory(place=place, note="She comes back to it in May.")
    page = page_of(place.person)
    assert "Needs a call" not in page
    assert f"No log for 7 weeks ({call.by.full_name} called on {in_words(call.called_on)})" in page
    assert "She comes back to it in May." in page


def test_in_a_closed_cohort_nobody_notes_a_call(html_of, place):
    CallFactory(place=place)
    Cohort.objects.filter(pk=place.cohort_id).update(closed_at=timezone.now())
    html = html_of(place.person)
    assert "Note a call" not in html
    assert "Take back" not in html
