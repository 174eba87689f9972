import pytest
from django.urls import reverse

from fellowship.notifications.models import Message, Wording
from tests.factories import AdministratorFactory, PlaceFactory

pytestmark = pytest.mark.django_db
KEY = "challenges-milestone"


@pytest.fixture
def programme(client):
    role = AdministratorFactory()
    client.force_login(role.person)
    return role.programme


def address(name, programme) -> str:
    return reverse(name, args=[programme.pk, KEY])


def test_words_are_saved_previewed_and_taken_back(client, programme):
    words = {"subject": "Soon: {milestone}", "lead": "Dear {name} 🌙", "closing": ""}

    preview = client.post(address("wording", programme), {**words, "act": "preview"})
    assert "Soon: Baseline measured" in preview.content.decode()
    assert "not saved yet" in preview.content.decode()
    assert not Wording.objects.exists()

    assert client.post(address("wording", programme), words).status_code == 302
    page = client.get(address("wording", programme)).content.decode()
    assert "Soon: Baseline measured" in page
    assert "our words → Soon: {milestone}" in page
    assert "Your words" in client.get(reverse("wordings", args=[programme.pk])).content.decode()

    client.post(address("wording_back", programme))
    assert Wording.objects.get().is_ours
    assert (
        "Soon: Baseline" not in client.get(address("wording", programme)).content.decode().split("History")[0]
    )


@pytest.mark.parametrize("words", ["{mark}", "x" * 3000, "{name.password}"])
def test_words_that_cannot_be_are_refused(client, programme, words):
    page = client.post(address("wording", programme), {"subject": "", "lead": words, "closing": ""})

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Wording.objects.exists()


def test_markup_stays_text(client, programme):
    words = {
        "subject": "<script>alert(1)</script>\x00",
        "lead": "<img src=x onerror=alert(1)>",
        "closing": "",
    }
    client.post(address("wording", programme), words)

    page = client.get(address("wording", programme)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_test_mail_goes_to_who_asks_only(client, programme):
    client.post(address("wording", programme), {"subject": "Soon: {milestone}", "lead": "", "closing": ""})
    client.post(address("wording_test", programme))

    message = Message.objects.get(kind="wording_test")
    assert message.subject == "Soon: Baseline measured"
    assert (message.person.email, message.address) == (message.address, message.person.email)
    assert "This is a test with invented facts." in message.text


@pytest.mark.parametrize("name", ["wording", "wording_back", "wording_test", "wordings"])
def test_others_find_nothing(client, programme, name):
    args = [programme.pk] if name == "wordings" else [programme.pk, KEY]
    ask = client.get if name in ("wording", "wordings") else client.post
    for person in (AdministratorFactory().person, PlaceFactory(cohort__programme=programme).person):
        client.force_login(person)
        assert ask(reverse(name, args=args)).status_code == 404


def test_list_says_what_stays_ours_and_why(client, programme):
    page = client.get(reverse("wordings", args=[programme.pk])).content.decode()

    assert "so that a forged one is noticed" in page
    assert reverse("wording", args=[programme.pk, "api-token_expires"]) in page


def test_unknown_letter_is_not_there(client, programme):
    assert client.get(reverse("wording", args=[programme.pk, "people-password_reset"])).status_code == 404


def test_pages_ask_few_questions(client, programme, django_assert_max_num_queries):
    client.get(reverse("notices"))  # the first page of a session also notes the session
    with django_assert_max_num_queries(15):
        client.get(address("wording", programme))
    with django_assert_max_num_queries(15):
        client.get(reverse("wordings", args=[programme.pk]))
