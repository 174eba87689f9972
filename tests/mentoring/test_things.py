import pytest

from mentoring.things import name_of
from tests.factories.workspace import CycleFactory, MeasureFactory, RampFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (CycleFactory, "PDSA cycle “Quiet nights”"),
        (MeasureFactory, "measure “Quiet nights”"),
        (WorkstreamFactory, "workstream “Quiet nights”"),
        (RampFactory, "ramp “Quiet nights”"),
    ],
)
def test_name_begins_small_but_not_pdsa(make, name):
    assert name_of(make(name="Quiet nights")) == name
