import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, Wording
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.rendering import _environment, absolute, words_of
from fellowship.notifications.services.sending import send_due
from fellowship.notifications.services.wordings import UnknownPlaceholder, change_wording, check_placeholders
from fellowship.notifications.wordable import all_fixed, all_wordable, wordable
from fellowship.people.models import AuditEvent, User
from tests.factories import UserFactory

DIGEST = "emails/notifications/digest"
WITHOUT_ADVICE = {DIGEST}  # a list of what there is


def words(wording: Wording, title: str = "Baseline", **person) -> object:
    """What a milestone's letter says with this wording."""
    letter = wordable("emails/challenges/milestone")
    message = Message(
        person=User(pk=1, given_name="Amina", family_name=person.get("name", "Example")),
        kind="milestone_due",
        why="You lead the challenge.",
    )
    context = letter.example() | {"title": title}
    return words_of(message, Letter(letter.template, context), wording)


def test_own_words_stand_around_our_facts_and_instead_of_our_closing():
    said = words(
        Wording(
            subject="Soon: {milestone}", lead="Hello {name}!\n\nWe **care**.", closing="Ask us. {challenge}"
        )
    )

    assert said.subject == "Soon: Baseline"
    order = [
        "Hello Amina Example!",
        "has the due date",
        "Ask us. Better sleep",
        "Open the milestone",
        "Why you get",
    ]
    assert [said.text.index(part) for part in order] == sorted(said.text.index(part) for part in order)
    assert "send it to your mentor for sign-off" not in said.text
    assert "<strong>care</strong>" in said.html
    assert "Ask us. Better sleep" in said.html


def test_what_is_empty_stays_ours():
    said = words(Wording(lead="Hello."))

    assert said.subject == "“Baseline” is due in 3 days"
    assert "send it to your mentor for sign-off" in said.text


def test_values_bring_neither_markup_nor_placeholders():
    said = words(
        Wording(subject="{milestone}", lead="{milestone} <b>bold</b> [x](javascript:alert(1))"),
        title="<script>{name}</script>\r\nBcc: all@example.org",
    )

    assert said.subject == "<script>{name}</script> Bcc: all@example.org"
    assert "<script>" not in said.html
    assert "&lt;script&gt;{name}" in said.html
    assert "<b>" not in said.html
    assert "javascript:" not in said.html or 'href="javascript' not in said.html


@pytest.mark.parametrize(
    "text",
    ["{mark}", "{Fellow}", "{ milestone }", "{{milestone}}", "{milestone", "}", "{name.__class__}", "{0}"],
)
def test_what_cannot_be_filled_in_is_refused_with_a_sentence(text):
    with pytest.raises(
        UnknownPlaceholder, match=r"cannot be filled in\. In this message you can use \{name\}, \{"
    ):
        check_placeholders(text, wordable("emails/challenges/milestone"))


@pytest.mark.parametrize("letter", all_wordable(), ids=lambda letter: letter.key)
def test_every_letter_fills_in_every_placeholder_it_offers(letter):
    message = Message(
        person=User(pk=1, given_name="Amina", family_name="Example"), kind=letter.kind, why="Why."
    )
    every = " | ".join(f"{{{name}}}" for name in letter.all_placeholders)
    check_placeholders(every, letter)

    plain = words_of(message, Letter(letter.template, letter.example()))
    own = words_of(message, Letter(letter.template, letter.example()), Wording(subject=every, lead=every))

    assert "{" not in own.subject
    assert all(part.strip() for part in own.subject.split("|"))
    assert own.subject in own.text
    assert plain.subject
    assert "Amina Example" in plain.text


@pytest.mark.parametrize("letter", all_wordable(), ids=lambda letter: letter.key)
def test_every_letter_takes_subject_first_and_last_paragraphs(letter):
    """In both versions: ours and theirs stand in one order, and none of our advice is left beside theirs."""
    message = Message(
        person=User(pk=1, given_name="Amina", family_name="Example"), kind=letter.kind, why="Said before."
    )
    wording = Wording(subject="Our subject", lead="Our first words.", closing="Our last words.")
    ours = words_of(message, Letter(letter.template, letter.example()))
    own = words_of(message, Letter(letter.template, letter.example()), wording)

    assert own.subject == "Our subject"
    for version, plain, said in (("txt", ours.text, own.text), ("html", ours.html, own.html)):
        facts, advice = (block(letter, version, name) for name in ("body", "closing"))
        assert facts
        assert facts in plain
        assert bool(advice) == (letter.template not in WITHOUT_ADVICE)
        assert advice in plain
        order = ["Our first words.", facts, "Our last words.", "Said before."]
        assert [said.index(part) for part in order] == sorted(said.index(part) for part in order)
        assert not advice or advice not in said


@pytest.mark.parametrize("letter", all_wordable(), ids=lambda letter: letter.key)
def test_no_sentence_of_the_text_runs_into_the_next(letter):
    message = Message(person=User(pk=1, given_name="Amina"), kind=letter.kind, why="Why.")
    text = words_of(message, Letter(letter.template, letter.example())).text
    assert not re.search(r"[a-z0-9][.!?:][A-Z]", re.sub(r"http\S+", "", text))


def block(letter, version: str, name: str) -> str:
    """What one block of a letter's template says of its example."""
    template = _environment().get_template(f"{letter.template}.{version}")
    context = template.new_context({"absolute": absolute, **letter.example()})
    return "".join(template.blocks[name](context)).strip() if name in template.blocks else ""


def test_every_letter_can_be_worded_or_says_why_not():
    """Whoever adds a letter decides, and gives the reason where it stays ours."""
    folder = Path(settings.BASE_DIR) / "templates"
    letters = [
        str(path.relative_to(folder)).removesuffix(".subject.txt")
        for path in folder.glob("emails/*/*.subject.txt")
    ]
    fixed = [template for one in all_fixed() for template in one.templates]

    assert sorted([*(one.template for one in all_wordable()), *fixed]) == sorted(letters)
    assert all(one.reason for one in all_fixed())


@pytest.mark.django_db
def test_batch_takes_the_wordings_of_its_programmes_in_one_query(things, sink, django_assert_num_queries):
    for programme in (1, 2):
        Wording.objects.create(programme_id=programme, letter=DIGEST, subject=f"From programme {programme}")
    for number in range(3):
        things.due_on[str(number)] = None
        put(
            person=UserFactory(),
            kind="milestone_due",
            object_kind="tests.thing",
            object_id=str(number),
            why="Why.",
            programme_id=number,
        )

    send_due()

    assert [mail["Subject"] for mail in sink.mails] == [
        "Your summary for 1 March 2026: Thing 0",
        "From programme 1",
        "From programme 2",
    ]


@pytest.mark.django_db
def test_change_is_audited_with_the_words_before_and_after():
    by, letter = UserFactory(), wordable(DIGEST)
    change_wording(programme_id=1, wordable=letter, words={"subject": "A", "lead": "", "closing": ""}, by=by)
    change_wording(programme_id=1, wordable=letter, words={"subject": "", "lead": "", "closing": ""}, by=by)
    change_wording(programme_id=1, wordable=letter, words={"subject": "", "lead": "", "closing": ""}, by=by)

    (last, first) = AuditEvent.objects.filter(act="wording changed")
    assert (first.detail["before"]["subject"], first.detail["after"]["subject"]) == ("", "A")
    assert last.detail["before"]["subject"] == "A"
    assert Wording.objects.get().is_ours


def test_words_in_another_language_only_leave_ours_in_the_readers_language():
    """Also for who reads English where only the Welsh was written."""
    milestone = "emails/challenges/milestone"
    in_english = Wording(letter=milestone, subject="Soon: {milestone}", lead="Hello {name}.")
    with translation.override("cy"):
        ours, theirs = words(Wording(letter=milestone)), words(in_english)
    assert (theirs.subject, theirs.text) == (ours.subject, ours.text)
    assert "Hello" not in theirs.text
    in_welsh = Wording(letter=milestone)
    in_welsh.put("cy", {"subject": "Cyn bo hir: {milestone}", "lead": "Helo {name}.", "closing": ""})
    assert words(in_welsh).subject == words(Wording(letter=milestone)).subject
    assert (in_welsh.is_ours, in_welsh.is_ours_in("en-gb"), in_welsh.is_ours_in("cy")) == (False, True, False)
    with translation.override("cy"):
        said = words(in_welsh)
    assert said.subject == "Cyn bo hir: Baseline"
    assert "Helo Amina Example." in said.text


@pytest.mark.django_db
def test_each_reader_of_a_batch_gets_words_of_their_own_language(things, sink):
    by = UserFactory()
    for language, subject in (("en-gb", "Good morning, {name}"), ("cy", "Bore da, {name}")):
        own = {"subject": subject, "lead": "", "closing": ""}
        change_wording(programme_id=1, wordable=wordable(DIGEST), words=own, by=by, language=language)
    for number, language in enumerate(("cy", "en-gb", "")):
        things.due_on[str(number)] = None
        put(
            person=UserFactory(given_name="Amina", family_name="Example", language=language),
            kind="milestone_due",
            object_kind="tests.thing",
            object_id=str(number),
            why="Why.",
            programme_id=1,
        )

    send_due()

    assert [mail["Subject"] for mail in sink.mails] == [
        "Bore da, Amina Example",
        "Good morning, Amina Example",
        "Good morning, Amina Example",
    ]
    noted = AuditEvent.objects.filter(act="wording changed").values_list("detail__language", flat=True)
    assert set(noted) == {"en-gb", "cy"}


@pytest.mark.django_db
def test_a_release_that_knows_one_language_serves_beside_this_one():
    """It inserts without the column, finds one row a letter, and what it saves leaves the rest alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_wording (programme_id, letter, subject, lead, closing, changed_at)"
            " VALUES (1, %s, 'Theirs', '', '', now())",
            [DIGEST],
        )
    by, welsh = UserFactory(), {"subject": "Bore da", "lead": "", "closing": ""}
    change_wording(programme_id=1, wordable=wordable(DIGEST), words=welsh, by=by, language="cy")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_wording SET subject = 'Later' WHERE programme_id = 1")
    wording = Wording.objects.get(programme_id=1, letter=DIGEST)
    assert (wording.words("en-gb")["subject"], wording.words("cy")["subject"]) == ("Later", "Bore da")
