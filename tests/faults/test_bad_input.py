"""Every form, sent with nonsense: no server error, a sentence that helps, and nothing half written."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.db.models import F
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from challenges.models import BriefVersion, LogEntry, Milestone
from tests.access.addresses import address, names, sent
from tests.access.crawl import Watch, client_of, read, undone
from tests.access.rooms import ARGUMENTS, SENT
from tests.access.visits import visit_everything
from tests.access.world import World
from tests.faults.nonsense import IMPOSSIBLE_DAYS, MEGABYTE, NUMBERS, WORDS, days_in, who_may, words_in

pytestmark = pytest.mark.django_db

FORMS = who_may()
# What is typed stays the author's own draft even when it cannot be shared.
KEPT = ("sealed_draft", "sealed_privatenote")


# Sent as the table sends them, these change nothing for anybody: not open, forged, or a code of no room.
CHANGES_NOTHING = {
    "demonstration_sign_in",
    "log_new/forged draft",
    "link_new/forged thing",
    "attend",
    "result/mark",
    "many/message",
    "bulk_again",
}
# Each upload is an import of its own, a template may say the same twice, and who asks for a trial letter
# again wants another.
WHAT_TWO_PRESSES_DO_TWICE = {"import_new", "template_item_new", "wording_test"}


class Sender:
    """Sends forms of the world and judges the answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.watch = Watch(world.people.values(), traces=True)
        self.clients = {person: client_of(user) for person, user in world.people.items()}
        for client in self.clients.values():
            client.raise_request_exception = True

    def send(self, row: str, data: dict) -> HttpResponse:
        with undone():
            where = address(self.world, row.partition("/")[0])
            response = self.clients[FORMS[row]].post(where, data)
            changed = [name for name in self.watch.changed() if not name.startswith(KEPT)]
        assert response.status_code < 500, row
        refused = response.status_code >= 400 or is_complaint(response)
        assert not (refused and changed), f"{row} is refused and yet changes {changed}"
        assert refused or response.status_code in (200, 302), row
        return response


def is_complaint(response: HttpResponse) -> bool:
    return b"nhsuk-error-summary" in response.content


@pytest.fixture
def sender(world) -> Sender:
    return Sender(world)


@pytest.mark.parametrize("kind", WORDS)
def test_words_of_any_kind_are_kept_or_refused(sender, kind):
    for row in FORMS:
        data = sent(sender.world, row)
        sender.send(row, data | dict.fromkeys(words_in(data), WORDS[kind]))


def test_a_megabyte_of_text_is_refused_with_a_sentence(sender):
    for row in FORMS:
        data = sent(sender.world, row)
        for name in words_in(data):
            response = sender.send(row, data | {name: MEGABYTE})
            assert response.status_code != 302, f"{row} took a megabyte as {name}"


def test_bytes_that_are_no_text_are_no_server_error(sender):
    for row in FORMS:
        body = "&".join(f"{name}=%FF%FE%C0" for name in sent(sender.world, row))
        with undone():
            where = address(sender.world, row.partition("/")[0])
            response = sender.clients[FORMS[row]].post(
                where, body, content_type="application/x-www-form-urlencoded"
            )
        assert response.status_code < 500, row


def test_numbers_and_ids_that_make_no_sense_are_no_server_error(sender):
    for row in FORMS:
        data = sent(sender.world, row)
        for name in data.keys() - set(words_in(data)) - {"file"}:
            for nonsense in NUMBERS:
                sender.send(row, data | {name: nonsense})


def test_dates_that_do_not_exist_are_refused(sender):
    for row in FORMS:
        data = sent(sender.world, row)
        for name in days_in(data):
            for day, month, year in IMPOSSIBLE_DAYS:
                parts = {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}
                response = sender.send(row, data | parts)
                if row.startswith("draft_save"):
                    continue  # a draft keeps what was typed, whatever it is
                assert response.status_code != 302, f"{row} took {day} {month} {year} as {name}"


def test_fields_that_are_missing_are_no_server_error(sender):
    for row in FORMS:
        sender.send(row, {})
        data = sent(sender.world, row)
        for name in data:
            sender.send(row, {key: value for key, value in data.items() if key != name})


def test_addresses_with_numbers_of_nobodys_things_are_not_there(world):
    client = client_of(world.team)
    client.raise_request_exception = True
    for name in names():
        if name.startswith("api_"):
            continue  # these ask for a token before they look at a number
        for number in (0, 2**63, 10**30):
            words = [number if word.startswith(":") else word for word in ARGUMENTS.get(name, [])]
            if number not in words:
                continue
            try:
                where = reverse(name, args=words)
            except NoReverseMatch:  # a secret or an id of letters
                continue
            for answer in (client.get(where), client.post(where, {})):
                assert answer.status_code in (404, 405, 410), f"{where}: {answer.status_code}"


QUESTIONS = [
    *("page", "q", "show", "sort", "draft", "person", "programme", "item", "with", "compare", "kind"),
    *("template", "needs", "missing", "without", "next", "status", "mentor", "host", "search"),
]
NO_ANSWERS = ["\x00", "-1", "99999999999999999999", "' OR 1=1 --", "<script>", "٣", "1e9"]


@pytest.mark.parametrize(
    "typed", ["\x00", "-1", "99999999999999999999", "' OR 1=1 --", "<script>", "٣", "1e9"]
)
def test_questions_in_an_address_that_make_no_sense_are_no_server_error(world, typed):
    for person in ("fellow", "mentor", "team", "tutor"):
        client = client_of(world.people[person])
        client.raise_request_exception = True
        for name in names():
            with undone():
                response = client.get(address(world, name), dict.fromkeys(QUESTIONS, typed))
                read(response)
            assert response.status_code < 500


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_host_that_is_not_ours_is_refused_with_a_page(client, method):
    response = getattr(client, method)(reverse("account_login"), headers={"host": "evil.example.com"})

    assert response.status_code == 400
    assert "We could not read that" in response.content.decode()


def test_stale_forms_overwrite_nothing(world):
    for model in (Milestone, LogEntry, BriefVersion):
        model.objects.update(version=F("version") + 1)
    world.comment.edited_at = world.result.recorded_at = world.result.recorded_at + dt.timedelta(minutes=1)
    world.comment.save()
    watch = Watch(world.people.values(), traces=False)
    stale = [
        row
        for row in FORMS
        if row.startswith(("milestone_", "log_edit", "brief_take", "comment_edit"))
        or row in ("review/agree", "review/sign off", "brief/agree", "milestone/sign off")
    ]
    stale.remove("milestone_new")
    for row in stale:
        with undone():
            client = client_of(world.people[FORMS[row]])
            response = client.post(address(world, row.partition("/")[0]), sent(world, row), follow=True)
            changed = [name for name in watch.changed() if not name.startswith(KEPT)]
        assert response.status_code in (200, 409), row
        assert not changed, f"{row} overwrote what somebody else had changed: {changed}"
        assert re.search(r"changed|meantime|newer", response.content.decode()), row


def test_sending_a_form_twice_adds_nothing_the_second_time(world):
    for row in FORMS:
        if row in WHAT_TWO_PRESSES_DO_TWICE:
            continue
        data = sent(world, row)
        with undone():
            client = client_of(world.people[FORMS[row]])
            where = address(world, row.partition("/")[0])
            client.post(where, data)
            after_one = _rows()
            response = client.post(where, data)
            assert response.status_code < 500, row
            assert _rows() == after_one, row


def _rows() -> dict[str, int]:
    rooms = ("people", "cohorts", "notifications", "learning", "challenges", "mentoring")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {model.__name__: model.objects.count() for model in models if model.__name__ != "AuditEvent"}


def test_markup_in_every_field_is_shown_as_text(world):
    markup = "<script>zqscript</script><b onclick=zq>zqbold</b>"
    for row, person in FORMS.items():
        if row.startswith(
            ("join", "invitation_revoke", "template_item_remove", "note_delete", "draft_discard")
        ):
            continue
        data = sent(world, row)
        client_of(world.people[person]).post(
            address(world, row.partition("/")[0]), data | dict.fromkeys(words_in(data), markup)
        )

    visits = visit_everything(world, ["fellow", "mentor", "team", "tutor"])

    assert any("zqbold" in visit.text for visit in visits)
    assert not [
        str(visit) for visit in visits if visit.is_page and re.search(rb"<script>zq|<b [^>]*zq", visit.body)
    ]


def test_forms_of_the_table_are_all_tried():
    assert FORMS.keys() == SENT.keys() - CHANGES_NOTHING
