import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from fellowship.cohorts.models import Pairing
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.pairings import CannotPair, change_mentor, end_pairing, pair
from fellowship.cohorts.services.places import change_place
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from tests.factories import AdministratorFactory, PairingFactory, PlaceFactory, UserFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory()


@pytest.fixture
def place():
    return PlaceFactory()


def leads(place):
    return list(place.pairings.filter(kind=PairingKind.LEAD).order_by("starts_on"))


def test_pair_is_recorded_and_announced_to_both(place, administrator):
    mentor = UserFactory()

    pairing = pair(
        by=administrator, place=place, mentor=mentor, kind=PairingKind.LEAD, starts_on=days_from_today(0)
    )

    assert AuditEvent.objects.filter(act="paired", object_id=str(pairing.pk), by=administrator).exists()
    told = Message.objects.filter(kind="pairing").values_list("person", flat=True)
    assert set(told) == {mentor.pk, place.person_id}


@pytest.mark.parametrize("status", ["completed", "withdrawn"])
def test_pair_with_a_place_that_has_ended_is_refused(administrator, status):
    """Its pairings ended with it; a new one would open everything to a mentor for good."""
    place = PlaceFactory(status=status)
    with pytest.raises(CannotPair, match="has ended"):
        pair(
            by=administrator,
            place=place,
            mentor=UserFactory(),
            kind=PairingKind.SECOND,
            starts_on=days_from_today(-9),
        )


def test_change_mentor_ends_the_old_one_the_day_before(place, administrator):
    old = PairingFactory(place=place)
    on = days_from_today(7)

    new = change_mentor(by=administrator, place=place, mentor=UserFactory(), on=on, reason="Moved to Leeds")

    old.refresh_from_db()
    assert (old.ends_on, old.end_reason) == (on - dt.timedelta(days=1), "Moved to Leeds")
    assert (new.starts_on, new.ends_on) == (on, None)


def test_change_mentor_moves_what_each_of_them_sees(place, administrator):
    old = PairingFactory(place=place).mentor
    new = UserFactory()

    change_mentor(by=administrator, place=place, mentor=new, on=days_from_today(0), reason="")

    assert Pairing.objects.open_to(new).exists()
    assert Pairing.objects.open_to(old).exists()  # days of grace
    Pairing.objects.filter(mentor=old).update(ends_on=days_from_today(-15))
    assert not Pairing.objects.open_to(old).exists()


def test_change_mentor_before_the_pairing_began_cancels_it(administrator):
    place = PlaceFactory(starts_on=days_from_today(30), ends_on=days_from_today(400))
    PairingFactory(place=place)
    mentor = UserFactory()

    change_mentor(by=administrator, place=place, mentor=mentor, on=days_from_today(30), reason="")

    assert [pairing.mentor for pairing in leads(place)] == [mentor]
    assert AuditEvent.objects.filter(act="pairing cancelled").count() == 1


def test_change_mentor_to_the_same_person_is_refused(place, administrator):
    pairing = PairingFactory(place=place)

    with pytest.raises(CannotPair, match="already the mentor"):
        change_mentor(by=administrator, place=place, mentor=pairing.mentor, on=days_from_today(1), reason="")


def test_second_mentor_and_cover_stand_beside_the_lead(place, administrator):
    PairingFactory(place=place)
    for kind, until in ((PairingKind.SECOND, None), (PairingKind.COVER, days_from_today(20))):
        pair(
            by=administrator,
            place=place,
            mentor=UserFactory(),
            kind=kind,
            starts_on=days_from_today(0),
            ends_on=until,
        )

    assert place.pairings.in_force().count() == 3


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": PairingKind.LEAD}, "is the mentor at that time"),
        ({"kind": PairingKind.COVER}, "Cover needs a last day"),
        ({"kind": PairingKind.SECOND, "ends_on": days_from_today(-5)}, "last day is before the first"),
        ({"kind": PairingKind.SECOND, "starts_on": days_from_today(2000)}, "before the fellow’s last day"),
    ],
)
def test_pair_refuses_in_a_sentence(place, administrator, facts, sentence):
    PairingFactory(place=place)

    with pytest.raises(CannotPair, match=sentence):
        pair(by=administrator, place=place, mentor=UserFactory(), **{"starts_on": days_from_today(0)} | facts)


def test_pair_with_oneself_is_refused(place, administrator):
    with pytest.raises(CannotPair, match="their own mentor"):
        pair(
            by=administrator,
            place=place,
            mentor=place.person,
            kind=PairingKind.LEAD,
            starts_on=days_from_today(0),
        )


def test_same_mentor_twice_at_a_time_is_refused_with_the_dates(place, administrator):
    pairing = PairingFactory(place=place, ends_on=days_from_today(10))

    with pytest.raises(CannotPair, match=r"already paired with .* at that time"):
        pair(
            by=administrator,
            place=place,
            mentor=pairing.mentor,
            kind=PairingKind.SECOND,
            starts_on=days_from_today(10),
        )


def test_the_database_refuses_two_leads_on_one_day(place):
    PairingFactory(place=place, ends_on=days_from_today(10))

    with pytest.raises(IntegrityError), transaction.atomic():
        PairingFactory(place=place, starts_on=days_from_today(10))
    PairingFactory(place=place, starts_on=days_from_today(11))


def test_end_pairing_keeps_the_reason(place, administrator):
    pairing = PairingFactory(place=place)

    end_pairing(by=administrator, pairing=pairing, on=days_from_today(0), reason="Left the trust")

    pairing.refresh_from_db()
    assert (pairing.ends_on, pairing.end_reason) == (days_from_today(0), "Left the trust")


def test_end_pairing_later_than_it_ends_is_refused(place, administrator):
    pairing = PairingFactory(place=place, ends_on=days_from_today(5))

    with pytest.raises(CannotPair, match="ends on"):
        end_pairing(by=administrator, pairing=pairing, on=days_from_today(6), reason="")


def test_pairing_that_has_begun_is_never_cancelled_by_a_day_before_it(administrator):
    pairing = PairingFactory(starts_on=days_from_today(-10))
    other = UserFactory()
    for wrong in (
        lambda: end_pairing(by=administrator, pairing=pairing, on=days_from_today(-11), reason="A slip"),
        lambda: change_mentor(
            by=administrator, place=pairing.place, mentor=other, on=days_from_today(-10), reason="A slip"
        ),
    ):
        with pytest.raises(CannotPair, match="This pairing began on"):
            wrong()
    pairing.refresh_from_db()
    assert pairing.ends_on is None


def test_pairing_in_which_a_session_is_arranged_is_not_cancelled(administrator):
    pairing = PairingFactory(starts_on=days_from_today(0))
    SessionFactory(pairing=pairing)
    with pytest.raises(CannotPair, match="Something was arranged"):
        end_pairing(by=administrator, pairing=pairing, on=days_from_today(-1), reason="A slip")


def test_fellow_who_left_before_the_present_mentor_began_keeps_both_pairings():
    earlier = PairingFactory(starts_on=days_from_today(-60), ends_on=days_from_today(-31))
    present = PairingFactory(place=earlier.place, starts_on=days_from_today(-30))
    SessionFactory(pairing=present, held=True)
    wish = Wish(kind=ChangeKind.WITHDRAW, on=days_from_today(-40))
    team = AdministratorFactory(programme=earlier.place.cohort.programme).person

    change_place(by=team, place=earlier.place, wish=wish, reason="Left")

    ends = dict(earlier.place.pairings.values_list("pk", "ends_on"))
    assert ends == {earlier.pk: days_from_today(-31), present.pk: days_from_today(-30)}
