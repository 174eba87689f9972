import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fellowship.learning.models import Attendance, Material
from fellowship.learning.services.results import share_marks
from tests.factories import (
    AssignmentFactory,
    ModuleFactory,
    ResultFactory,
    TaughtDayFactory,
    TutorFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_elsewhere")]


@pytest.fixture
def module(place):
    return ModuleFactory(cohort=place.cohort, credits=20)


@pytest.fixture
def tutor(client, place):
    person = TutorFactory(cohort=place.cohort).person
    client.force_login(person)
    return person


def day_posted(**changes):
    day = days_from_today(12)
    words = {
        "title": "Workshop",
        "starts_at": "9:30",
        "ends_at": "16:30",
        "venue": "Keyworth",
        "capacity": "30",
    }
    return {**words, "day-day": day.day, "day-month": day.month, "day-year": day.year, **changes}


def test_taught_day_gets_venue_link_and_capacity(client, module, tutor):
    day = TaughtDayFactory(module=module)
    client.post(reverse("taught_day_edit", args=[day.pk]), day_posted(link="meet.example.org/a"))
    day.refresh_from_db()
    assert (day.venue, day.link, day.capacity) == ("Keyworth", "https://meet.example.org/a", 30)
    assert day.day == days_from_today(12)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at": "9:00"}, "The end must be after the start"),
        ({"starts_at": "nine"}, "Enter a time like 14:00 or 2pm"),
        ({"link": "javascript:alert(1)"}, "Enter a link"),
        ({"link": "ftp://example.org/x"}, "begins with https"),
        ({"capacity": "-3"}, "Places in the room: use 1 or more"),
        ({"title": ""}, "Enter title"),
    ],
)
def test_taught_day_page_explains_bad_input(client, module, tutor, changes, words):
    day = TaughtDayFactory(module=module)
    page = client.post(reverse("taught_day_edit", args=[day.pk]), day_posted(**changes)).content.decode()
    assert words in page


def test_materials_are_added_downloaded_and_removed(client, place, module, tutor):
    address = reverse("material_new", args=[module.pk])
    for _time in range(2):
        client.post(address, {"title": "Reading list", "link": "https://example.org/list"})
    client.post(address, {"title": "Slides", "file": SimpleUploadedFile("slides.pdf", b"%PDF-1.7 slides")})
    assert Material.objects.count() == 2
    client.force_login(place.person)
    page = client.get(reverse("module", args=[module.pk])).content.decode()
    assert "https://example.org/list" in page
    file = Material.objects.get(title="Slides")
    answer = client.get(reverse("material", args=[file.pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 slides"
    assert client.post(reverse("material_remove", args=[file.pk])).status_code == 403
    client.force_login(tutor)
    client.post(reverse("material_remove", args=[file.pk]))
    assert Material.objects.count() == 1


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"title": "Both"}, "one of the two"),
        ({"title": "Bad", "link": "javascript:alert(1)"}, "Enter a link"),
        ({"link": "https://example.org"}, "Enter title"),
    ],
)
def test_material_page_explains_bad_input(client, module, tutor, posted, words):
    page = client.post(reverse("material_new", args=[module.pk]), posted).content.decode()
    assert words in page
    assert not Material.objects.exists()


def test_transcript_shows_marks_credits_and_attendance(client, place, module):
    judged = {"mark": "64", "outcome": "pass", "recorded_at": place.cohort.launched_at, "attempt": 2}
    ResultFactory(assignment=AssignmentFactory(module=module, title="Essay"), place=place, **judged)
    ModuleFactory(cohort=place.cohort, credits=40)
    Attendance.objects.create(taught_day=TaughtDayFactory(module=module), place=place, status="online")
    client.force_login(place.person)
    page = client.get(reverse("transcript")).content.decode()
    for words in ("20 earned of 60 needed", "attended 1 of 1 recorded", "attempt 2", ">64<"):
        assert words in page


def test_transcript_names_the_mentor_while_marks_are_shared(client, place):
    client.force_login(place.person)
    for shared in (True, False):
        share_marks(place=place, by=place.person, shared=shared)
        page = client.get(reverse("transcript")).content.decode()
        assert ("Your mentor can see them too" in page) is shared


@pytest.mark.parametrize("count", [1, 3])
def test_pages_of_modules_ask_the_same_number_of_queries(
    client, django_assert_num_queries, place, module, tutor, count
):
    day = TaughtDayFactory(module=module)
    for number in range(count):
        Material.objects.create(module=module, title=f"{number}", link="https://example.org", added_by=tutor)
        ResultFactory(assignment=AssignmentFactory(module=module), place=place)
        TaughtDayFactory(module=module)
    pages = [
        (tutor, "module", [module.pk], 10),
        (tutor, "material_new", [module.pk], 8),
        (tutor, "taught_day_edit", [day.pk], 11),
        (place.person, "transcript", [], 14),
    ]
    for person, name, args, queries in pages:
        client.force_login(person)
        client.get(reverse(name, args=args))
        with django_assert_num_queries(queries):
            assert client.get(reverse(name, args=args)).status_code == 200
