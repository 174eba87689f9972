import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fellowship.cohorts.models import RoleAssignment
from fellowship.home.letters import LETTERS
from fellowship.learning.models import ExtensionRequest, Result, ResultChange
from fellowship.learning.reminders import due_assignments
from fellowship.learning.services.extensions import ask, decide, withdraw
from fellowship.learning.services.results import share_marks
from fellowship.lib.dates import in_words
from fellowship.lib.workflows import NotPossible
from fellowship.notifications.models import Message
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    EvaluatorFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
REASON = "My father is in hospital."


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def assignment(place):
    return AssignmentFactory(module__cohort=place.cohort, due_on=days_from_today(20))


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


@pytest.fixture
def request_(assignment, place, tutor):
    return asked(assignment, place)


def asked(assignment, place, **changes):
    words = {"kind": "extension", "asked_for": days_from_today(34), "reason": REASON}
    return ask(assignment=assignment, place=place, by=place.person, **(words | changes))


def letters(kind):
    messages = list(Message.objects.filter(kind=kind, object_kind="learning.extensionrequest"))
    return messages, LETTERS[(kind, "learning.extensionrequest")](messages)


def test_asking_tells_the_tutor_without_the_reason(request_, tutor):
    messages, found = letters("waiting_for_you")
    assert [message.person for message in messages] == [tutor]
    assert len(found) == 1
    assert REASON not in str([letter.context | {"line": letter.line} for letter in found.values()])
    assert ResultChange.objects.get().act == "ask_extension"


def test_asking_tells_the_administrators_where_there_is_no_tutor(assignment, place):
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    asked(assignment, place)
    assert [message.person for message in letters("waiting_for_you")[0]] == [administrator]


def test_asking_twice_asks_once(request_, assignment, place):
    assert asked(assignment, place) == request_
    assert Message.objects.filter(kind="waiting_for_you").count() == 1


def test_granted_date_is_followed_by_reminders(request_, assignment, place, tutor):
    new = days_from_today(34)
    decide(request=request_, by=tutor, act="grant", granted_to=new, answer="Take the time.")

    found = list(due_assignments(days_from_today(0), days_from_today(40), place.person_id))
    assert {reminder.due_on for reminder in found} == {new}
    assert Result.objects.get().extended_to == new
    messages, told = letters("result_recorded")
    assert [message.person for message in messages] == [place.person]
    assert len(told) == 1


def test_asked_letter_is_not_needed_once_decided(request_, tutor):
    decide(request=request_, by=tutor, act="refuse", granted_to=None, answer="The board has met.")
    assert letters("waiting_for_you")[1] == {}


def test_asked_letter_is_not_needed_by_a_tutor_who_left(request_, tutor):
    RoleAssignment.objects.filter(person=tutor).update(ends_on=days_from_today(-1))
    assert letters("waiting_for_you")[1] == {}


def test_refusing_needs_an_answer_and_moves_nothing(request_, tutor):
    with pytest.raises(NotPossible):
        decide(request=request_, by=tutor, act="refuse", granted_to=None, answer=" ")
    decide(request=request_, by=tutor, act="refuse", granted_to=None, answer="The board has met.")
    assert Result.objects.get().extended_to is None


def test_deciding_twice_is_refused(request_, tutor):
    decide(request=request_, by=tutor, act="grant", granted_to=days_from_today(34), answer="")
    with pytest.raises(NotPossible):
        decide(request=request_, by=tutor, act="refuse", granted_to=None, answer="No")


def test_deciding_by_others_is_refused(request_, place):
    for person in [place.person, PairingFactory(place=place).mentor, TutorFactory().person, UserFactory()]:
        with pytest.raises(PermissionDenied):
            decide(request=request_, by=person, act="grant", granted_to=days_from_today(34), answer="")


def test_asking_for_an_earlier_date_is_refused(assignment, place):
    with pytest.raises(ValidationError):
        asked(assignment, place, asked_for=assignment.due_on)


def test_extension_of_what_is_handed_in_is_refused_but_circumstances_are_heard(assignment, place):
    Result.objects.create(assignment=assignment, place=place, submitted_on=days_from_today(-1))
    with pytest.raises(NotPossible):
        asked(assignment, place)
    assert asked(assignment, place, kind="mitigating", asked_for=None).pk


def test_withdrawn_request_can_be_asked_again(request_, assignment, place):
    withdraw(request=request_, by=place.person)
    assert asked(assignment, place).pk != request_.pk


def test_reasons_are_seen_by_whom_the_table_says(request_, place, tutor):
    share_marks(place=place, by=place.person, shared=True)
    programme = place.cohort.programme
    people = {
        "fellow": (place.person, True),
        "tutor": (tutor, True),
        "administrator": (AdministratorFactory(programme=programme).person, True),
        "mentor, marks shared": (PairingFactory(place=place).mentor, False),
        "peer": (PlaceFactory(cohort=place.cohort).person, False),
        "evaluator": (EvaluatorFactory(programme=programme).person, False),
        "tutor of another cohort": (TutorFactory().person, False),
        "stranger": (UserFactory(), False),
    }
    for role, (person, sees) in people.items():
        assert ExtensionRequest.objects.visible_to(person).exists() is sees, role
        assert ResultChange.objects.visible_to(person).exists() is sees, role


def date_parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"kind": "extension", "reason": "Ill"}, "Enter the new date you need"),
        ({"kind": "mitigating", "reason": "  "}, "Enter reason"),
        ({"kind": "holiday", "reason": "Ill"}, "Choose one of the answers offered"),
        ({"kind": "mitigating", "reason": "x" * 1_000_000}, "characters"),
        ({"kind": "mitigating", "reason": "NHS number 943 476 5919"}, "This may identify a patient"),
    ],
)
def test_asking_page_explains_bad_input(client, assignment, place, posted, words):
    client.force_login(place.person)
    answer = client.post(reverse("extension_new", args=[assignment.pk]), posted)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not ExtensionRequest.objects.exists()


@pytest.mark.parametrize(
    "reason", ["🙂 ‏سلام", "a\x00b", "'; DROP TABLE learning_result; --", "<script>alert(1)</script>"]
)
def test_asking_page_keeps_odd_words_harmlessly(client, assignment, place, reason):
    client.force_login(place.person)
    client.post(reverse("extension_new", args=[assignment.pk]), {"kind": "mitigating", "reason": reason})
    assert ExtensionRequest.objects.get().reason == reason.replace("\x00", "")
    page = client.get(reverse("own_work", args=[assignment.pk])).content.decode()
    assert "<script>alert" not in page


def test_deciding_page_grants(client, request_, tutor):
    client.force_login(tutor)
    address = reverse("extension", args=[request_.pk])
    assert REASON in client.get(address).content.decode()
    client.post(address, {"act": "grant", **date_parts("granted_to", days_from_today(34))})
    assert Result.objects.get().extended_to == days_from_today(34)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"act": "grant"}, "Enter the new date"),
        ({"act": "refuse"}, "Say why"),
        ({"act": "eat"}, "Choose one of the answers offered"),
    ],
)
def test_deciding_page_explains_bad_input(client, request_, tutor, posted, words):
    client.force_login(tutor)
    assert words in client.post(reverse("extension", args=[request_.pk]), posted).content.decode()
    request_.refresh_from_db()
    assert request_.status == "asked"


@pytest.mark.parametrize(("kind", "later"), [("extension", 0), ("extension", -300), ("mitigating", -1)])
def test_a_date_that_is_no_later_is_not_granted(client, assignment, place, tutor, kind, later):
    request = asked(assignment, place, kind=kind)
    client.force_login(tutor)
    own = days_from_today(25)
    Result.objects.update(extended_to=own)
    day = own + dt.timedelta(days=later)
    page = client.post(
        reverse("extension", args=[request.pk]), {"act": "grant", **date_parts("granted_to", day)}
    ).content.decode()
    assert f"Choose a date after {in_words(own)}, when the work is due." in page
    request.refresh_from_db()
    assert (request.status, Result.objects.get().extended_to) == ("asked", own)


def test_grant_for_an_earlier_attempt_moves_nothing(request_, assignment, place, tutor):
    Result.objects.update(attempt=2, extended_to=days_from_today(90))
    decide(request=request_, by=tutor, act="grant", granted_to=days_from_today(34), answer="")
    assert Result.objects.get().extended_to == days_from_today(90)


def test_another_request_is_refused_with_its_words_kept_while_one_waits(client, request_, assignment, place):
    client.force_login(place.person)
    address = reverse("extension_new", args=[assignment.pk])
    same = {"kind": "extension", "reason": REASON, **date_parts("asked_for", days_from_today(34))}
    assert client.post(address, same).status_code == 302
    page = client.post(address, same | {"reason": "I broke my arm."}).content.decode()
    assert "Withdraw it first" in page
    assert "I broke my arm." in page
    assert ExtensionRequest.objects.get().reason == REASON
