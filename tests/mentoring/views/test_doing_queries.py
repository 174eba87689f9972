"""Cycles, driver diagram and workstreams: as many queries for forty as for one, and 15 at most."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bench.counting import counted
from challenges.models.cycle import Decision
from challenges.models.drivers import DriverLevel
from challenges.workflow import CycleStage
from tests.factories import CommentFactory, LogEntryFactory, MilestoneFactory
from tests.factories.workspace import (
    CycleFactory,
    DriverDiagramFactory,
    DriverFactory,
    MeasureFactory,
    RampFactory,
    ReadingFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def doing(scene):
    """One of each, and `more(count)` for more of everything."""
    challenge = scene.challenge
    diagram = DriverDiagramFactory(challenge=challenge)
    workstream = WorkstreamFactory(challenge=challenge)

    def more(count: int) -> None:
        measure = MeasureFactory(challenge=challenge, workstream=workstream)
        ReadingFactory(measure=measure)
        primary = DriverFactory(diagram=diagram)
        idea = DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=primary)
        ramp = RampFactory(challenge=challenge, idea=idea)
        WorkstreamFactory(challenge=challenge)
        for number in range(count):
            for said in ({"ramp": RampFactory(challenge=challenge)}, {"workstream": workstream}):
                CommentFactory(log_entry=None, challenge=challenge, author=scene.lead, **said)
            DriverFactory(diagram=diagram, level=DriverLevel.IDEA, parent=primary).measures.add(measure)
            LogEntryFactory(challenge=challenge, workstream=workstream)
            MilestoneFactory(challenge=challenge, workstream=workstream)
            CycleFactory(
                ramp=ramp,
                number=number + 1,
                workstream=workstream,
                measured_by=measure,
                stage=CycleStage.DECIDED,
                prediction="Less",
                happened="More",
                learnt="It was more.",
                started_on=timezone.localdate(),
                decided_on=timezone.localdate(),
                decision=Decision.ADAPT,
            )

    more(1)
    return {"challenge": challenge, "diagram": diagram, "workstream": workstream, "more": more}


def addresses(doing) -> dict[str, str]:
    challenge = doing["challenge"]
    cycle = challenge.ramps.first().cycles.first()
    return {
        "cycles": reverse("cycles", args=[challenge.pk]),
        "cycle": cycle.get_absolute_url(),
        "plan": reverse("piece_new", args=[challenge.pk, "cycle"]),
        "diagram": doing["diagram"].get_absolute_url(),
        "picture": reverse("drivers_file", args=[doing["diagram"].pk, "svg"]),
        "outline": reverse("outline", args=[doing["diagram"].pk]),
        "workstreams": reverse("workstreams", args=[challenge.pk]),
        "workstream": reverse("workstream", args=[doing["workstream"].pk]),
        "contents": reverse("workstream_contents", args=[doing["workstream"].pk]),
    }


READ = ["cycles", "cycle", "diagram", "picture", "workstreams", "workstream"]
WRITTEN = ["plan", "outline", "contents"]
PAGES = [(who, page) for who in ("fellow", "lead", "administrator") for page in READ]
PAGES += [("fellow", page) for page in WRITTEN]


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_page_takes_as_many_queries_for_forty_as_for_one(scene, as_, doing, who, page):
    client, url = as_(scene.people[who]), addresses(doing)[page]
    client.get(url)
    taken = []
    for count in (1, 40):
        doing["more"](count)
        with counted() as found:
            assert client.get(url).status_code == 200
        taken.append(found.statements)
    assert taken[0] == taken[1] <= MOST
