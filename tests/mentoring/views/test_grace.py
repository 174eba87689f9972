"""What a former mentor sees in the days of grace: everything as it was on the last day, and nothing newer."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from challenges.models import MilestoneChange
from challenges.services.log import EntryWords, edit_entry
from challenges.services.milestones import move_milestone
from fellowship.cohorts.models import Pairing
from mentoring.models import Comment
from tests.factories import AttachmentFactory, CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import WorkstreamFactory

pytestmark = pytest.mark.django_db
EARLIER = timezone.now() - dt.timedelta(days=60)


@pytest.fixture
def earlier(scene):
    """An entry from before the end, which still waits."""
    return LogEntryFactory(challenge=scene.challenge, shared_at=EARLIER, what_happened="From before the end")


@pytest.fixture
def read(scene, as_):
    """Every page a former mentor can open, as one text."""
    former = as_(scene.in_grace)

    def pages() -> str:
        addresses = [
            *(
                reverse(name, args=[scene.challenge.pk])
                for name in ("challenge", "challenge_document", "brief", "milestones", "review")
            ),
            f"{reverse('challenge', args=[scene.challenge.pk])}?kind=comments",
            f"{reverse('review', args=[scene.challenge.pk])}?with=entry-{scene.entry.pk}",
            f"{reverse('review', args=[scene.challenge.pk])}?with=brief-{scene.brief.pk}",
        ]
        return "".join(former.get(address).content.decode() for address in addresses)

    return pages


def test_what_came_before_the_end_is_read_and_what_came_later_is_not(scene, earlier, read):
    scene.brief.problem = "Written after the end"
    scene.brief.save()
    LogEntryFactory(challenge=scene.challenge, what_happened="Shared after the end")
    CommentFactory(log_entry=earlier, author=scene.lead, text="Said after the end")
    said = CommentFactory(log_entry=earlier, author=scene.lead, text="Said before the end")
    Comment.objects.filter(pk=said.pk).update(created_at=EARLIER)
    own = CommentFactory(log_entry=earlier, author=scene.in_grace, text="Said by the reader just now")
    file = AttachmentFactory(log_entry=earlier, challenge=scene.challenge, name="later.txt")

    words = read()

    assert "From before the end" in words
    assert "Said before the end" in words
    assert own.text in words
    for later in ("Written after the end", "Shared after the end", "Said after the end", file.name):
        assert later not in words


def test_entry_rewritten_after_the_end_is_not_read(scene, earlier, read, as_):
    words = EntryWords(happened_on=earlier.happened_on, what_happened="Second thoughts")
    edit_entry(entry=earlier, words=words, milestones=[], by=scene.fellow)

    assert "Second thoughts" not in read()
    assert as_(scene.in_grace).get(earlier.get_absolute_url()).status_code == 404
    assert as_(scene.lead).get(earlier.get_absolute_url()).status_code == 200


def test_milestone_moved_after_the_end_is_not_read(scene, read, as_):
    milestone = MilestoneFactory(challenge=scene.challenge, title="Baseline measured")
    assert milestone.title in read()
    move_milestone(milestone=milestone, due_on=days_from_today(40), reason="Leave", by=scene.fellow)

    assert milestone.title not in read()
    assert as_(scene.in_grace).get(milestone.get_absolute_url()).status_code == 404
    MilestoneChange.objects.filter(milestone=milestone).update(at=EARLIER)
    assert as_(scene.in_grace).get(milestone.get_absolute_url()).status_code == 200


def test_file_given_after_the_end_is_not_opened(scene, earlier, as_):
    later = AttachmentFactory(log_entry=earlier, challenge=scene.challenge)
    before = AttachmentFactory(log_entry=earlier, challenge=scene.challenge)
    type(before).objects.filter(pk=before.pk).update(uploaded_at=EARLIER)
    of_later_entry = AttachmentFactory(log_entry=scene.entry, challenge=scene.challenge)
    former = as_(scene.in_grace)

    answers = []
    for file in (before, later, of_later_entry):
        answer = former.get(file.get_absolute_url())
        answer.getvalue()  # read to its end, which closes the file
        answers.append(answer.status_code)

    assert answers == [200, 404, 404]


def test_workstream_made_after_the_end_is_not_opened(scene, earlier, as_):
    there, later = WorkstreamFactory.create_batch(2, challenge=scene.challenge)
    type(earlier).objects.filter(pk=earlier.pk).update(workstream=there)

    former = as_(scene.in_grace)
    answers = [former.get(reverse("workstream", args=[one.pk])).status_code for one in (there, later)]

    assert answers == [200, 404]


def test_mentor_who_is_mentor_again_reads_everything(scene, as_):
    Pairing.objects.filter(mentor=scene.in_grace).update(ends_on=None)

    assert as_(scene.in_grace).get(scene.entry.get_absolute_url()).status_code == 200


def test_box_stands_only_where_a_comment_is_taken(scene, earlier, as_):
    former = as_(scene.in_grace)
    assert "<textarea" in former.get(earlier.get_absolute_url()).content.decode()
    milestone = MilestoneFactory(challenge=scene.challenge)  # never sent

    assert "<textarea" not in former.get(milestone.get_absolute_url()).content.decode()
    key = f"milestone-{milestone.pk}"
    data = {"form": str(uuid.uuid4()), f"text-{key}": "One more thing", "act": f"comment {key}"}
    assert former.post(milestone.get_absolute_url(), data).status_code == 403


def test_audience_of_a_comment_leaves_out_who_will_not_see_it(scene, as_):
    page = as_(scene.fellow).get(scene.entry.get_absolute_url()).content.decode()

    assert f"{scene.in_grace.full_name}" not in page
