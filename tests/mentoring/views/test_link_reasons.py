"""The sentence beside a link that is not made yet: kept for its typist, each thing for itself."""

import re

import pytest
from django.urls import reverse

from fellowship.sealed.models import Draft
from mentoring.models import Link
from tests.factories.workspace import MeasureFactory
from tests.mentoring.views.test_links import body, finder

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(scene):
    return MeasureFactory(challenge=scene.challenge, name="Days of waiting")


@pytest.fixture
def autosave(scene) -> str:
    return reverse("link_draft", args=[scene.challenge.pk, f"entry-{scene.entry.pk}"])


def why(answer) -> str:
    return re.search(r'name="why"[^>]*? value="([^"]*)"', body(answer))[1]


def version(answer) -> str:
    return re.search(r'name="version" value="(\d+)"', body(answer))[1]


def test_typing_is_kept_for_the_typist_and_this_thing_only(scene, as_, measure, autosave):
    fellow = as_(scene.fellow)
    assert f'data-autosave="{autosave}"' in body(fellow.get(finder(scene)))

    saved = fellow.post(autosave, {"why": "Half a thought", "version": "0"})

    assert saved.json()["version"] == 1
    opened = fellow.get(finder(scene))
    assert (why(opened), version(opened)) == ("Half a thought", "1")
    assert "Saved at" in body(opened)
    other = reverse("link_new", args=[scene.challenge.pk, f"piece-{measure.pk}"])
    assert "Half a thought" not in body(fellow.get(other))
    assert not any(b"thought" in bytes(draft.words) for draft in Draft.objects.all())


@pytest.mark.parametrize(("who", "status"), [("lead", 403), ("administrator", 403), ("stranger", 404)])
def test_nobody_else_keeps_reasons(scene, as_, autosave, who, status):
    assert as_(scene.people[who]).post(autosave, {"why": "x", "version": "0"}).status_code == status
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "search", "q": "wait"},
        {"act": "search", "q": "nothing is called this"},
        {"act": "link"},
        {"act": "link", "to": "piece-0"},
    ],
)
def test_words_of_a_page_that_was_not_the_last_come_back(scene, as_, measure, sent):
    fellow = as_(scene.fellow)
    first = fellow.post(finder(scene), {"why": "Half a thought", "version": "0", **sent})
    assert why(first) == "Half a thought"
    assert version(first) == "1"
    assert why(fellow.get(finder(scene))) == "Half a thought"


def test_draft_goes_once_it_stands_beside_the_link(scene, as_, measure, autosave):
    fellow = as_(scene.fellow)
    fellow.post(autosave, {"why": "Both", "version": "0"})
    sent = {"to": f"piece-{measure.pk}", "why": "Both show it", "version": "1", "act": "link"}
    for _twice in range(2):
        assert fellow.post(finder(scene), sent).status_code == 302
        assert not Draft.objects.exists()
    assert Link.objects.get().why == "Both show it"


@pytest.mark.parametrize(
    ("keep", "kept"), [("yours", "Other tab"), ("theirs", "One tab"), ("both", "One tab Other tab")]
)
def test_two_tabs_show_both_and_keep_what_is_chosen(scene, as_, measure, autosave, keep, kept):
    fellow = as_(scene.fellow)
    ticks = {"to": f"piece-{measure.pk}"}
    fellow.post(autosave, {"why": "One tab", "version": "0"})

    fetched = fellow.post(autosave, {"why": "Other tab", "version": "0"})
    assert fetched.status_code == 409
    assert fetched.json()["version"] == 1
    sent = fellow.post(finder(scene), {"why": "Other tab", "version": "0", "act": "link", **ticks})
    assert sent.status_code == 409
    assert not Link.objects.exists()
    for page in (fetched.json()["html"], body(sent)):
        assert "One tab" in page
        assert "Other tab" in page

    chosen = {"why": "Other tab", "version": "0", "seen_version": "1", "keep": keep, **ticks}
    answer = fellow.post(finder(scene), chosen)
    assert why(answer) == kept
    assert f'value="piece-{measure.pk}" checked' in body(answer)
    again = fellow.post(finder(scene), {"why": kept, "version": version(answer), "act": "link", **ticks})
    assert again.status_code == 302
    assert Link.objects.get().why == kept
    assert not Draft.objects.exists()


def test_words_taken_out_are_gone(scene, as_, measure, autosave):
    fellow = as_(scene.fellow)
    fellow.post(autosave, {"why": "Half a thought", "version": "0"})
    fellow.post(finder(scene), {"why": "", "version": "1", "act": "search"})
    assert 'value="Half' not in body(fellow.get(finder(scene)))


def test_more_than_can_be_kept_is_refused_in_words(scene, as_, measure, autosave):
    fellow = as_(scene.fellow)
    endless = {"why": "x" * 100_001, "version": "0"}
    assert "more text than can be kept" in fellow.post(autosave, endless).json()["message"]
    page = fellow.post(finder(scene), {**endless, "to": f"piece-{measure.pk}", "act": "link"})
    assert "300 characters" in body(page)
    assert why(page) == "x" * 100_001
