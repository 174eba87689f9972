import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from challenges.services.briefs import act_on_brief
from challenges.services.milestones import move_milestone
from challenges.workflow import BriefStatus, EntryStatus, PieceStatus
from mentoring.models import Comment, Visit
from tests.factories import CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today
from tests.factories.people import PASSWORD
from tests.factories.workspace import CycleFactory, MeasureFactory, RampFactory
from tests.mentoring.views.reviewing import box, boxes, keys, main

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(scene) -> str:
    return reverse("review", args=[scene.challenge.pk])


@pytest.fixture
def lead(scene, as_) -> Client:
    return as_(scene.lead)


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


def test_cycle_is_named_with_its_ramp_on_the_review_and_in_the_queue(scene, lead, url):
    sent = {"status": PieceStatus.SENT, "sent_at": timezone.now()}
    for ramp in ("Lights at night", "Quiet <nights>"):
        of = RampFactory(challenge=scene.challenge, name=ramp)
        CycleFactory(ramp=of, number=2, name="One bay", **sent)
    MeasureFactory(challenge=scene.challenge, name="Nights slept", **sent)

    page = main(lead.get(url))
    assert "PDSA cycle “One bay” (cycle 2 of “Lights at night”)" in page
    assert "PDSA cycle “One bay” (cycle 2 of “Quiet &lt;nights&gt;”)" in page
    assert "Measure “Nights slept”</a>" in page
    queue = main(lead.get(reverse("waiting")))
    assert "Look at: One bay (cycle 2 of “Lights at night”)" in queue
    assert "Look at: Nights slept" in queue
