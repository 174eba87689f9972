"""Each message is rendered with the product's own renderer, so that a broken template goes red here."""

import pytest
from django.db.models import F

from challenges import emails
from challenges.services.briefs import act_on_brief, send_brief
from challenges.services.log import answer_entry
from challenges.services.milestones import act_on_milestone
from fellowship.notifications.models import Message
from fellowship.notifications.services.rendering import words_of
from tests import factories

LETTERS = {
    ("waiting_for_you", "challenges.logentry"): emails.waiting_entry_letters,
    ("waiting_for_you", "challenges.milestone"): emails.waiting_milestone_letters,
    ("waiting_for_you", "challenges.briefversion"): emails.waiting_brief_letters,
    ("answered", "challenges.logentry"): emails.answered_letters,
    ("answered", "challenges.milestone"): emails.answered_letters,
    ("answered", "challenges.briefversion"): emails.answered_letters,
}


def letters() -> dict[tuple[str, str], str]:
    """Subject of every letter that is needed now, by kind and name of its reader."""
    found = {}
    for (kind, object_kind), function in LETTERS.items():
        messages = list(Message.objects.filter(kind=kind, object_kind=object_kind).select_related("person"))
        for message in messages:
            if letter := function(messages).get(message.pk):
                words = words_of(message, letter)
                assert letter.url in words.text
                assert letter.url in words.html
                found[kind, message.person.given_name] = words.subject
    return found


@pytest.fixture
def milestone(world):
    return factories.MilestoneFactory(challenge=world.challenge, title="Aim & <b>goal</b>")


@pytest.fixture(autouse=True)
def _names(world):
    for name in ("owner", "mentor", "second_mentor"):
        person = getattr(world, name)
        person.given_name, person.family_name = name, "Okafor"
        person.save()


def send(milestone, world):
    return act_on_milestone(milestone=milestone, act="send", by=world.owner, evidence="secret words")


def test_sent_milestone_waits_for_each_mentor_in_force(world, milestone):
    send(milestone, world)
    assert letters() == {
        ("waiting_for_you", "mentor"): "owner Okafor sent a milestone for sign-off",
        ("waiting_for_you", "second_mentor"): "owner Okafor sent a milestone for sign-off",
    }


def test_letters_hold_none_of_the_words_and_escape_names(world, milestone):
    send(milestone, world)
    message = Message.objects.first()
    words = words_of(message, emails.waiting_milestone_letters([message])[message.pk])
    assert "secret words" not in words.text + words.html
    assert "Aim & <b>goal</b>" in words.text
    assert "Aim &amp; &lt;b&gt;goal" in words.html


def test_milestone_taken_back_is_no_longer_waited_for(world, milestone):
    send(milestone, world)
    act_on_milestone(milestone=milestone, act="take_back", by=world.owner)
    assert letters() == {}


def test_milestone_sent_again_is_told_once(world, milestone):
    send(milestone, world)
    act_on_milestone(milestone=milestone, act="take_back", by=world.owner)
    send(milestone, world)
    messages = list(Message.objects.filter(person=world.mentor))
    assert len(messages) == 2
    assert len(emails.waiting_milestone_letters(messages)) == 1


def test_answer_replaces_the_waiting_letter(world, milestone):
    send(milestone, world)
    act_on_milestone(milestone=milestone, act="sign_off", by=world.mentor)
    assert letters() == {("answered", "owner"): "mentor Okafor signed off “Aim & <b>goal</b>”"}


def test_answer_already_acted_on_is_not_told(world, milestone):
    send(milestone, world)
    act_on_milestone(milestone=milestone, act="ask_for_changes", by=world.mentor, reason="More")
    act_on_milestone(milestone=milestone, act="send", by=world.owner)
    assert ("answered", "owner") not in letters()


def test_entry_answered_by_a_comment_no_longer_waits(world):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    emails.tell_mentors(entry, since=entry.waiting_since)
    assert letters()["waiting_for_you", "mentor"] == "owner Okafor shared a log entry with you"
    answer_entry(entry=entry, by=world.mentor, act="comment")
    assert letters() == {}


def test_mentor_whose_pairing_ended_is_not_told(world):
    entry = factories.LogEntryFactory(challenge=world.challenge)
    emails.tell_mentors(entry, since=entry.waiting_since)
    world.place.pairings.filter(mentor=world.mentor).update(ends_on=F("starts_on"))
    assert set(letters()) == {("waiting_for_you", "second_mentor")}


def test_brief_is_told_to_mentor_and_back_to_fellow(world):
    brief = send_brief(challenge=world.challenge, words={"title": "Noon"}, by=world.owner)
    assert letters()["waiting_for_you", "mentor"] == "owner Okafor sent you the brief to agree"
    act_on_brief(brief=brief, act="ask_for_changes", by=world.mentor, reason="By when?")
    assert letters() == {("answered", "owner"): "mentor Okafor asked for changes to your brief"}


def test_fellow_who_left_is_not_told(world, milestone):
    send(milestone, world)
    act_on_milestone(milestone=milestone, act="sign_off", by=world.mentor)
    world.place.status = "withdrawn"
    world.place.save()
    assert letters() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_letters_take_the_same_queries_however_many(world, count, django_assert_num_queries):
    for _one in range(count):
        send(factories.MilestoneFactory(challenge=world.challenge), world)
    messages = list(Message.objects.select_related("person"))
    with django_assert_num_queries(2):
        assert len(emails.waiting_milestone_letters(messages)) == 2 * count
