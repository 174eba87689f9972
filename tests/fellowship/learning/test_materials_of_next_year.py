"""What there is to read comes along to next year's cohort, and neither year takes it from the other."""

import datetime as dt
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import TemplateMaterial
from fellowship.cohorts.services.cloning import clone_cohort, dates_of_clone
from fellowship.cohorts.services.template_changes import undo_change
from fellowship.cohorts.services.templates import create_template, remove_item
from fellowship.learning.models import Material
from fellowship.learning.services.as_it_ran import modules_as_they_ran
from fellowship.learning.services.materials import add_material, remove_material
from tests.factories import AdministratorFactory, CohortFactory, PlaceFactory
from tests.fellowship.cohorts.test_in_browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
START, NEXT = dt.date(2026, 9, 7), dt.date(2027, 9, 6)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Where the files are kept, apart from those of other tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    return tmp_path


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def by(administrator):
    return administrator.person


@pytest.fixture
def cohort(administrator):
    template = create_template(by=None, programme=administrator.programme, name="Our year")
    cohort = CohortFactory(
        name="2026",
        programme=administrator.programme,
        template=template,
        starts_on=START,
        ends_on=dt.date(2027, 9, 6),
    )
    return lay_out_year(cohort, None)


@pytest.fixture
def slides(cohort, by):
    file = SimpleUploadedFile("slides.pdf", b"%PDF-1.7 slides")
    return add_material(module=cohort.modules.first(), by=by, title="Slides", upload=file)


@pytest.fixture
def link(cohort, by):
    return add_material(
        module=cohort.modules.first(), by=by, title="Reading list", link="https://example.org/list"
    )


def cloned(cohort, by, name="2027"):
    return clone_cohort(by=by, source=cohort, name=name, starts_on=NEXT)


def content(material):
    with material.file.open("rb") as file:
        return file.read()


def in_storage(files):
    return [path for path in files.rglob("*") if path.is_file()]


def test_links_and_files_are_in_next_years_modules(client, cohort, by, slides, link, files):
    made = lay_out_year(cloned(cohort, by), None)

    there = list(Material.objects.filter(module__cohort=made))
    assert [one.title for one in there] == ["Slides", "Reading list"]
    assert {one.module.title for one in there} == {slides.module.title}
    assert there[1].link == link.link
    assert (there[0].name, there[0].size, there[0].added_by) == ("slides.pdf", slides.size, by)
    assert len(in_storage(files)) == 1
    client.force_login(PlaceFactory(cohort=made).person)
    answer = client.get(reverse("material", args=[there[0].pk]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 slides"


def test_links_and_places_of_taught_days_come_along(cohort, by):
    day = cohort.modules.first().taught_days.first()
    day.link, day.capacity = "https://meet.example.org/1", 24
    day.save()

    made = lay_out_year(cloned(cohort, by), None)

    twin = made.modules.first().taught_days.first()
    assert (twin.link, twin.capacity) == (day.link, 24)


def test_removed_in_one_year_it_stays_in_the_other(cohort, by, slides, files):
    made = lay_out_year(cloned(cohort, by), None)

    remove_material(material=slides, by=by)

    theirs = Material.objects.get(module__cohort=made)
    assert content(theirs) == b"%PDF-1.7 slides"


def test_removed_in_the_new_year_it_stays_in_the_old(cohort, by, slides):
    made = lay_out_year(cloned(cohort, by), None)

    remove_material(material=Material.objects.get(module__cohort=made), by=by)

    assert content(slides) == b"%PDF-1.7 slides"


def test_removed_between_clone_and_launch_it_still_comes(cohort, by, slides):
    made = cloned(cohort, by)
    remove_material(material=slides, by=by)

    lay_out_year(made, None)

    theirs = Material.objects.get(module__cohort=made)
    assert content(theirs) == b"%PDF-1.7 slides"


def test_file_goes_with_its_last_reference(cohort, by, slides, files):
    made = lay_out_year(cloned(cohort, by), None)
    theirs = Material.objects.get(module__cohort=made)
    TemplateMaterial.objects.all().delete()

    remove_material(material=slides, by=by)
    assert default_storage.exists(theirs.file.name)
    remove_material(material=theirs, by=by)

    assert in_storage(files) == []


def test_clone_of_the_clone_and_copy_of_its_template_have_it_too(cohort, by, slides):
    first = lay_out_year(cloned(cohort, by), None)

    second = lay_out_year(cloned(first, by, name="2028"), None)
    copy = create_template(by=by, programme=cohort.programme, name="Copy", copy_of=second.template)

    names = Material.objects.values_list("file", flat=True)
    assert (len(names), len(set(names))) == (3, 1)
    assert TemplateMaterial.objects.get(module__template=copy).file.name == names[0]


def test_preview_of_a_clone_keeps_no_file_and_no_row(cohort, by, slides, files):
    dates_of_clone(by=by, source=cohort, name="2027", starts_on=NEXT)

    assert not TemplateMaterial.objects.exists()
    assert len(in_storage(files)) == 1


def test_removal_waits_for_a_clone_that_is_being_made(cohort, by, slides):
    """Otherwise the file could go after the clone has read of it and before it refers to it."""
    removing = threading.Thread(target=_remove, args=(slides.pk, by))
    with transaction.atomic():
        modules_as_they_ran(cohort)
        removing.start()
        removing.join(1)
        assert removing.is_alive()
        cloned(cohort, by)
    removing.join(20)

    assert not Material.objects.filter(pk=slides.pk).exists()
    assert default_storage.exists(slides.file.name)


def _remove(pk, by):
    try:
        remove_material(material=Material.objects.get(pk=pk), by=by)
    finally:
        connection.close()


def test_taken_out_of_the_template_before_the_launch_and_put_back(client, cohort, by, slides):
    made = cloned(cohort, by)
    client.force_login(by)
    address = reverse("template", args=[made.template_id])
    assert "To read, a file: slides.pdf" in client.get(address).content.decode()
    material = TemplateMaterial.objects.get()

    client.post(reverse("template_item_remove", args=["material", material.pk]), {"version": 1})

    assert "slides.pdf" not in client.get(address).content.decode()
    change = made.template.changes.first()
    undo_change(by=by, change=change)
    assert "slides.pdf" in client.get(address).content.decode()
    remove_item(by=by, item=TemplateMaterial.objects.get())
    assert not Material.objects.filter(module__cohort=lay_out_year(made, None)).exists()


@pytest.mark.parametrize("page", ["template_item", "template_item_move"])
def test_what_there_is_to_read_is_not_changed_or_moved_in_a_template(client, cohort, by, slides, page):
    cloned(cohort, by)
    client.force_login(by)

    answer = client.get(reverse(page, args=["material", TemplateMaterial.objects.get().pk]))

    assert answer.status_code == 404


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_template_and_its_pages_on_every_screen(
    browser_page, live_server, axe, fits, cohort, by, slides, link, width
):
    made = cloned(cohort, by)
    day = made.template.modules.first().taught_days.first()
    sign_in(browser_page, live_server, by)
    browser_page.set_viewport_size({"width": width, "height": 900})
    for address in (
        reverse("template", args=[made.template_id]),
        reverse("template_item", args=["taught-day", day.pk]),
        reverse("template_item_remove", args=["material", TemplateMaterial.objects.first().pk]),
    ):
        browser_page.goto(live_server.url + address)
        fits(browser_page)
        axe(browser_page)
