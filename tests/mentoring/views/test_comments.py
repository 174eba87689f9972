import re

import pytest
from django.urls import reverse

from mentoring.models import Comment
from mentoring.services.comments import delete_comment, edit_comment
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(scene) -> Comment:
    return CommentFactory(log_entry=scene.entry, author=scene.lead, text="First words")


def words(page) -> str:
    return page.content.decode()


def test_changed_comment_shows_that_it_was_changed(scene, as_, comment):
    lead = as_(scene.lead)

    answer = lead.post(reverse("comment_edit", args=[comment.pk]), {"text": "Second words", "edited_at": ""})

    page = words(as_(scene.fellow).get(answer["Location"]))
    assert answer["Location"] == scene.entry.get_absolute_url()
    assert "Second words" in page
    assert "First words" not in page
    assert "· changed" in page


def test_change_says_who_will_see_it(scene, as_, comment):
    page = words(as_(scene.lead).get(reverse("comment_edit", args=[comment.pk])))
    line = re.search(r"[^>]* and the programme team will see this\.", page)[0]
    assert scene.fellow.full_name in line
    assert scene.lead.full_name not in line


def test_change_from_two_tabs_shows_both_and_loses_neither(scene, as_, comment):
    edit_comment(comment=comment, text="From the other tab", by=scene.lead, edited_at=None)

    page = words(
        as_(scene.lead).post(
            reverse("comment_edit", args=[comment.pk]), {"text": "From this tab", "edited_at": ""}
        )
    )

    comment.refresh_from_db()
    assert comment.text == "From the other tab"
    assert "From this tab" in page
    assert "From the other tab" in page
    assert comment.edited_at.isoformat().replace("+", "&#43;")[:19] in page


def test_change_is_checked_for_identifiers(scene, as_, comment):
    url = reverse("comment_edit", args=[comment.pk])
    data = {"text": "As for 943 476 5919", "edited_at": ""}

    assert "This may identify a patient" in words(as_(scene.lead).post(url, data))
    assert as_(scene.lead).post(url, {**data, "identifiers_checked": "yes"}).status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_change_to_nothing_or_too_much_is_refused(scene, as_, comment, text):
    page = as_(scene.lead).post(reverse("comment_edit", args=[comment.pk]), {"text": text, "edited_at": ""})

    comment.refresh_from_db()
    assert "There is a problem" in words(page)
    assert comment.text == "First words"


def test_removing_asks_first_and_says_when_it_was_done(scene, as_, comment):
    url = reverse("comment_delete", args=[comment.pk])
    lead = as_(scene.lead)

    assert "First words" in words(lead.get(url))
    assert Comment.objects.get().deleted_at is None

    page = words(as_(scene.fellow).get(lead.post(url)["Location"]))
    assert "This comment was removed by its author on" in page
    assert "First words" not in page
    assert "Earlier words of this comment" not in page


def test_removed_comment_leads_back_from_its_own_pages(scene, as_, comment):
    delete_comment(comment=comment, by=scene.lead)

    for name in ("comment_edit", "comment_delete"):
        answer = as_(scene.lead).get(reverse(name, args=[comment.pk]))
        assert answer["Location"] == scene.entry.get_absolute_url()


@pytest.mark.parametrize("who", ["lead", "administrator"])
def test_history_is_read_by_the_author_and_the_programme_team(scene, as_, comment, who):
    edit_comment(comment=comment, text="Second words", by=scene.lead, edited_at=None)

    thread = words(as_(scene.people[who]).get(scene.entry.get_absolute_url()))
    page = words(as_(scene.people[who]).get(reverse("comment_history", args=[comment.pk])))

    assert reverse("comment_history", args=[comment.pk]) in thread
    assert "First words" in page
    assert "Second words" in page
