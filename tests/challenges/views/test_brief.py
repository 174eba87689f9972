import re
import uuid

import pytest
from django.urls import reverse

from challenges.emails import answered_letters
from challenges.models import BriefVersion
from challenges.services.briefs import act_on_brief
from fellowship.notifications.models import Message
from fellowship.sealed.services.drafts import drafts_of
from tests import factories


@pytest.fixture
def address(world) -> str:
    return reverse("brief_edit", args=[world.challenge.pk])


def typed(**values: object) -> dict[str, object]:
    words = {"title": "Home by noon", "problem": "Discharges at night", "aim": "Half by June"}
    return {
        "draft": str(uuid.uuid4()),
        "version": "0",
        "brief_version": "0",
        "act": "send",
        **words,
        **values,
    }


def send(client, address, **values) -> BriefVersion:
    client.post(address, typed(**values))
    return BriefVersion.objects.order_by("-number").first()


def test_sending_makes_version_one_and_takes_the_title(fellow_client, world, address):
    brief = send(fellow_client, address, title="Home before lunch")
    assert (brief.number, brief.status, brief.problem) == (1, "sent", "Discharges at night")
    world.challenge.refresh_from_db()
    assert world.challenge.title == "Home before lunch"
    assert drafts_of(world.owner) == []


def test_keeping_a_draft_leaves_no_version_for_others_to_see(fellow_client, world, address):
    fellow_client.post(address, typed(act="draft", aim="half a sentence"))
    assert not BriefVersion.objects.exists()
    assert "half a sentence</textarea>" in fellow_client.get(address).content.decode()


def test_missing_aim_is_asked_for_and_the_rest_is_kept(fellow_client, address):
    page = fellow_client.post(address, typed(aim="", workstreams="Pharmacy")).content.decode()
    assert "Enter aim" in page
    assert "Pharmacy</textarea>" in page
    assert not BriefVersion.objects.exists()


def test_reason_of_the_mentor_stands_above_the_form(fellow_client, world, address):
    brief = send(fellow_client, address)
    act_on_brief(brief=brief, act="ask_for_changes", by=world.mentor, reason="Measurable by when?")
    page = fellow_client.get(address).content.decode()
    assert "Measurable by when?" in page
    assert "Half by June</textarea>" in page


def test_change_after_agreement_makes_the_next_version_and_keeps_the_agreed_one(
    fellow_client, world, address
):
    agreed = act_on_brief(brief=send(fellow_client, address), act="agree", by=world.mentor)
    assert "becomes version 2" in fellow_client.get(address).content.decode()
    second = send(fellow_client, address, aim="All by June", brief_version=agreed.version)
    first = BriefVersion.objects.get(number=1)
    assert (first.status, first.aim) == ("agreed", "Half by June")
    assert (second.number, second.status) == (2, "sent")
    act_on_brief(brief=second, act="agree", by=world.mentor)
    first.refresh_from_db()
    assert (first.status, first.aim) == ("replaced", "Half by June")


def test_what_was_answered_stays_as_the_mentor_saw_it_and_the_next_is_compared_with_it(
    fellow_client, world, address, as_person
):
    first = send(fellow_client, address)
    act_on_brief(brief=first, act="ask_for_changes", by=world.mentor, reason="Measurable by when?")
    first.refresh_from_db()
    assert "What you send now becomes version 2" in fellow_client.get(address).content.decode()
    second = send(fellow_client, address, aim="All by June", brief_version=first.version)
    first.refresh_from_db()
    assert (first.number, first.status, first.aim) == (1, "changes_asked", "Half by June")
    assert (second.number, second.status, second.aim) == (2, "sent", "All by June")

    compared = f"{reverse('brief', args=[world.challenge.pk])}?compare=1&with=2"
    page = as_person("mentor").get(compared).content.decode()
    assert re.search(r"<del>.*?Half.*?</del>", page)
    assert re.search(r"<ins>.*?All.*?</ins>", page)
    assert f'id="brief-{second.pk}"' in page
    assert f'id="brief-{first.pk}"' not in page
    review = as_person("mentor").get(reverse("review", args=[world.challenge.pk])).content.decode()
    assert "What changed from version 1 to 2" in review


def test_an_answer_to_what_was_sent_anew_is_no_longer_told(fellow_client, world, address):
    first = send(fellow_client, address)
    act_on_brief(brief=first, act="ask_for_changes", by=world.mentor, reason="Measurable by when?")
    told = list(Message.objects.filter(kind="answered"))
    assert set(answered_letters(told)) == {told[0].pk}
    first.refresh_from_db()
    send(fellow_client, address, brief_version=first.version)
    assert answered_letters(told) == {}


def test_what_was_taken_back_before_an_answer_is_sent_under_the_same_number(fellow_client, world, address):
    first = send(fellow_client, address)
    act_on_brief(brief=first, act="take_back", by=world.owner)
    first.refresh_from_db()
    again = send(fellow_client, address, aim="All by June", brief_version=first.version)
    assert (again.pk, again.number, again.aim) == (first.pk, 1, "All by June")


def test_sent_brief_is_taken_back_before_it_is_changed(fellow_client, address):
    brief = send(fellow_client, address)
    assert "The brief is with your mentor" in fellow_client.get(address).content.decode()
    fellow_client.post(reverse("brief_take_back", args=[brief.pk]), {"version": brief.version})
    assert "Half by June</textarea>" in fellow_client.get(address).content.decode()


def test_sending_from_a_second_tab_keeps_the_words_as_a_draft(fellow_client, world, address):
    send(fellow_client, address)
    answer = fellow_client.post(address, typed(aim="from the other tab"))
    assert answer.status_code == 409
    assert "What you typed is kept as a draft" in answer.content.decode()
    assert [draft.read()["aim"] for draft in drafts_of(world.owner)] == [["from the other tab"]]
    assert BriefVersion.objects.get().aim == "Half by June"


def test_taking_back_after_the_answer_says_that_it_changed(fellow_client, world, address):
    brief = send(fellow_client, address)
    act_on_brief(brief=brief, act="agree", by=world.mentor)
    answer = fellow_client.post(
        reverse("brief_take_back", args=[brief.pk]), {"version": brief.version}, follow=True
    )
    assert "This was changed while you had it open" in answer.content.decode()
    brief.refresh_from_db()
    assert brief.status == "agreed"


def test_likely_identifier_warns_before_sending(fellow_client, address):
    page = fellow_client.post(address, typed(problem="943 476 5919")).content.decode()
    assert "valid NHS number" in page
    assert "Send anyway" in page
    assert not BriefVersion.objects.exists()


@pytest.mark.parametrize("versions", [1, 3])
def test_form_takes_the_same_queries_however_many_versions(
    fellow_client, world, address, versions, django_assert_num_queries
):
    for number in range(1, versions + 1):
        factories.BriefVersionFactory(
            challenge=world.challenge, number=number, status="replaced", answered_at="2026-11-01T09:00Z"
        )
    with django_assert_num_queries(10):
        fellow_client.get(address)
