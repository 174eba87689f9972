import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from challenges.models import Measure
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import MeasureFactory, WorkstreamFactory

WORDS = {
    "name": "Doctors who gave notice",
    "definition": "Resignations dated in the month, from the HR system.",
    "type": "outcome",
    "made_of": "value",
    "unit": "doctors",
    "decimals": "0",
    "direction": "decrease",
    "frequency": "monthly",
    "chart": "xmr",
}


def sent(**values: object) -> dict[str, object]:
    return {"draft": str(uuid.uuid4()), "version": "0", "act": "share", **WORDS, **values}


@pytest.fixture
def address(world) -> str:
    return reverse("piece_new", args=[world.challenge.pk, "measure"])


def test_measure_is_made_once_and_leads_to_its_page(fellow_client, world, address):
    stream = WorkstreamFactory(challenge=world.challenge)
    words = sent(
        target="1,234.5",
        fix_after="12",
        baseline="Last year: 1,400",
        source="HR system",
        workstream=str(stream.pk),
        **day_boxes("target_on", days_from_today(90)),
    )
    first, second = fellow_client.post(address, words), fellow_client.post(address, words)
    measure = Measure.objects.get()
    assert first["Location"] == second["Location"] == measure.get_absolute_url()
    assert (measure.name, measure.unit, measure.decimals) == ("Doctors who gave notice", "doctors", 0)
    assert (measure.target, measure.fix_after, measure.workstream) == (Decimal("1234.5"), 12, stream)
    assert measure.changes.get().act == "add"


def test_percentage_has_its_unit_by_itself(fellow_client, address):
    fellow_client.post(address, sent(made_of="percentage", unit="", target="85%"))
    measure = Measure.objects.get()
    assert (measure.unit, measure.target) == ("%", 85)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "Enter a name for the measure"),
        ({"name": "a" * 201}, "at most 200 characters"),
        ({"definition": ""}, "Say exactly what is counted"),
        ({"definition": "a" * 1_000_000}, "at most"),
        ({"definition": "Mrs Jones, 84"}, "looks like a patient"),
        ({"type": "magic"}, "Choose"),
        ({"direction": ""}, "Choose which way is better"),
        ({"decimals": "9"}, "Choose"),
        ({"frequency": "yearly"}, "Choose"),
        ({"target": "12,5"}, "has a comma"),
        ({"target": "1e309"}, "is a number in short form"),
        ({"target": "NaN"}, "is not a number"),
        ({"made_of": "percentage", "target": "120"}, "A percentage lies between 0 and 100"),
        (day_boxes("target_on", days_from_today(9)), "Enter the target that goes with the target date"),
        ({"fix_after": "11"}, "Limits need at least 12 readings"),
        ({"fix_after": "501"}, "must be 500 or fewer"),
        ({"fix_after": "twelve"}, "must be a whole number"),
    ],
)
def test_measure_that_cannot_be_says_why(fellow_client, address, values, message):
    answer = fellow_client.post(address, sent(**values))
    assert message in answer.content.decode()
    assert not Measure.objects.exists()


def test_form_that_changes_it_shows_what_it_says(fellow_client, world):
    measure = MeasureFactory(challenge=world.challenge, target=Decimal("80.5000"), fix_after=24)
    page = fellow_client.get(reverse("piece_edit", args=[measure.pk])).content.decode()
    assert 'value="80.5"' in page
    assert 'value="24"' in page
    assert "How to write one that holds" in page
    changed = sent(target="90", piece_version="1")
    fellow_client.post(reverse("piece_edit", args=[measure.pk]), changed)
    words = {name: (before, after) for name, before, after in measure.changes.get().words}
    assert words["target"] == ("80.5", "90")
    assert words["fix_after"] == ("24", "")
