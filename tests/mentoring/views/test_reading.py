import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.services.briefs import act_on_brief, send_brief
from challenges.services.log import EntryWords, edit_entry
from challenges.services.milestones import act_on_milestone, move_milestone
from challenges.workflow import EntryStatus, MilestoneStatus
from mentoring.services.comments import add_comment
from tests.factories import AttachmentFactory, CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import QuestionFactory

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "'; DROP TABLE mentoring_comment; --",
    "{{ 7 * 7 }} {% raw %}",
    "\u202eright to left",
    "👩🏽‍⚕️ مرحبا",
    "NUL \x00 byte",
]


def main(page) -> str:
    return page.content.decode().split("<main", 1)[1].split("</main>")[0]


# --- hostile words ------------------------------------------------------------------------------
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_harmless_everywhere(scene, as_, text):
    lead = as_(scene.lead)
    key = f"entry-{scene.entry.pk}"
    data = {"form": str(uuid.uuid4()), f"text-{key}": text, f"stamp-{key}": "1", "act": f"comment {key}"}
    assert lead.post(scene.entry.get_absolute_url(), data).status_code == 302

    pages = [
        scene.entry.get_absolute_url(),
        reverse("challenge", args=[scene.challenge.pk]),
        reverse("challenge_document", args=[scene.challenge.pk]),
        reverse("review", args=[scene.challenge.pk]),
        reverse("comment_edit", args=[scene.challenge.comments.get().pk]),
    ]
    for url in pages:
        page = lead.get(url)
        assert page.status_code == 200
        assert "<script>alert" not in main(page)
        assert "<img src=x" not in main(page)
        assert 'href="javascript:' not in main(page)
        assert "\x00" not in main(page)
        assert "\u202e" not in main(page)


@pytest.mark.parametrize(
    "query", ["kind=x", "page=0", "page=999", "page=x", "kind=new", "kind=%00", "compare=9&to=x"]
)
def test_odd_addresses_are_answered(scene, as_, query):
    for name in ("challenge", "brief"):
        assert as_(scene.lead).get(f"{reverse(name, args=[scene.challenge.pk])}?{query}").status_code == 200


# --- story ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "name"),
    [("fellow", "log_new"), ("lead", "review"), ("administrator", None), ("in_grace", "review")],
)
def test_story_offers_the_one_next_thing_to_do(scene, as_, who, name):
    page = main(as_(scene.people[who]).get(reverse("challenge", args=[scene.challenge.pk])))

    offered = re.findall(r'app-primary__button" href="([^"]+)"', page)
    assert offered == ([reverse(name, args=[scene.challenge.pk])] if name else [])


def test_story_is_newest_first_and_pages(scene, as_):
    for day in range(1, 25):
        LogEntryFactory(
            challenge=scene.challenge,
            shared_at=timezone.now() - dt.timedelta(days=day),
            what_happened=f"Happened {day} days ago.",
        )
    url = reverse("challenge", args=[scene.challenge.pk])
    lead = as_(scene.lead)

    pages = [main(lead.get(f"{url}?page={number}&kind=entries")) for number in (1, 2)]

    found = [[int(n) for n in re.findall(r"Happened (\d+) days ago", page)] for page in pages]
    assert found[0] == list(range(1, 20))
    assert found[1] == list(range(20, 25))


def test_moments_of_one_instant_are_neither_lost_nor_repeated_between_pages(scene, as_):
    now = timezone.now()
    entries = [LogEntryFactory(challenge=scene.challenge, shared_at=now) for _n in range(30)]
    url = reverse("challenge", args=[scene.challenge.pk])
    lead = as_(scene.lead)

    shown = [
        int(pk)
        for number in (1, 2)
        for pk in re.findall(r'href="/log/(\d+)/"', main(lead.get(f"{url}?page={number}&kind=entries")))
    ]

    assert sorted(shown) == sorted([scene.entry.pk, *[entry.pk for entry in entries]])


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("entries", "We met the ward team", "Due date moved"),
        ("milestones", "Due date moved", "We met the ward team"),
        ("brief", "sent to the mentor", "We met the ward team"),
        ("comments", "A remark on the milestone", "Due date moved"),
    ],
)
def test_story_is_filtered_by_kind(scene, as_, kind, there, not_there):
    milestone = MilestoneFactory(challenge=scene.challenge)
    move_milestone(milestone=milestone, due_on=days_from_today(40), reason="Leave", by=scene.fellow)
    add_comment(on=milestone, text="A remark on the milestone", by=scene.fellow, form_id=uuid.uuid4())

    page = main(
        as_(scene.administrator).get(f"{reverse('challenge', args=[scene.challenge.pk])}?kind={kind}")
    )

    assert there in page
    assert not_there not in page


def test_comments_stand_under_their_entry_once(scene, as_):
    CommentFactory(log_entry=scene.entry, author=scene.lead, text="Only once, please")

    page = main(as_(scene.fellow).get(reverse("challenge", args=[scene.challenge.pk])))

    assert page.count("Only once, please") == 1


def test_new_filter_shows_a_comment_on_an_entry_from_long_ago(scene, as_):
    for _day in range(25):
        LogEntryFactory(challenge=scene.challenge)
    scene.entry.shared_at = timezone.now() - dt.timedelta(days=60)
    scene.entry.save()
    CommentFactory(log_entry=scene.entry, author=scene.lead, text="Late, but here")
    url = reverse("challenge", args=[scene.challenge.pk])
    fellow = as_(scene.fellow)

    assert "Late, but here" not in main(fellow.get(url))
    assert "Late, but here" in main(fellow.get(f"{url}?kind=new"))
    assert "New to you" not in main(fellow.get(url))


def test_document_runs_from_the_first_day_with_brief_and_milestones(scene, as_):
    act_on_brief(brief=scene.brief, act="agree", by=scene.lead)
    first = LogEntryFactory(
        challenge=scene.challenge,
        shared_at=timezone.now() - dt.timedelta(days=9),
        what_happened="The very first",
    )

    page = main(as_(scene.fellow).get(reverse("challenge_document", args=[scene.challenge.pk])))

    assert page.index(first.what_happened) < page.index(scene.entry.what_happened)
    assert scene.milestone.title in page
    assert "Version 1, agreed on" in page
    assert "<button" not in page


# --- brief ----------------------------------------------------------------------------------------
def second_version(scene, **changes):
    act_on_brief(brief=scene.brief, act="agree", by=scene.lead)
    words = {name: getattr(scene.brief, name) for name in scene.brief.TEXT_FIELDS}
    return send_brief(challenge=scene.challenge, words={**words, **changes}, by=scene.fellow)


def test_brief_shows_what_changed_word_by_word(scene, as_):
    scene.brief.aim = "Halve the noise by July"
    scene.brief.save()
    second_version(scene, aim="Halve the noise by September")

    page = main(as_(scene.lead).get(reverse("brief", args=[scene.challenge.pk]) + "?compare=1&with=2"))

    assert re.search(r"<del>.*July.*</del>", page)
    assert re.search(r"<ins>.*September.*</ins>", page)


def test_link_between_two_versions_compares_these_two(scene, as_):
    second = second_version(scene, aim="The second aim")
    act_on_brief(brief=second, act="agree", by=scene.lead)
    scene.brief.refresh_from_db()
    words = {name: getattr(second, name) for name in second.TEXT_FIELDS}
    send_brief(challenge=scene.challenge, words={**words, "aim": "The third aim"}, by=scene.fellow)
    lead = as_(scene.lead)
    address = reverse("brief", args=[scene.challenge.pk])

    links = re.findall(r'href="([^"#]*compare=1[^"#]*)#', main(lead.get(address)))

    compared = main(lead.get(links[0].replace("&amp;", "&")))
    assert re.search(r"<ins>.*second.*</ins>", compared)
    assert not re.search(r"<ins>.*third.*</ins>", compared)


def test_brief_taken_back_is_read_by_the_fellow_only(scene, as_):
    version = second_version(scene, aim="Not yet ready")
    act_on_brief(brief=version, act="take_back", by=scene.fellow)
    url = reverse("brief", args=[scene.challenge.pk])

    readers = {
        who
        for who in ("fellow", "lead", "administrator")
        if "Not yet ready" in main(as_(scene.people[who]).get(url))
    }

    assert readers == {"fellow"}
    assert "Not yet ready" not in main(as_(scene.lead).get(f"{url}?compare=1&with=2"))


def test_peers_read_the_agreed_brief_only(scene, as_):
    scene.challenge.open_to_cohort = True
    scene.challenge.save()
    second_version(scene, aim="Still to be agreed")

    page = main(as_(scene.peer).get(reverse("brief", args=[scene.challenge.pk])))

    assert "Version 1" in page
    assert "Still to be agreed" not in page


# --- milestones and entries -----------------------------------------------------------------------
def test_milestone_keeps_its_old_date_and_the_reason(scene, as_):
    milestone = MilestoneFactory(challenge=scene.challenge, due_on=dt.date(2030, 5, 1))
    move_milestone(
        milestone=milestone, due_on=dt.date(2030, 6, 1), reason="The ward is closed", by=scene.fellow
    )

    page = main(as_(scene.lead).get(milestone.get_absolute_url()))

    assert "Due date moved from 1 May 2030 to 1 June 2030" in page
    assert "The ward is closed" in page


def test_overdue_milestone_says_so_in_list_and_page(scene, as_):
    milestone = MilestoneFactory(challenge=scene.challenge, due_on=days_from_today(-1))
    lead = as_(scene.lead)

    for url in (reverse("milestones", args=[scene.challenge.pk]), milestone.get_absolute_url()):
        assert "Overdue" in main(lead.get(url))


@pytest.mark.parametrize(
    ("status", "offered", "withheld"),
    [
        (MilestoneStatus.PLANNED, ["/send/", "/move/", "/drop/", "/act/start/"], ["/act/take_back/"]),
        (MilestoneStatus.SENT, ["/act/take_back/"], ["/send/", "/move/", "/drop/"]),
        (MilestoneStatus.DROPPED, ["/act/pick_up/"], ["/send/", "/drop/"]),
    ],
)
def test_fellow_is_offered_what_the_workflow_allows(scene, as_, status, offered, withheld):
    milestone = MilestoneFactory(challenge=scene.challenge, status=status, sent_at=timezone.now())

    page = main(as_(scene.fellow).get(milestone.get_absolute_url()))

    assert all(f"/milestones/{milestone.pk}{act}" in page for act in offered)
    assert not any(f"/milestones/{milestone.pk}{act}" in page for act in withheld)


def test_mentor_is_offered_no_act_of_the_fellow(scene, as_):
    page = main(as_(scene.lead).get(scene.milestone.get_absolute_url()))

    assert "/act/" not in page
    assert f'value="sign_off milestone-{scene.milestone.pk}"' in page


def test_signed_off_milestone_offers_withdrawal_and_comments(scene, as_):
    act_on_milestone(milestone=scene.milestone, act="sign_off", by=scene.lead)

    page = main(as_(scene.second).get(scene.milestone.get_absolute_url()))

    assert "Withdraw sign-off" in page
    assert "so it is locked" in page
    assert f'value="comment milestone-{scene.milestone.pk}"' in page


def test_agreed_entry_is_locked_but_not_closed_to_comments(scene, as_):
    scene.entry.status, scene.entry.waiting_since = EntryStatus.AGREED, None
    scene.entry.save()

    page = main(as_(scene.fellow).get(scene.entry.get_absolute_url()))

    assert reverse("log_edit", args=[scene.entry.pk]) not in page
    assert f'value="comment entry-{scene.entry.pk}"' in page


def test_entry_shows_files_milestones_and_earlier_words(scene, as_):
    scene.entry.milestones.add(scene.milestone)
    file = AttachmentFactory(log_entry=scene.entry, challenge=scene.challenge)
    words = EntryWords(happened_on=scene.entry.happened_on, what_happened="Corrected words")
    edit_entry(entry=scene.entry, words=words, milestones=[scene.milestone], by=scene.fellow)

    page = main(as_(scene.lead).get(scene.entry.get_absolute_url()))

    assert file.get_absolute_url() in page
    assert scene.milestone.title in page
    assert "Corrected words" in page
    assert "We met the ward team" in page


def test_peers_do_not_read_the_earlier_words_of_an_entry(scene, as_):
    scene.challenge.open_to_cohort = True
    scene.challenge.save()
    words = EntryWords(happened_on=scene.entry.happened_on, what_happened="Corrected words")
    edit_entry(entry=scene.entry, words=words, milestones=[], by=scene.fellow)

    assert "We met the ward team" not in main(as_(scene.peer).get(scene.entry.get_absolute_url()))


def test_form_says_who_will_see_the_comment(scene, as_):
    page = main(as_(scene.fellow).get(scene.entry.get_absolute_url()))

    assert scene.lead.full_name in page
    assert "and the programme team will see this." in page


def test_long_history_of_a_piece_shows_its_latest_steps_or_all(scene, as_):
    question = QuestionFactory(challenge=scene.challenge)
    for number in range(25):
        question.changes.create(act="edit", by=scene.fellow, reason=f"Reason {number:02}.")
    client, address = as_(scene.fellow), question.get_absolute_url()
    latest, everything = (client.get(address + asked).content.decode() for asked in ("", "?history=all"))

    assert [f"Reason {number:02}." in latest for number in range(25)] == [False] * 5 + [True] * 20
    assert all(f"Reason {number:02}." in everything for number in range(25))
    assert latest.index("Reason 23") < latest.index("Reason 24")  # oldest first
    assert "?history=all#history" in latest
    assert "?history=all#history" not in everything
