"""Words begun on one version and taken up later: who goes on with them is told what has changed since."""

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from challenges.services.briefs import act_on_brief
from tests import factories
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import (
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    PositionFactory,
    QuestionFactory,
    RampFactory,
    WorkstreamFactory,
)

DAY = days_from_today(-1)


@dataclass
class Edit:
    """A form that keeps drafts: its address, its hidden field, and how to say one thing in it."""

    address: str
    version_field: str
    said_in: str
    rest: dict[str, Any] = field(default_factory=dict)
    send: str = "share"
    can_be_sent_again: bool = True

    def words(self, said: str, version: str, **more: Any) -> dict[str, Any]:
        return {
            "draft": str(uuid.uuid4()),
            "version": "0",
            self.version_field: version,
            **self.rest,
            self.said_in: said,
            **more,
        }


def milestone(world, page: str) -> str:
    return reverse(page, args=[factories.MilestoneFactory(challenge=world.challenge).pk])


def position(world) -> str:
    return reverse("position_edit", args=[PositionFactory(stakeholder__challenge=world.challenge).pk])


def brief(world) -> str:
    factories.BriefVersionFactory(challenge=world.challenge, status="changes_asked", version=3)
    return reverse("brief_edit", args=[world.challenge.pk])


STANDS = {"power": "4", "interest": "2", "support": "-1", "needed": "1", **day_boxes("day", DAY)}
ASKED = {"asked_of": "The ward team", "construction": "who", **day_boxes("asked_on", DAY)}
EDITS = {
    "log entry": lambda world: Edit(
        reverse("log_edit", args=[factories.LogEntryFactory(challenge=world.challenge).pk]),
        "entry_version",
        "what_happened",
        day_boxes("happened_on", DAY),
    ),
    "brief": lambda world: Edit(
        brief(world), "brief_version", "aim", {"title": "T", "problem": "P"}, "send", can_be_sent_again=False
    ),
    "summary": lambda world: Edit(
        reverse("summary_edit", args=[world.challenge.pk]), "summary_version", "learnt", send="save"
    ),
    "milestone": lambda world: Edit(
        milestone(world, "milestone_edit"), "milestone_version", "title", {"description": ""}, "send"
    ),
    "piece": lambda world: Edit(
        reverse("piece_edit", args=[QuestionFactory(challenge=world.challenge).pk]),
        "piece_version",
        "asked",
        ASKED,
    ),
    "ramp": lambda world: Edit(
        reverse("ramp_edit", args=[RampFactory(challenge=world.challenge).pk]), "ramp_version", "name"
    ),
    "workstream": lambda world: Edit(
        reverse("workstream_edit", args=[WorkstreamFactory(challenge=world.challenge).pk]),
        "workstream_version",
        "name",
    ),
    "position": lambda world: Edit(position(world), "piece_version", "note", STANDS),
    "outline": lambda world: Edit(
        reverse("outline", args=[DriverDiagramFactory(challenge=world.challenge).pk]),
        "piece_version",
        "words",
        {"level": "1", "driver": "0", "gone": "0"},
    ),
}


@pytest.fixture(params=EDITS)
def edit(request, world):
    return EDITS[request.param](world)


def shown(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return found[1]


def test_draft_taken_up_after_somebody_else_changed_it_shows_both(fellow_client, edit):
    version = shown(fellow_client.get(edit.address).content.decode(), edit.version_field)
    fellow_client.post(edit.address, edit.words("Begun here", version, act="draft"))
    assert (
        fellow_client.post(edit.address, edit.words("Saved there", version, act=edit.send)).status_code == 302
    )

    page = fellow_client.get(edit.address).content.decode()
    assert "Begun here" in page
    assert shown(page, edit.version_field) == version
    kept = {name: shown(page, name) for name in ("draft", "version", edit.version_field)}
    second = fellow_client.post(edit.address, edit.words("Begun here", version, act=edit.send) | kept)
    page = second.content.decode()
    assert second.status_code == 409
    assert "Begun here" in page
    assert "Saved there" in page

    if edit.can_be_sent_again:
        kept = {name: shown(page, name) for name in ("draft", "version", edit.version_field)}
        assert kept[edit.version_field] != version
        sent = edit.words("Begun here", "", act=edit.send) | kept
        assert fellow_client.post(edit.address, sent).status_code == 302


def test_page_that_comes_back_with_a_fault_is_still_of_the_version_it_was_shown_with(fellow_client, world):
    edit = EDITS["milestone"](world)
    fellow_client.post(edit.address, edit.words("Saved there", "1", act="send"))
    faulty = fellow_client.post(edit.address, edit.words("", "1", act="send"))
    page = faulty.content.decode()
    assert "There is a problem" in page
    assert shown(page, "milestone_version") == "1"


def test_both_of_two_drafts_are_of_the_earlier_version(fellow_client, world):
    edit = EDITS["milestone"](world)
    words = edit.words("Begun here", "1", act="draft")
    fellow_client.post(edit.address, words)
    other = words | {"title": "Begun there", "milestone_version": "2"}
    assert fellow_client.post(edit.address, other).status_code == 409
    fellow_client.post(edit.address, other | {"keep": "both", "seen_version": "1"})
    assert shown(fellow_client.get(edit.address).content.decode(), "milestone_version") == "1"


def test_brief_begun_on_an_earlier_number_is_told_of_the_one_agreed_since(fellow_client, world):
    edit = EDITS["brief"](world)
    version = shown(fellow_client.get(edit.address).content.decode(), "brief_version")
    fellow_client.post(edit.address, edit.words("Begun here", version, act="draft"))
    fellow_client.post(edit.address, edit.words("Saved there", version, act="send"))
    act_on_brief(brief=world.challenge.brief_versions.get(number=2), act="agree", by=world.mentor)
    page = fellow_client.get(edit.address).content.decode()
    kept = {name: shown(page, name) for name in ("draft", "version", "brief_version")}
    answer = fellow_client.post(edit.address, edit.words("Begun here", "", act="send") | kept)
    assert answer.status_code == 409
    assert world.challenge.brief_versions.count() == 2


@pytest.mark.parametrize("who", ["driver", "workstream"])
def test_choice_sent_second_is_told_and_takes_nothing_away(fellow_client, world, who):
    if who == "driver":
        driver = DriverFactory(diagram__challenge=world.challenge)
        address, name, chosen = reverse("driver_links", args=[driver.pk]), "measures", driver.measures
    else:
        rota = WorkstreamFactory(challenge=world.challenge)
        address, name, chosen = reverse("workstream_contents", args=[rota.pk]), "pieces", rota.pieces
    first, second = MeasureFactory.create_batch(2, challenge=world.challenge)
    stamp = shown(fellow_client.get(address).content.decode(), "stamp")
    assert fellow_client.post(address, {"stamp": stamp, name: [first.pk]}).status_code == 302
    answer = fellow_client.post(address, {"stamp": stamp, name: [second.pk]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this while you had it open" in page
    assert re.search(rf'value="{second.pk}" checked', page)
    assert [row.pk for row in chosen.all()] == [first.pk]
    again = {"stamp": shown(page, "stamp"), name: [first.pk, second.pk]}
    assert fellow_client.post(address, again).status_code == 302
    assert chosen.count() == 2
