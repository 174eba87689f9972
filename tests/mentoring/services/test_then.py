"""Names of ramps and workstreams as a former mentor reads them: as they were when the pairing ended."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from challenges.services.cycles import edit_ramp
from challenges.services.workstreams import edit_workstream, end_workstream
from mentoring.models import Link, LinkEnd
from tests.factories import CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    QuestionFactory,
    RampFactory,
    SightingFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
EARLIER = timezone.now() - dt.timedelta(days=60)


@pytest.fixture
def year(scene):
    """A ramp and a workstream with something of every kind in them, all from before the end."""
    challenge = scene.challenge
    workstream = WorkstreamFactory(challenge=challenge, name="Rota then", purpose="Sleep then")
    diagram = DriverDiagramFactory(challenge=challenge, made_at=EARLIER)
    primary = DriverFactory(diagram=diagram)
    secondary = DriverFactory(diagram=diagram, level="secondary", parent=primary)
    idea = DriverFactory(diagram=diagram, level="idea", parent=secondary, words="Idea then")
    ramp = RampFactory(challenge=challenge, name="Nights then", idea=idea)
    facts = {"challenge": challenge, "workstream": workstream}
    cycle = CycleFactory(**facts, ramp=ramp, number=1, made_at=EARLIER, status="sent", sent_at=EARLIER)
    entry = LogEntryFactory(**facts, shared_at=EARLIER)
    milestone = MilestoneFactory(**facts)
    question = QuestionFactory(**facts, made_at=EARLIER)
    SightingFactory(**facts, made_at=EARLIER)
    ends = [
        LinkEnd.objects.create(challenge=challenge, **end) for end in ({"piece": cycle}, {"log_entry": entry})
    ]
    link = Link.objects.create(challenge=challenge, one=ends[0], other=ends[1], made_by=scene.fellow)
    Link.objects.filter(pk=link.pk).update(made_at=EARLIER)
    for on in ({"ramp": ramp}, {"workstream": workstream}, {"piece": cycle}):
        CommentFactory(challenge=challenge, log_entry=None, author=scene.fellow, created_at=EARLIER, **on)
    pages = [
        reverse(name, args=[challenge.pk])
        for name in ("cycles", "workstreams", "challenge", "review", "ledger", "questions", "drivers")
    ]
    pages += [f"{pages[2]}?kind=comments", f"{pages[3]}?with=piece-{cycle.pk}", reverse("waiting")]
    pages += [reverse("challenge_document", args=[challenge.pk]), reverse("workstream", args=[workstream.pk])]
    pages += [row.get_absolute_url() for row in (cycle, entry, milestone, question, diagram)]
    return scene, ramp, workstream, pages


def rename(scene, ramp, workstream) -> None:
    """Twice, so that what stood at the end is told from what came between."""
    for when in ("soon", "now"):
        words = {"name": f"Rota {when}", "purpose": f"Sleep {when}"}
        edit_ramp(ramp=ramp, name=f"Nights {when}", idea=None, by=scene.fellow)
        edit_workstream(workstream=workstream, by=scene.fellow, **words)
    end_workstream(workstream=workstream, by=scene.fellow)


def test_former_mentor_reads_names_as_they_were_and_the_others_as_they_are(year, as_):
    scene, ramp, workstream, pages = year
    rename(scene, ramp, workstream)

    former = {page: as_(scene.in_grace).get(page).content.decode() for page in pages}

    for page, words in former.items():
        for later in ("Nights soon", "Nights now", "Rota soon", "Rota now", "Sleep soon", "Sleep now"):
            assert later not in words, page
    told = "".join(former.values())
    for then in ("Nights then", "Rota then", "Sleep then", "Idea then"):
        assert then in told
    assert sum("Nights then" in words for words in former.values()) >= 6
    assert sum("Rota then" in words for words in former.values()) >= 5
    assert "Ended" not in former[pages[1]]
    lead = "".join(as_(scene.lead).get(page).content.decode() for page in pages)
    assert "Nights now" in lead
    assert "Rota now" in lead


def test_what_was_renamed_before_the_end_has_its_new_name(year, as_):
    scene, ramp, workstream, pages = year
    rename(scene, ramp, workstream)
    scene.challenge.changes.update(at=EARLIER)

    assert "Nights now" in as_(scene.in_grace).get(pages[0]).content.decode()


def test_own_and_earlier_changes_are_left(year, as_):
    scene, ramp, workstream, pages = year
    rename(scene, ramp, workstream)
    scene.challenge.changes.update(by=scene.in_grace)

    assert "Nights now" in as_(scene.in_grace).get(pages[0]).content.decode()


def test_it_takes_no_statement_more(year, as_):
    scene, ramp, workstream, pages = year
    former = as_(scene.in_grace)

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                former.get(page)
            counts.append(len(queries))
        return counts

    asked()  # statements are prepared
    before = asked()
    rename(scene, ramp, workstream)
    assert all(now <= then for then, now in zip(before, asked(), strict=True))
