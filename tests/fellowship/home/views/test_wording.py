import re

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


ENGLISH = {"subject": "Soon: {milestone}", "lead": "", "closing": ""}
WELSH = {"subject": "Cyn bo hir: {milestone}", "lead": "", "closing": "", "language": "cy"}


def in_welsh(programme) -> str:
    return f"{address('wording', programme)}?language=cy"


def test_each_language_is_worded_previewed_and_taken_back_by_itself(client, programme):
    client.post(address("wording", programme), ENGLISH)
    page = client.get(in_welsh(programme)).content.decode()
    assert "Not reworded in Welsh: readers of Welsh get our words." in page
    assert "Your words in English" in page
    assert "Soon: {milestone}" in page  # what it says in the other language
    assert "garreg filltir" in page.split('id="preview"')[1].casefold()  # ours, as a reader of Welsh gets it

    preview = client.post(address("wording", programme), {**WELSH, "act": "preview"}).content.decode()
    assert "Cyn bo hir: Mesur y llinell sylfaen" in preview
    assert Wording.objects.get().is_ours_in("cy")
    assert client.post(address("wording", programme), WELSH).headers["Location"] == in_welsh(programme)
    page = client.get(in_welsh(programme)).content.decode()
    assert "Not reworded" not in page
    assert 'lang="cy"' in page.split('id="preview"')[1]
    assert "our words → Cyn bo hir" in page
    assert "→ Soon" not in page  # the history of the other language

    client.post(address("wording_back", programme), {"language": "cy"})
    wording = Wording.objects.get()
    assert (wording.is_ours_in("cy"), wording.is_ours_in("en-gb")) == (True, False)
    listed = client.get(reverse("wordings", args=[programme.pk])).content.decode()
    assert "Your words in English" in listed
    assert "Not reworded in Welsh" in listed


def test_who_goes_back_to_our_words_second_is_shown_what_was_saved_meanwhile(client, programme):
    client.post(address("wording", programme), WELSH)
    form = client.get(in_welsh(programme)).content.decode().partition(address("wording_back", programme))[2]
    seen = {"language": "cy", "stamp": re.search(r'name="stamp" value="(\w+)"', form)[1]}
    client.post(address("wording", programme), {**WELSH, "subject": "Wedi newid"})

    page = client.post(address("wording_back", programme), seen, follow=True).content.decode()
    assert "Somebody changed these words since you opened the page" in page
    assert Wording.objects.get().words("cy")["subject"] == "Wedi newid"
    form = page.partition(address("wording_back", programme))[2]
    again = {**seen, "stamp": re.search(r'name="stamp" value="(\w+)"', form)[1]}
    for _press in range(2):
        client.post(address("wording_back", programme), again)
    assert Wording.objects.get().is_ours


def test_a_test_in_welsh_comes_in_welsh_whatever_the_page_is_in(client, programme):
    client.post(address("wording", programme), WELSH)
    client.post(address("wording_test", programme), {"language": "cy"})

    message = Message.objects.get(kind="wording_test")
    assert message.subject.startswith("Cyn bo hir: ")
    assert "This is a test" not in message.text


@pytest.mark.parametrize("asked", ["xx", "en", "cy\x00", "../cy"])
def test_a_language_that_is_not_spoken_here_is_ours(client, programme, asked):
    client.post(address("wording", programme), {**ENGLISH, "language": asked})
    assert Wording.objects.get().words("en-gb")["subject"] == "Soon: {milestone}"
    assert client.get(address("wording", programme), {"language": asked}).status_code == 200
