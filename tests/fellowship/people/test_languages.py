import re

import pytest
from django.urls import reverse

from fellowship.people.models import User
from tests.factories import PlaceFactory, UserFactory

pytestmark = pytest.mark.django_db
HELP = "/help/"


def language_of(response) -> str:
    return re.search(r'<html[^>]*\slang="([^"]*)"', response.content.decode())[1]


def switch(client, language, at=HELP):
    return client.post(
        reverse("choose_language"), {"language": language}, headers={"referer": f"http://testserver{at}"}
    )


def test_who_has_chosen_nothing_reads_english_or_what_the_browser_asks_for(client):
    assert language_of(client.get(HELP)) == "en-GB"
    assert language_of(client.get(HELP, headers={"accept-language": "cy,en;q=0.5"})) == "cy"
    assert language_of(client.get(HELP, headers={"accept-language": "fr"})) == "en-GB"


def test_switch_signed_out_is_kept_in_this_browser_and_leads_back(client):
    page = client.get(HELP).content.decode()
    assert 'name="language" value="cy" lang="cy">Cymraeg</button>' in page

    answer = switch(client, "cy")

    assert answer.status_code == 302
    assert answer["Location"] == HELP
    page = client.get(HELP, headers={"accept-language": "en"})
    assert language_of(page) == "cy"
    assert page["Content-Language"] == "cy"
    assert 'value="en-gb" lang="en-GB">English</button>' in page.content.decode()


def test_switch_never_leads_to_another_site(client):
    answer = client.post(
        reverse("choose_language"), {"language": "cy"}, headers={"referer": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


@pytest.mark.parametrize("language", ["", "fr", "cy\r\nSet-Cookie: a=b"])
def test_switch_to_a_language_we_do_not_have_is_refused(client, language):
    answer = switch(client, language)
    assert answer.status_code == 400
    assert "balcony_language" not in answer.cookies


def test_switch_signed_in_is_the_persons_choice_in_every_browser(client):
    person = UserFactory()
    client.force_login(person)
    switch(client, "cy")
    assert User.objects.get(pk=person.pk).language == "cy"

    client.cookies.clear()
    client.force_login(person)
    assert language_of(client.get("/you/", headers={"accept-language": "en"})) == "cy"


def test_own_choice_goes_before_the_browsers_cookie(client):
    switch(client, "cy")
    client.force_login(UserFactory(language="en-gb"))
    assert language_of(client.get("/you/")) == "en-GB"


def test_profile_keeps_the_language_and_answers_in_it(client):
    person = UserFactory(given_name="Ada", family_name="Quill")
    client.force_login(person)
    answers = {"given_name": "Ada", "family_name": "Quill", "time_zone": "Europe/London", "language": "cy"}

    page = client.post("/you/", answers, follow=True)

    assert User.objects.get(pk=person.pk).language == "cy"
    assert "Mae eich manylion wedi&#39;u cadw." in page.content.decode()


def test_front_page_of_a_welsh_fellow_has_welsh_words_and_dates(client):
    place = PlaceFactory(person=UserFactory(language="cy"))
    client.force_login(place.person)

    page = client.get(reverse("fellow_home"))

    words = page.content.decode()
    assert language_of(page) == "cy"
    for expected in (
        "Eich cymrodoriaeth",
        "Nodiadau preifat",
        "Calendr",
        "Allgofnodi",
        "Neidio i&#39;r prif gynnwys",
    ):
        assert expected in words.replace("i'r prif", "i&#39;r prif")
    months = "Ionawr|Chwefror|Mawrth|Ebrill|Mai|Mehefin|Gorffennaf|Awst|Medi|Hydref|Tachwedd|Rhagfyr"
    assert re.search(rf"\d ({months}) 20\d\d", words)


def test_one_readers_language_is_not_kept_for_the_next(client):
    place = PlaceFactory(person=UserFactory(language="cy"))
    client.force_login(place.person)
    assert "Eich cymrodoriaeth" in client.get(reverse("fellow_home")).content.decode()
    User.objects.update(language="en-gb")
    words = client.get(reverse("fellow_home")).content.decode()
    assert "Your fellowship" in words
    assert "Eich cymrodoriaeth" not in words
    assert "Carreg filltir" not in words
