"""Every address, asked for by everybody: the answers are those of pages.txt, forms.txt and account.txt."""

import pytest
from django.test import Client

from challenges.services.challenges import open_to_cohort
from tests.access import table
from tests.access.addresses import address, is_of_allauth, names, sent
from tests.access.crawl import Watch, answer_of, client_of, read, undone
from tests.access.rooms import SENT

pytestmark = pytest.mark.django_db
# Not for people, and shut unless the operator opens it: where a mail provider reports bounces.
FOR_OTHERS = {"email_events"}


def test_pages_answer_as_their_table_says_and_change_nothing(world):
    answered = {name: {} for name in names() if not is_of_allauth(name)}
    watch = Watch(world.people.values(), traces=False)
    for person, user in world.people.items():
        client = client_of(user)
        for name, answers in answered.items():
            answers[person] = ask(client, address(world, name))
        assert not watch.changed(), f"opening pages changed something, as {person}"
    must_not_differ("pages.txt", answered)


def test_an_opened_challenge_answers_as_its_table_says(world):
    open_to_cohort(challenge=world.challenge, by=world.fellow)
    table_of_opened = table.read("opened.txt")
    answered = {name: {} for name in table_of_opened.rows}
    for person in table_of_opened.people:
        client = client_of(world.people[person])
        for name, answers in answered.items():
            answers[person] = ask(client, address(world, name))
    must_not_differ("opened.txt", answered)


def test_pages_about_signing_in_answer_as_their_table_says(world):
    answered = {name: {} for name in names() if is_of_allauth(name)}
    for person, user in {"anonymous": None, "signed-in": world.stranger}.items():
        client = client_of(user)
        for name, answers in answered.items():
            answers[person] = ask(client, address(world, name))
    must_not_differ("account.txt", answered)


def test_forms_answer_as_their_table_says_and_save_nothing_else(world):
    answered = {row: {} for row in SENT}
    watch = Watch(world.people.values(), traces=True)
    for person, user in world.people.items():
        client = client_of(user)
        for row, answers in answered.items():
            with undone():
                response = client.post(address(world, row.partition("/")[0]), sent(world, row))
                saved = "+" if watch.changed() else ""
            answers[person] = answer_of(response) + saved
    must_not_differ("forms.txt", answered)


def ask(client: Client, where: str) -> str:
    response = client.get(where)
    read(response)
    return answer_of(response)


def must_not_differ(name: str, answered: table.Answers) -> None:
    if differences := table.read(name).differences(answered):
        pytest.fail(f"{name} says something else:\n{differences}", pytrace=False)


def test_pages_without_a_form_take_no_post(world):
    with_form = {row.partition("/")[0] for row in SENT}
    for name in names():
        if name in with_form | FOR_OTHERS or is_of_allauth(name):
            continue
        response = client_of(world.fellow).post(address(world, name), {})
        assert response.status_code == 405, name


def test_refused_forms_save_nothing():
    for row, cells in table.read("forms.txt").rows.items():
        for person, answer in cells.items():
            assert not (answer.endswith("+") and answer[0] == "4"), f"{row} by {person}"


def test_the_page_about_access_is_up_to_date():
    assert table.PAGE.read_text() == table.as_markdown(), "Run `python -m tests.access`."
