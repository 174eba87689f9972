"""What calendars are told of a learning set when somebody leaves it or comes back, as it goes out by mail."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from fellowship.cohorts.models import Place
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from fellowship.notifications.services.sending import send_due
from fellowship.people.models import User
from mentoring.models import LearningSet, SetMeeting
from mentoring.services.learning_sets import add_meeting, cancel_meeting, change_set, make_set, move_meeting
from tests.factories import AdministratorFactory, PlaceFactory, TutorFactory
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import SetMeetingFactory, at

pytestmark = pytest.mark.django_db


@dataclass
class Sets:
    learning_set: LearningSet
    administrator: User
    tutor: User
    places: list[Place]
    outbox: list

    def meet(self, days: int = 7) -> SetMeeting:
        form = {"minutes": 120, "place": "Room 1", "form_id": uuid.uuid4()}
        return add_meeting(learning_set=self.learning_set, starts_at=at(days), by=self.tutor, **form)

    def change(self, *, places: list[Place] | None = None, facilitator: User | None = None) -> None:
        change_set(
            learning_set=self.learning_set,
            name="Thursday",
            facilitator=facilitator or self.tutor,
            places=self.places if places is None else places,
            by=self.administrator,
        )

    def sent(self) -> dict[str, list[tuple[str, str, int]]]:
        """What went since one last looked: by address METHOD, UID and SEQUENCE of the calendar parts."""
        self.outbox.clear()
        send_due()
        found: dict[str, list[tuple[str, str, int]]] = {}
        for mail in self.outbox:
            for part in mail.message().walk():
                if part.get_content_type() == "text/calendar":
                    calendar = Calendar.from_ical(part.get_payload(decode=True))
                    (event,) = calendar.walk("VEVENT")
                    uid = str(event["uid"]).partition("@")[0]
                    found.setdefault(mail.to[0], []).append(
                        (str(calendar["method"]), uid, int(event["sequence"]))
                    )
        return found


@pytest.fixture
def sets(mailoutbox) -> Sets:
    place = PlaceFactory()
    places = [place, PlaceFactory(cohort=place.cohort)]
    tutor = TutorFactory(cohort=place.cohort).person
    administrator = AdministratorFactory(programme=place.cohort.programme).person
    made = make_set(cohort=place.cohort, name="Thursday", facilitator=tutor, places=places, by=administrator)
    return Sets(made, administrator, tutor, places, mailoutbox)


def test_who_leaves_gets_the_dates_to_come_out_of_the_calendar_and_nobody_else_is_told(sets):
    stays, leaves = sets.places
    first, second = sets.meet(7), sets.meet(14)
    SetMeetingFactory(learning_set=sets.learning_set, starts_at=at(-7))
    cancelled = cancel_meeting(meeting=sets.meet(21), by=sets.tutor)
    sets.sent()

    sets.change(places=[stays])

    sent = sets.sent()
    assert list(sent) == [leaves.person.email]
    assert sorted(sent[leaves.person.email]) == sorted(
        ("CANCEL", str(meeting.uid), 1) for meeting in (first, second)
    )
    assert cancelled.uid not in {uid for _method, uid, _number in sent[leaves.person.email]}


def test_the_letter_says_so_and_leads_to_a_page_that_is_open_to_who_left(sets, client):
    stays, leaves = sets.places
    sets.meet()
    sets.sent()
    sets.change(places=[stays])
    sets.sent()
    (mail,) = sets.outbox
    assert mail.subject.startswith("You are no longer in Thursday: ")
    assert "takes its date on" in mail.body
    assert "You were in the set “Thursday”." in mail.body
    assert "Room 1" not in str(mail.message())
    assert reverse("learning_sets") in mail.body
    client.force_login(leaves.person)
    assert client.get(reverse("learning_sets")).status_code == 200


def test_a_facilitator_who_is_replaced_gets_a_cancellation_and_the_new_one_an_invitation(sets):
    meeting = sets.meet()
    sets.sent()
    new = TutorFactory(cohort=sets.learning_set.cohort).person

    sets.change(facilitator=new)

    assert sets.sent() == {
        sets.tutor.email: [("CANCEL", str(meeting.uid), 1)],
        new.email: [("REQUEST", str(meeting.uid), 1)],
    }


def test_who_comes_back_is_invited_with_a_higher_number(sets):
    stays, leaves = sets.places
    meeting = sets.meet()
    sets.sent()
    sets.change(places=[stays])
    sets.sent()

    sets.change(places=[stays, leaves])

    assert sets.sent() == {leaves.person.email: [("REQUEST", str(meeting.uid), 2)]}


def test_who_left_before_the_invitation_went_gets_the_cancellation_only_and_the_others_theirs(sets):
    stays, leaves = sets.places
    meeting = sets.meet()

    sets.change(places=[stays])

    assert sets.sent() == {
        stays.person.email: [("REQUEST", str(meeting.uid), 1)],
        sets.tutor.email: [("REQUEST", str(meeting.uid), 1)],
        leaves.person.email: [("CANCEL", str(meeting.uid), 1)],
    }
    assert not [mail for mail in sets.outbox if "has changed" in mail.body]


def test_who_stays_hears_of_a_later_move_and_who_left_does_not(sets):
    stays, leaves = sets.places
    meeting = sets.meet()
    sets.change(places=[stays])
    sets.sent()

    move_meeting(meeting=meeting, starts_at=at(9), minutes=120, place="Room 1", by=sets.tutor)

    sent = sets.sent()
    assert sent[stays.person.email] == [("REQUEST", str(meeting.uid), 2)]
    assert leaves.person.email not in sent
    assert all("has changed" in mail.body for mail in sets.outbox)


@pytest.mark.parametrize("kind", ["withdraw", "complete"])
def test_who_gives_up_the_place_is_in_no_set_any_more(sets, kind):
    stays, leaves = sets.places
    meeting = sets.meet()
    sets.sent()

    change_place(
        place=leaves, wish=Wish(kind, timezone.localdate()), reason="Another post.", by=sets.administrator
    )

    member = leaves.set_memberships.get()
    assert member.left_on == days_from_today(0)
    assert not LearningSet.objects.visible_to(leaves.person).exists()
    assert sets.sent()[leaves.person.email] == [("CANCEL", str(meeting.uid), 1)]
    later = sets.meet(14)
    assert set(sets.sent()) == {stays.person.email, sets.tutor.email}
    assert later.sequence == 0


def test_a_pause_is_no_end_of_a_set(sets):
    _stays, pauses = sets.places
    sets.meet()
    sets.sent()
    wish = Wish("pause", timezone.localdate(), until=timezone.localdate() + dt.timedelta(days=30))
    change_place(place=pauses, wish=wish, reason="Leave.", by=sets.administrator)
    assert pauses.set_memberships.get().left_on is None
