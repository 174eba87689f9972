import re
import uuid

import pytest
from django.urls import reverse

from fellowship.sealed.models import Draft
from tests.factories.workspace import CycleFactory, MeasureFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(scene) -> str:
    return f"entry-{scene.entry.pk}"


@pytest.fixture
def url(scene) -> str:
    return reverse("replies_draft", args=[scene.challenge.pk, "entry", scene.entry.pk])


def box(page, key: str) -> str:
    return re.search(
        rf'<textarea[^>]*name="text-{key}"[^>]*>\n?(.*?)</textarea>', page.content.decode(), re.S
    )[1]


def test_typing_is_kept_and_shown_again_to_the_typist_only(scene, as_, url, key):
    saved = as_(scene.lead).post(url, {f"text-{key}": "Half a thought", "version": "0"})

    assert saved.json()["version"] == 1
    assert re.fullmatch(r"\d{1,2}(:\d\d)?[ap]m|midday|midnight", saved.json()["saved_at"])
    assert box(as_(scene.lead).get(scene.entry.get_absolute_url()), key) == "Half a thought"
    assert box(as_(scene.fellow).get(scene.entry.get_absolute_url()), key) == ""


def test_other_tab_is_offered_both_versions(scene, as_, url, key):
    lead = as_(scene.lead)
    lead.post(url, {f"text-{key}": "One tab", "version": "0"})

    conflict = lead.post(url, {f"text-{key}": "Other tab", "version": "0"})

    assert conflict.status_code == 409
    assert "One tab" in conflict.json()["html"]
    assert "Other tab" in conflict.json()["html"]
    assert conflict.json()["version"] == 1


@pytest.mark.parametrize(
    ("keep", "kept"), [("yours", "Other tab"), ("theirs", "One tab"), ("both", "Other tab\n\nOne tab")]
)
def test_choice_between_two_versions_is_followed(scene, as_, url, key, keep, kept):
    lead = as_(scene.lead)
    lead.post(url, {f"text-{key}": "One tab", "version": "0"})
    page = scene.entry.get_absolute_url()
    data = {
        "form": str(uuid.uuid4()),
        f"text-{key}": "Other tab",
        "version": "0",
        "seen_version": "1",
        "keep": keep,
    }

    answer = lead.post(page, data)

    assert answer["Location"] == page
    assert box(lead.get(page), key) == kept


def test_sent_comment_leaves_no_draft(scene, as_, url, key):
    lead = as_(scene.lead)
    lead.post(url, {f"text-{key}": "Done", "version": "0"})

    lead.post(
        scene.entry.get_absolute_url(),
        {"form": str(uuid.uuid4()), f"text-{key}": "Done", "version": "1", "act": f"comment {key}"},
    )

    assert box(lead.get(scene.entry.get_absolute_url()), key) == ""


def test_too_much_text_is_refused_with_a_sentence(scene, as_, url, key):
    answer = as_(scene.lead).post(url, {f"text-{key}": "x" * 1_000_000, "version": "0"})

    assert answer.status_code == 422
    assert "more text than can be kept" in answer.json()["message"]


PAGES = ["review", "brief", "entry", "milestone", "cycle", "measure", "cycles", "workstream"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_boxes_keeps_what_is_typed(scene, as_, page):
    pieces = {"cycle": CycleFactory, "measure": MeasureFactory}
    CycleFactory(ramp__challenge=scene.challenge)
    if page in pieces:
        address = pieces[page](challenge=scene.challenge).get_absolute_url()
    elif page in ("entry", "milestone"):
        address = getattr(scene, page).get_absolute_url()
    elif page == "workstream":
        address = reverse(page, args=[WorkstreamFactory(challenge=scene.challenge).pk])
    else:
        address = reverse(page, args=[scene.challenge.pk])
    lead = as_(scene.lead)
    boxes = lead.get(address).content.decode()
    typed = {re.search(r'name="(text-[^"]+)"', boxes)[1]: "Half a thought", "version": "0"}

    assert lead.post(re.search(r'data-autosave="([^"]+)"', boxes)[1], typed).status_code == 200
    assert "Half a thought" in lead.get(address).content.decode()


@pytest.mark.parametrize("form", ["log_entry", "note", "x"])
def test_other_forms_drafts_are_out_of_reach(scene, as_, form):
    url = reverse("replies_draft", args=[scene.challenge.pk, form, 1])

    assert as_(scene.lead).post(url, {"version": "0"}).status_code == 404


def test_draft_is_sealed(scene, as_, url, key):
    as_(scene.lead).post(url, {f"text-{key}": "Half a thought", "version": "0"})

    assert not any(b"thought" in bytes(draft.words) for draft in Draft.objects.all())


def test_version_of_thousands_of_figures_is_no_version(scene, as_, url, key):
    saved = as_(scene.lead).post(url, {f"text-{key}": "Half a thought", "version": "1" * 5000})

    assert saved.json()["version"] == 1
