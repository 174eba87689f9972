import datetime as dt
import re
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import Place
from fellowship.learning.models import Attendance, AttendanceChange, RoomCode, TaughtDay
from fellowship.learning.models.attendance import ZONE
from fellowship.learning.services.attendance import (
    MOST_WRONG,
    Mark,
    enter_code,
    say_was_there,
    show_code,
    take_register,
)
from fellowship.learning.services.registers import days_of, register_of
from fellowship.lib.workflows import NotPossible
from tests.factories import (
    AdministratorFactory,
    EvaluatorFactory,
    PairingFactory,
    PlaceFactory,
    TaughtDayFactory,
    TutorFactory,
    UserFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def day(place):
    return TaughtDayFactory(module__cohort=place.cohort, day=timezone.localdate(timezone=ZONE))


@pytest.fixture
def tutor(place):
    return TutorFactory(cohort=place.cohort).person


@pytest.fixture
def during(day):
    """The clock stands at eleven on the day."""
    with at(day, 11):
        yield


def at(day, hour, minute=0):
    moment = dt.datetime.combine(day.day, dt.time(hour, minute), ZONE)
    return mock.patch("django.utils.timezone.now", return_value=moment.astimezone(dt.UTC))


def one(place, seen, status):
    return [Mark(place.pk, seen, status)]


def hidden_in(page):
    """What the register sends of itself: what it showed."""
    return dict(re.findall(r'name="((?:seen|said)-\d+)" value="(\w*)"', page))


def status_of(place, day):
    return Attendance.objects.get(place=place, taught_day=day).status


def test_register_saves_what_was_chosen_and_who_did(place, day, tutor):
    take_register(day=day, marks=one(place, "", "absent"), by=tutor)
    take_register(day=day, marks=one(place, "absent", "excused"), by=tutor)

    assert status_of(place, day) == "excused"
    steps = AttendanceChange.objects.order_by("pk").values_list("before", "after", "taken", "by")
    assert list(steps) == [
        ("", "absent", "register", tutor.pk),
        ("absent", "excused", "register", tutor.pk),
    ]


def test_register_sent_twice_is_saved_once(place, day, tutor):
    for _time in range(2):
        taken = take_register(day=day, marks=one(place, "", "present"), by=tutor)
        assert not taken.kept
    assert AttendanceChange.objects.count() == 1


def test_two_tutors_at_once_lose_nothing(place, day, tutor):
    other_fellow = PlaceFactory(cohort=place.cohort)
    other_tutor = TutorFactory(cohort=place.cohort).person
    take_register(
        day=day, marks=[Mark(place.pk, "", "absent"), Mark(other_fellow.pk, "", "online")], by=other_tutor
    )
    # What the second saw was still empty. The line both touched stays, and is told.
    third = PlaceFactory(cohort=place.cohort)
    taken = take_register(
        day=day,
        marks=[Mark(place.pk, "", "present"), Mark(other_fellow.pk, "", ""), Mark(third.pk, "", "present")],
        by=tutor,
    )
    assert [row.place for row in taken.kept] == [place]
    assert [status_of(one, day) for one in (place, other_fellow, third)] == ["absent", "online", "present"]


def test_register_leaves_fellows_of_other_cohorts_alone(day, tutor):
    elsewhere = PlaceFactory()
    take_register(day=day, marks=one(elsewhere, "", "present"), by=tutor)
    assert not Attendance.objects.exists()


def test_attendance_is_taken_by_nobody_else(place, day):
    others = [place.person, PairingFactory(place=place).mentor, UserFactory(), TutorFactory().person]
    for person in others:
        with pytest.raises(PermissionDenied):
            take_register(day=day, marks=one(place, "", "present"), by=person)
        with pytest.raises(PermissionDenied):
            show_code(day=day, by=person)
    assert not Attendance.objects.exists()


def test_attendance_is_seen_by_whom_the_table_says(place, day):
    row = Attendance.objects.create(place=place, taught_day=day, status="absent")
    step = AttendanceChange.objects.create(attendance=row, after="absent", taken="register", by=place.person)
    programme = place.cohort.programme
    people = {
        "fellow": (place.person, True),
        "tutor": (TutorFactory(cohort=place.cohort).person, True),
        "administrator": (AdministratorFactory(programme=programme).person, True),
        "mentor": (PairingFactory(place=place).mentor, False),
        "peer": (PlaceFactory(cohort=place.cohort).person, False),
        "evaluator": (EvaluatorFactory(programme=programme).person, False),
        "tutor of another cohort": (TutorFactory().person, False),
        "stranger": (UserFactory(), False),
    }
    for role, (person, sees) in people.items():
        assert Attendance.objects.visible_to(person).filter(pk=row.pk).exists() is sees, role
        assert AttendanceChange.objects.visible_to(person).filter(pk=step.pk).exists() is sees, role


def test_code_marks_present_however_it_is_typed(place, day, tutor, during):
    code = show_code(day=day, by=tutor).code
    assert show_code(day=day, by=tutor).code == code
    row = enter_code(place=place, code=f" {code[:2].lower()}-{code[2:]} ", by=place.person)
    assert row.status == "present"
    assert AttendanceChange.objects.get().taken == "code"
    enter_code(place=place, code=code, by=place.person)
    assert AttendanceChange.objects.count() == 1


def test_code_made_anew_ends_the_old_one(place, day, tutor, during):
    old = show_code(day=day, by=tutor).code
    with mock.patch("fellowship.learning.services.attendance.secrets.choice", return_value="K"):
        show_code(day=day, by=tutor, anew=True)
    assert enter_code(place=place, code=old, by=place.person) is None
    assert enter_code(place=place, code="KKKKK", by=place.person)


@pytest.mark.parametrize(
    ("hour", "minute", "taken"), [(8, 59, False), (9, 0, True), (17, 0, True), (17, 1, False)]
)
def test_code_is_taken_only_around_the_hours_of_the_day(place, day, tutor, hour, minute, taken):
    RoomCode.objects.create(taught_day=day, code="ACDEF", made_by=tutor)
    with at(day, hour, minute):
        assert bool(enter_code(place=place, code="ACDEF", by=place.person)) is taken


def test_code_of_yesterday_opens_nothing(place, day, tutor, during):
    RoomCode.objects.create(taught_day=day, code="ACDEF", made_by=tutor)
    type(day).objects.update(day=day.day - dt.timedelta(days=1))
    assert enter_code(place=place, code="ACDEF", by=place.person) is None


def test_code_of_another_cohort_opens_nothing(day, tutor, during):
    code = show_code(day=day, by=tutor).code
    elsewhere = PlaceFactory()
    assert enter_code(place=elsewhere, code=code, by=elsewhere.person) is None


def test_code_does_not_overrule_the_register(place, day, tutor, during):
    code = show_code(day=day, by=tutor).code
    take_register(day=day, marks=one(place, "", "excused"), by=tutor)
    assert enter_code(place=place, code=code, by=place.person).status == "excused"


def test_code_guessed_too_often_is_not_compared(client, place, day, tutor, during):
    code = show_code(day=day, by=tutor).code
    client.force_login(place.person)
    for _guess in range(MOST_WRONG):
        page = client.post(reverse("attend"), {"code": "WRONG"}).content.decode()
        assert "This is no code of a taught day that is on now" in page
    page = client.post(reverse("attend"), {"code": code}).content.decode()
    assert "That was too often" in page
    assert not Attendance.objects.exclude(status="").exists()


def test_code_is_made_on_the_day_only(place, tutor):
    day = TaughtDayFactory(module__cohort=place.cohort, day=days_from_today(5))
    with pytest.raises(NotPossible):
        show_code(day=day, by=tutor)


def test_own_word_counts_once_it_is_confirmed(client, place, day, tutor, during):
    say_was_there(place=place, day=day, how="online", by=place.person)
    assert status_of(place, day) == ""
    client.force_login(tutor)
    address = reverse("register", args=[day.pk])
    assert "Says: online" in client.get(address).content.decode()
    client.post(address, {"act": "confirm", f"seen-{place.pk}": "", f"said-{place.pk}": "online"})
    assert status_of(place, day) == "online"
    assert AttendanceChange.objects.get().taken == "confirmed"
    with pytest.raises(NotPossible):
        say_was_there(place=place, day=day, how="present", by=place.person)


def test_own_word_is_not_taken_for_a_day_ahead(place, tutor):
    day = TaughtDayFactory(module__cohort=place.cohort, day=days_from_today(2))
    with pytest.raises(NotPossible):
        say_was_there(place=place, day=day, how="present", by=place.person)


def test_register_page_marks_everybody_else_present(client, place, day, tutor):
    other = PlaceFactory(cohort=place.cohort)
    client.force_login(tutor)
    posted = {"act": "rest", f"seen-{place.pk}": "", f"status-{place.pk}": "absent", f"seen-{other.pk}": ""}
    client.post(reverse("register", args=[day.pk]), posted)
    assert (status_of(place, day), status_of(other, day)) == ("absent", "present")


def test_register_page_leaves_out_of_the_rest_who_paused_and_who_said_something(
    client, place, day, tutor, during
):
    paused, online = PlaceFactory(cohort=place.cohort, status="paused"), PlaceFactory(cohort=place.cohort)
    say_was_there(place=online, day=day, how="online", by=online.person)
    client.force_login(tutor)
    page = client.get(reverse("register", args=[day.pk])).content.decode()
    assert "Everybody else is present" in page
    client.post(reverse("register", args=[day.pk]), {"act": "rest", **hidden_in(page)})
    assert status_of(place, day) == "present"
    assert status_of(online, day) == ""
    assert not Attendance.objects.filter(place=paused).exists()
    assert "Everybody else is present" not in client.get(reverse("register", args=[day.pk])).content.decode()


def test_register_page_confirms_only_the_words_it_showed(client, place, day, tutor, during):
    steady, late = PlaceFactory(cohort=place.cohort), PlaceFactory(cohort=place.cohort)
    for fellow in (place, steady):
        say_was_there(place=fellow, day=day, how="online", by=fellow.person)
    client.force_login(tutor)
    address = reverse("register", args=[day.pk])
    shown = hidden_in(client.get(address).content.decode())
    say_was_there(place=place, day=day, how="present", by=place.person)
    say_was_there(place=late, day=day, how="online", by=late.person)
    page = client.post(address, {"act": "confirm", **shown}, follow=True).content.decode()
    assert [status_of(one, day) for one in (place, steady, late)] == ["", "online", ""]
    told = re.search("what they say is new since you opened the list: ([^<]*)", page)
    assert told
    assert place.person.full_name in told[1]
    assert late.person.full_name in told[1]
    assert steady.person.full_name not in told[1]
    client.post(address, {"act": "confirm", **hidden_in(page)})
    assert [status_of(one, day) for one in (place, steady, late)] == ["present", "online", "online"]


def test_register_page_does_not_mark_over_a_word_said_since_it_was_shown(client, place, day, tutor, during):
    client.force_login(tutor)
    address = reverse("register", args=[day.pk])
    shown = hidden_in(client.get(address).content.decode())
    say_was_there(place=place, day=day, how="online", by=place.person)
    page = client.post(address, {"act": "rest", **shown}, follow=True).content.decode()
    assert status_of(place, day) == ""
    assert "is new since you opened the list" in page


@pytest.mark.parametrize("page", ["register", "taught_day_edit"])
def test_pages_of_a_day_say_when_the_room_is_too_small(client, place, day, tutor, page):
    PlaceFactory(cohort=place.cohort)
    type(day).objects.update(capacity=2)
    told = "3 fellows take this module, and the room has 2 places."
    client.force_login(tutor)
    address = reverse(page, args=[day.pk])
    assert "take this module" not in client.get(address).content.decode()
    PlaceFactory(cohort=place.cohort)
    assert told in client.get(address).content.decode()


@pytest.mark.parametrize("posted", [{}, {"act": "burn"}, {"act": "save", "status-X": "there\x00"}])
def test_register_page_explains_bad_input(client, place, day, tutor, posted):
    client.force_login(tutor)
    posted = {name.replace("X", str(place.pk)): value for name, value in posted.items()}
    answer = client.post(reverse("register", args=[day.pk]), posted, follow=True)
    assert "was not saved" in answer.content.decode()
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("typed", ["", "x" * 5000, "\x00", "🙂🙂🙂🙂🙂", "' OR 1=1 --", "<script>"])
def test_attendance_page_explains_bad_codes(client, place, day, during, typed):
    client.force_login(place.person)
    answer = client.post(reverse("attend"), {"code": typed})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_register_page_shows_who_took_it_at_the_same_time(client, place, day, tutor):
    take_register(day=day, marks=one(place, "", "absent"), by=TutorFactory(cohort=place.cohort).person)
    client.force_login(tutor)
    posted = {"act": "save", f"seen-{place.pk}": "", f"status-{place.pk}": "present"}
    page = client.post(reverse("register", args=[day.pk]), posted).content.decode()
    assert "Somebody else took this list at the same time" in page
    assert status_of(place, day) == "absent"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_attendance_pages_ask_the_same_number_of_queries(
    client, django_assert_num_queries, count, during, day, place, tutor
):
    for _number in range(count - 1):
        other = PlaceFactory(cohort=place.cohort)
        take_register(day=day, marks=one(other, "", "absent"), by=tutor)
        if count < 50:
            TaughtDayFactory(module__cohort=place.cohort, day=day.day)
    take_register(day=day, marks=one(place, "", "present"), by=tutor)
    pages = [
        (tutor, "register", [day.pk], 12),
        (tutor, "room_code", [day.pk], 8),
        (place.person, "attend", [], 8),
    ]
    for person, name, args, queries in pages:
        client.force_login(person)
        client.get(reverse(name, args=args))
        with django_assert_num_queries(queries):
            assert client.get(reverse(name, args=args)).status_code == 200


@pytest.fixture
def ahead(place):
    return TaughtDayFactory(module__cohort=place.cohort, day=timezone.localdate(timezone=ZONE) + A_DAY)


@pytest.mark.parametrize("status", ["present", "online", "absent"])
def test_a_day_ahead_takes_no_mark_but_excused(place, ahead, tutor, status):
    with pytest.raises(NotPossible, match="has not begun"):
        take_register(day=ahead, marks=one(place, "", status), by=tutor)
    assert not Attendance.objects.exists()
    take_register(day=ahead, marks=one(place, "", "excused"), by=tutor)
    assert status_of(place, ahead) == "excused"


def test_the_day_begins_at_midnight_of_the_venue(place, ahead, tutor):
    with at(ahead, 0, 1):
        take_register(day=ahead, marks=one(place, "", "present"), by=tutor)
    assert status_of(place, ahead) == "present"


def test_register_page_of_a_day_ahead_offers_excused_alone(client, place, ahead, tutor):
    Attendance.objects.create(place=PlaceFactory(cohort=place.cohort), taught_day=ahead, status="present")
    client.force_login(tutor)
    address = reverse("register", args=[ahead.pk])
    page = client.get(address).content.decode()
    assert "This day has not begun" in page
    assert "Everybody" not in page
    assert re.findall(rf'name="status-{place.pk}" value="(\w+)"', page) == ["excused"]
    answer = client.post(address, {"act": "rest", **hidden_in(page)})
    assert answer.status_code == 400
    assert not Attendance.objects.filter(place=place).exists()


def test_register_page_takes_a_mark_back(client, place, day, tutor, during):
    say_was_there(place=place, day=day, how="online", by=place.person)
    take_register(day=day, marks=one(place, "", "present"), by=tutor)
    client.force_login(tutor)
    address = reverse("register", args=[day.pk])
    shown = hidden_in(client.get(address).content.decode())
    client.post(address, {"act": "rest", **shown, f"status-{place.pk}": "clear"})
    assert status_of(place, day) == ""
    page = client.get(address).content.decode()
    assert "0 of 1 marked" in page
    assert "Says: online" in page
    step = AttendanceChange.objects.first()
    assert (step.before, step.after, step.by) == ("present", "", tutor)
    assert re.search(r"Present.*Not recorded", page[page.index("Who recorded what") :], re.DOTALL)
    assert days_of(place)["recorded"] == 0


@pytest.mark.parametrize("status", ["completed", "withdrawn"])
def test_register_keeps_those_whose_year_ended_since(client, place, day, tutor, status):
    marked, unmarked, before, late = (PlaceFactory(cohort=place.cohort) for _number in range(4))
    take_register(day=day, marks=[Mark(one.pk, "", "present") for one in (place, marked)], by=tutor)
    Place.objects.filter(pk=marked.pk).update(status=status, ends_on=day.day - A_DAY)
    Place.objects.filter(pk=unmarked.pk).update(status=status, ends_on=day.day)
    Place.objects.filter(pk=before.pk).update(status=status, ends_on=day.day - A_DAY)
    Place.objects.filter(pk=late.pk).update(starts_on=day.day + A_DAY)
    assert {one for one, _row in register_of(day)} == {place, marked, unmarked}
    client.force_login(tutor)
    address = reverse("register", args=[day.pk])
    page = client.get(address).content.decode()
    assert "2 of 3 marked" in page
    assert f"status-{marked.pk}" not in page
    assert marked.person.full_name in page
    assert "Everybody" not in page
    take_register(day=day, marks=one(marked, "present", "absent"), by=tutor)
    assert status_of(marked, day) == "present"
    counted = TaughtDay.objects.with_attendance().get(pk=day.pk)
    assert (counted.marked, counted.came) == (2, 2)


def test_register_of_a_day_before_the_cohort_has_its_fellows(place):
    early = TaughtDayFactory(module__cohort=place.cohort, day=place.cohort.starts_on - A_DAY)
    assert [one for one, _row in register_of(early)] == [place]
