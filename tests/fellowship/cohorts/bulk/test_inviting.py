import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import BulkRow, Invitation
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.permissions import Role
from fellowship.notifications.models import Message
from tests.factories import InvitationFactory, PlaceFactory
from tests.fellowship.cohorts.bulk.test_running import fellows

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(cohort, administrator):
    def done(places):
        rows = [BulkRow(place=place) for place in places]
        values = {"programme": cohort.programme, "cohort": cohort, "kind": "invite"}
        act = acts.start(by=administrator, rows=rows, **values)
        running.run(act.pk)
        return act

    return done


def invitation(cohort, place, **facts):
    return InvitationFactory(
        programme=cohort.programme, cohort=cohort, role=Role.FELLOW, person=place.person, **facts
    )


def test_who_has_none_gets_one_and_who_has_one_gets_it_again(cohort, invited):
    new, again, accepted = PlaceFactory.create_batch(3, cohort=cohort, person__address=False)
    invitation(cohort, again, times_sent=2, sent_at=timezone.now() - dt.timedelta(days=20))
    invitation(cohort, accepted, accepted_at=timezone.now())
    act = invited([new, again, accepted])

    sent = Invitation.objects.filter(accepted_at=None).order_by("person")
    assert [(one.person, one.times_sent) for one in sent] == [(new.person, 1), (again.person, 3)]
    assert set(Message.objects.values_list("person", flat=True)) == {new.person_id, again.person_id}
    assert [row.status for row in act.rows.order_by("pk")] == ["done", "done", "left_out"]


def test_one_sent_a_moment_ago_keeps_its_link(cohort, invited):
    place = PlaceFactory(cohort=cohort, person__address=False)
    invitation(cohort, place, times_sent=1, sent_at=timezone.now())
    act = invited([place])
    assert Invitation.objects.get().times_sent == 1
    row = act.rows.get()
    assert (row.status, row.words) == (RowStatus.LEFT_OUT, "Was invited less than a minute ago.")


def test_who_signs_in_already_is_not_invited(cohort, invited):
    new, there = PlaceFactory.create_batch(2, cohort=cohort)
    invitation(cohort, there, times_sent=1, sent_at=timezone.now() - dt.timedelta(days=20))
    act = invited([new, there])
    assert {(row.status, row.words) for row in act.rows.all()} == {("left_out", "Signs in already.")}
    assert not Message.objects.exists()


def test_undo_withdraws_what_nobody_accepted_or_sent_again(cohort, administrator, invited):
    open_, accepted, resent = PlaceFactory.create_batch(3, cohort=cohort, person__address=False)
    act = invited([open_, accepted, resent])
    Invitation.objects.filter(person=accepted.person).update(accepted_at=timezone.now())
    Invitation.objects.filter(person=resent.person).update(times_sent=2)
    acts.undo(by=administrator, act=act)
    running.run(act.pk)

    withdrawn = Invitation.objects.exclude(revoked_at=None)
    assert [one.person for one in withdrawn] == [open_.person]
    assert [row.status for row in act.rows.order_by("pk")] == ["undone", "kept", "kept"]


def test_many_invitations_take_a_handful_of_statements_a_chunk(cohort, invited):
    places = fellows(cohort, 400)
    with CaptureQueriesContext(connection) as queries:
        invited(places)
    assert Invitation.objects.filter(times_sent=1).count() == 400
    assert Message.objects.count() == 400
    assert len(queries) <= 60
