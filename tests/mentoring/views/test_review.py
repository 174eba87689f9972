import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges.services.briefs import act_on_brief
from challenges.services.log import EntryWords, edit_entry
from challenges.services.milestones import move_milestone
from challenges.workflow import BriefStatus, EntryStatus, MilestoneStatus
from mentoring.models import Comment, Visit
from tests.factories import CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(scene) -> str:
    return reverse("review", args=[scene.challenge.pk])


@pytest.fixture
def lead(scene, as_) -> Client:
    return as_(scene.lead)


def keys(scene) -> dict[str, str]:
    rows = {"entry": scene.entry, "milestone": scene.milestone, "brief": scene.brief}
    return {kind: f"{kind}-{row.pk}" for kind, row in rows.items()}


def boxes(scene, act: str, **words: str) -> dict[str, str]:
    """The page's form as the browser sends it, with `words` in the boxes of those kinds."""
    data = {"form": str(uuid.uuid4()), "version": "0", "act": act}
    for kind, key in keys(scene).items():
        row = getattr(scene, kind)
        row.refresh_from_db()
        data |= {f"text-{key}": words.get(kind, ""), f"stamp-{key}": str(row.version)}
    return data


def main(response) -> str:
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def box(page: str, key: str) -> str:
    return re.search(rf'<textarea[^>]*name="text-{key}"[^>]*>\n?(.*?)</textarea>', page, re.S)[1]


# --- what is on it ---------------------------------------------------------------------------
def test_everything_that_waits_is_there_with_its_acts(scene, lead, url):
    page = main(lead.get(url))

    for key in keys(scene).values():
        assert f'id="{key}"' in page
    assert f'value="agree {keys(scene)["entry"]}"' in page
    assert f'value="sign_off {keys(scene)["milestone"]}"' in page
    assert f'value="agree {keys(scene)["brief"]}"' in page


def test_things_stand_in_time_order(scene, lead, url):
    now = timezone.now()
    later = LogEntryFactory(challenge=scene.challenge, shared_at=now + dt.timedelta(seconds=5))
    first = LogEntryFactory(challenge=scene.challenge, shared_at=now - dt.timedelta(days=3))

    found = re.findall(r'id="(\w+-\d+)" aria-labelledby', main(lead.get(url)))

    assert (found[0], found[-1]) == (f"entry-{first.pk}", f"entry-{later.pk}")


def test_answered_entry_comes_back_with_the_fellows_next_comment(scene, lead, url):
    lead.post(url, boxes(scene, f"agree {keys(scene)['entry']}"))
    lead.post(url, {**boxes(scene, "finish"), "seen_until": timezone.now().isoformat()})
    assert f'id="{keys(scene)["entry"]}"' not in main(lead.get(url))

    CommentFactory(log_entry=scene.entry, author=scene.fellow, text="And one thing more")

    page = main(lead.get(url))
    assert f'id="{keys(scene)["entry"]}"' in page
    assert "And one thing more" in page


def test_moved_date_is_news_with_its_reason(scene, lead, url):
    milestone = MilestoneFactory(challenge=scene.challenge)
    move_milestone(
        milestone=milestone, due_on=days_from_today(50), reason="The ward is closed", by=scene.fellow
    )

    page = main(lead.get(url))

    assert f'id="milestone-{milestone.pk}"' in page
    assert "The ward is closed" in page


def test_mentor_in_grace_finds_only_what_was_sent_before_the_end(scene, as_, url):
    grace = scene.challenge.place.cohort.programme.grace_days
    before = LogEntryFactory(
        challenge=scene.challenge, shared_at=timezone.now() - dt.timedelta(days=grace + 2)
    )

    page = main(as_(scene.in_grace).get(url))

    assert f'id="entry-{before.pk}"' in page
    assert f'id="{keys(scene)["entry"]}"' not in page


def test_mentor_in_grace_cannot_answer_what_came_later(scene, as_, url):
    answer = as_(scene.in_grace).post(url, boxes(scene, f"agree {keys(scene)['entry']}"))

    scene.entry.refresh_from_db()
    assert answer.status_code == 404
    assert scene.entry.status == EntryStatus.SHARED


def test_brief_that_was_taken_back_is_not_on_the_review(scene, as_, url):
    scene.brief.problem = "Still to be thought over"
    scene.brief.save()
    lead = as_(scene.lead)
    landed = f"{url}?with=brief-{scene.brief.pk}"
    assert scene.brief.problem in main(lead.get(landed))
    act_on_brief(brief=scene.brief, act="take_back", by=scene.fellow)

    assert scene.brief.problem not in main(lead.get(landed))


def test_link_from_an_email_lands_at_the_item(scene, lead, url):
    key = keys(scene)["milestone"]

    assert lead.get(f"{url}?item={key}")["Location"] == f"{url}?with={key}#{key}"
    assert "data-take-focus" in main(lead.get(f"{url}?with={key}"))


def test_link_from_an_email_survives_signing_in(scene, url):
    key = keys(scene)["milestone"]
    client = Client()
    sign_in = client.get(f"{url}?item={key}")["Location"]

    done = client.post(sign_in, {"login": scene.lead.email, "password": PASSWORD}, follow=True)

    assert done.redirect_chain[-1][0] == f"{url}?with={key}#{key}"


@pytest.mark.parametrize(
    "item", ["entry-", "entry-x", "entry-99999999999999999999", "user-1", "entry-१", "'", "\x00"]
)
def test_nonsense_in_the_address_changes_nothing(lead, url, item):
    assert lead.get(url, {"item": item}).status_code == 200
    assert lead.get(url, {"with": item}).status_code == 200


# --- answering ---------------------------------------------------------------------------------
def test_comment_answers_a_waiting_entry_and_comes_back_to_it(scene, lead, url):
    key = keys(scene)["entry"]

    answer = lead.post(url, boxes(scene, f"comment {key}", entry="What surprised you?"))

    scene.entry.refresh_from_db()
    assert answer["Location"] == f"{url}?with={key}#{key}"
    assert scene.entry.waiting_since is None
    assert Comment.objects.get().text == "What surprised you?"
    assert "What surprised you?" in main(lead.get(answer["Location"]))


def test_agreeing_with_words_leaves_them_as_a_comment(scene, lead, url):
    lead.post(url, boxes(scene, f"agree {keys(scene)['brief']}", brief="A clear aim."))

    scene.brief.refresh_from_db()
    assert (scene.brief.status, scene.brief.answered_by) == (BriefStatus.AGREED, scene.lead)
    assert Comment.objects.get().brief_version == scene.brief


def test_signing_off_needs_no_words(scene, lead, url):
    lead.post(url, boxes(scene, f"sign_off {keys(scene)['milestone']}"))

    scene.milestone.refresh_from_db()
    assert (scene.milestone.status, scene.milestone.signed_off_by) == (MilestoneStatus.SIGNED_OFF, scene.lead)


@pytest.mark.parametrize("kind", ["entry", "milestone", "brief"])
def test_asking_for_changes_needs_a_reason(scene, lead, url, kind):
    answer = lead.post(
        url, boxes(scene, f"ask_for_changes {keys(scene)[kind]}", brief="" if kind == "brief" else "Keep me")
    )

    getattr(scene, kind).refresh_from_db()
    page = main(answer)
    assert getattr(scene, kind).status in ("shared", "sent")
    assert "Say what should change, and why." in page
    if kind != "brief":
        assert "Keep me" in box(page, keys(scene)["brief"])


def test_reason_for_changes_is_where_the_fellow_reads_it(scene, lead, as_, url):
    for kind in ("entry", "milestone", "brief"):
        words = {kind: f"Say more about the {kind}"}
        lead.post(url, boxes(scene, f"ask_for_changes {keys(scene)[kind]}", **words))

    fellow = as_(scene.fellow)
    pages = {
        "entry": scene.entry.get_absolute_url(),
        "milestone": scene.milestone.get_absolute_url(),
        "brief": reverse("brief", args=[scene.challenge.pk]),
    }
    for kind, page in pages.items():
        assert f"Say more about the {kind}" in main(fellow.get(page))
        getattr(scene, kind).refresh_from_db()
        assert getattr(scene, kind).status == "changes_asked"


def test_withdrawing_a_sign_off_needs_a_reason_and_stays_in_the_history(scene, lead, url):
    key = keys(scene)["milestone"]
    page = scene.milestone.get_absolute_url()
    lead.post(url, boxes(scene, f"sign_off {key}"))

    refused = lead.post(page, boxes(scene, f"withdraw_sign_off {key}"))
    scene.milestone.refresh_from_db()
    assert "Say what should change, and why." in main(refused)
    assert scene.milestone.status == MilestoneStatus.SIGNED_OFF

    lead.post(page, boxes(scene, f"withdraw_sign_off {key}", milestone="The chart was of another ward"))
    scene.milestone.refresh_from_db()
    assert scene.milestone.status == MilestoneStatus.CHANGES_ASKED
    history = main(lead.get(page))
    assert "Sign-off withdrawn" in history
    assert "The chart was of another ward" in history


def test_empty_comment_is_asked_for(scene, lead, url):
    answer = lead.post(url, boxes(scene, f"comment {keys(scene)['entry']}", entry="  \n "))

    assert "Write your comment first." in main(answer)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("act", ["comment", "agree"])
def test_double_press_does_it_once(scene, lead, url, act):
    data = boxes(scene, f"{act} {keys(scene)['entry']}", entry="Well seen.")

    first, second = lead.post(url, data), lead.post(url, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Comment.objects.count() == 1


def test_going_back_and_writing_something_else_makes_a_second_comment(scene, lead, url):
    data = boxes(scene, f"comment {keys(scene)['entry']}", entry="First thought")
    lead.post(url, data)

    lead.post(url, {**data, f"text-{keys(scene)['entry']}": "Second thought"})

    assert list(Comment.objects.values_list("text", flat=True)) == ["First thought", "Second thought"]


def test_agreeing_words_that_changed_meanwhile_is_refused_and_keeps_what_was_typed(scene, lead, url):
    data = boxes(
        scene, f"agree {keys(scene)['entry']}", entry="Agreed, well done", milestone="Half a thought"
    )
    words = EntryWords(happened_on=scene.entry.happened_on, what_happened="Something else altogether")
    edit_entry(entry=scene.entry, words=words, milestones=[], by=scene.fellow)

    answer = lead.post(url, data)

    scene.entry.refresh_from_db()
    page = main(answer)
    assert scene.entry.status == EntryStatus.SHARED
    assert not Comment.objects.exists()
    assert "This was changed while you had it open" in page
    assert "Something else altogether" in page
    assert "Agreed, well done" in box(page, keys(scene)["entry"])
    assert "Half a thought" in box(page, keys(scene)["milestone"])
    stamp = re.search(rf'name="stamp-{keys(scene)["entry"]}"[^>]*value="(\d+)"', page)[1]
    assert stamp == str(scene.entry.version)


def test_form_of_a_thing_that_another_mentor_has_agreed(scene, as_, lead, url):
    data = boxes(scene, f"ask_for_changes {keys(scene)['brief']}", brief="I would change the aim")
    as_(scene.second).post(url, boxes(scene, f"agree {keys(scene)['brief']}"))

    page = main(lead.post(url, data))

    scene.brief.refresh_from_db()
    assert scene.brief.status == BriefStatus.AGREED
    assert "I would change the aim" in box(page, keys(scene)["brief"])


@pytest.mark.parametrize("act", ["replace", "take_back", "drop", "send", "nonsense", ""])
def test_acts_that_are_not_the_mentors_are_refused(scene, lead, url, act):
    for kind, key in keys(scene).items():
        answer = lead.post(url, boxes(scene, f"{act} {key}", **{kind: "Because"}))
        before = getattr(scene, kind).status
        getattr(scene, kind).refresh_from_db()
        assert answer.status_code in (200, 403, 404)
        assert getattr(scene, kind).status == before


def test_thing_of_another_challenge_is_not_there(scene, lead, url):
    other = LogEntryFactory()
    data = {"form": str(uuid.uuid4()), f"text-entry-{other.pk}": "Hello", "act": f"comment entry-{other.pk}"}

    assert lead.post(url, data).status_code == 404
    assert not Comment.objects.exists()


# --- nothing typed is lost ----------------------------------------------------------------------
def test_words_in_other_boxes_are_kept_when_one_is_sent(scene, lead, url):
    data = boxes(scene, f"comment {keys(scene)['entry']}", entry="Sent", milestone="Half a thought")

    page = main(lead.get(lead.post(url, data)["Location"]))

    assert "Half a thought" in box(page, keys(scene)["milestone"])
    assert box(page, keys(scene)["entry"]) == ""


def test_words_too_long_are_refused_and_stay_in_the_box(scene, lead, url):
    answer = lead.post(url, boxes(scene, f"comment {keys(scene)['entry']}", entry="ä" * 1_000_000))

    assert "characters long" in main(answer)
    assert len(box(main(answer), keys(scene)["entry"])) == 1_000_000
    assert not Comment.objects.exists()


def test_identifier_warns_once_and_lets_decide(scene, lead, url):
    data = boxes(scene, f"comment {keys(scene)['entry']}", entry="Her number is 943 476 5919")

    warned = main(lead.post(url, data))
    assert "943 476 5919” is a valid NHS number" in warned
    assert f'name="pending_act" value="comment {keys(scene)["entry"]}"' in warned
    assert not Comment.objects.exists()

    del data["act"]
    lead.post(url, {**data, "pending_act": f"comment {keys(scene)['entry']}", "identifiers_checked": "yes"})
    assert Comment.objects.get().text == "Her number is 943 476 5919"


@pytest.mark.parametrize("act", ["ask_for_changes", "agree"])
def test_reasons_are_checked_for_identifiers_too(scene, lead, url, act):
    answer = lead.post(url, boxes(scene, f"{act} {keys(scene)['brief']}", brief="As for 943 476 5919"))

    scene.brief.refresh_from_db()
    assert "This may identify a patient" in main(answer)
    assert scene.brief.status == BriefStatus.SENT


# --- finishing ------------------------------------------------------------------------------------
def test_finish_sends_what_is_typed_marks_as_seen_and_goes_to_the_next_fellow(scene, lead, url, mentored):
    other = mentored(scene.lead)
    seen_until = re.search(r'name="seen_until" value="([^"]+)"', main(lead.get(url)))[1]

    answer = lead.post(
        url, {**boxes(scene, "finish", entry="One", milestone="Two"), "seen_until": seen_until}
    )

    assert answer["Location"] == reverse("review", args=[other.pk])
    assert set(Comment.objects.values_list("text", flat=True)) == {"One", "Two"}
    assert Visit.objects.get(person=scene.lead).seen_until.isoformat() == seen_until


def test_button_names_the_next_fellow(scene, lead, url, mentored):
    other = mentored(scene.lead)

    assert f"Finish and go to the next: {other.place.person.full_name}" in main(lead.get(url))


def test_finish_with_nobody_next_goes_back_to_the_queue(scene, lead, url):
    assert lead.post(url, boxes(scene, "finish"))["Location"] == reverse("waiting")


@pytest.mark.parametrize(
    "seen_until", ["", "yesterday", "2026-01-01T00:00:00", "9999-99-99T00:00:00Z", "\x00"]
)
def test_finish_with_a_broken_mark_still_finishes(scene, lead, url, seen_until):
    assert lead.post(url, {**boxes(scene, "finish"), "seen_until": seen_until}).status_code == 302
    assert not Visit.objects.exists()


def test_keep_for_later_keeps_the_words_and_marks_nothing(scene, lead, url):
    answer = lead.post(
        url, {**boxes(scene, "later", brief="To think over"), "seen_until": timezone.now().isoformat()}
    )

    assert answer["Location"] == reverse("waiting")
    assert not Comment.objects.exists()
    assert not Visit.objects.exists()
    assert "To think over" in box(main(lead.get(url)), keys(scene)["brief"])


def test_finish_warns_of_identifiers_in_any_box(scene, lead, url):
    answer = lead.post(url, boxes(scene, "finish", entry="Fine", milestone="It was 943 476 5919"))

    assert 'name="pending_act" value="finish"' in main(answer)
    assert not Comment.objects.exists()


def test_nothing_new_says_so(scene, lead, url):
    for kind, act in (("entry", "agree"), ("milestone", "sign_off"), ("brief", "agree")):
        lead.post(url, boxes(scene, f"{act} {keys(scene)[kind]}"))
    lead.post(url, {**boxes(scene, "finish"), "seen_until": timezone.now().isoformat()})

    assert "Nothing is new and nothing waits" in main(lead.get(url))
