import pytest

from mentoring.things import name_of
from tests.factories.workspace import CycleFactory, MeasureFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "name"),
    [(CycleFactory, "PDSA cycle “Quiet nights”"), (MeasureFactory, "measure “Quiet nights”")],
)
def test_name_of_a_piece_begins_small_but_not_pdsa(make, name):
    assert name_of(make(name="Quiet nights")) == name
