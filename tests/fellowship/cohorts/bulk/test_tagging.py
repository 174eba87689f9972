import pytest

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.bulk.tagging import tag_for
from fellowship.cohorts.models import BulkAct, BulkRow, PlaceTag, Tag
from fellowship.cohorts.models.bulk import RowStatus
from tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tagged(cohort, administrator):
    """`tagged(places, name="May")`: the act that tagged them, done."""

    def done(places, **facts) -> BulkAct:
        act = acts.start(
            by=administrator,
            programme=cohort.programme,
            cohort=cohort,
            kind="tag",
            facts={"name": "Visit in May", "off": False, **facts},
            rows=[BulkRow(place=place) for place in places],
        )
        running.run(act.pk)
        return act

    return done


def names(place) -> list[str]:
    return [one.tag.name for one in place.tags.select_related("tag")]


def statuses(act) -> list[str]:
    return list(act.rows.order_by("pk").values_list("status", flat=True))


def test_tag_is_made_once_whatever_its_case_and_put_on_each(cohort, tagged):
    places = PlaceFactory.create_batch(2, cohort=cohort)
    tagged(places)
    tagged(places, name="visit in may")
    assert [names(place) for place in places] == [["Visit in May"], ["Visit in May"]]
    assert Tag.objects.count() == 1


def test_undo_takes_off_what_was_put_on_and_leaves_what_was_there(cohort, administrator, tagged):
    had, new = PlaceFactory.create_batch(2, cohort=cohort)
    PlaceTag.objects.create(place=had, tag=tag_for(cohort.programme_id, "Visit in May"))
    act = tagged([had, new])
    assert statuses(act) == [RowStatus.LEFT_OUT, RowStatus.DONE]

    acts.undo(by=administrator, act=act)
    running.run(act.pk)

    assert (names(had), names(new)) == (["Visit in May"], [])
    assert statuses(act) == [RowStatus.LEFT_OUT, RowStatus.UNDONE]


def test_undo_says_of_a_tag_taken_off_since_that_it_was(cohort, administrator, tagged):
    place = PlaceFactory(cohort=cohort)
    act = tagged([place])
    PlaceTag.objects.all().delete()
    acts.undo(by=administrator, act=act)
    running.run(act.pk)
    row = act.rows.get()
    assert (row.status, row.words) == (RowStatus.KEPT, "It was taken off since.")


def test_taking_off_can_be_undone(cohort, administrator, tagged):
    place = PlaceFactory(cohort=cohort)
    tagged([place])
    act = tagged([place], off=True)
    assert names(place) == []
    acts.undo(by=administrator, act=act)
    running.run(act.pk)
    assert names(place) == ["Visit in May"]
