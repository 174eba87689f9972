"""The pages of the room as a browser shows them: axe on each, and the box that finds an organisation."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from fellowship.cohorts.models import ImportRun
from fellowship.cohorts.models.import_run import ImportStatus
from fellowship.cohorts.services.intake.runs import confirm_import, read_import, start_import, write_import
from fellowship.cohorts.services.templates import create_template
from fellowship.people.models import Organisation
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    OrganisationFactory,
    PairingFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LIST = (
    "First name,Surname,Work email,Grade,Host,Challenge,Sponsor name,Sponsor email,Start date\n"
    "Amara,Abiola,amara@example.org,Band 8a,RVR,Better sleep,Dr Helen Ashworth,helen@example.org,\n"
    "Ben,Hughes,ben@example.org,Band 7,,Fewer falls,Dr Helen Ashworth,helen@example.org,\n"
    "Cormac,Ingleby,cormac(at)example.org,,St Elsewhere,,,,31/09/2026\n"
)


def sign_in(page, live_server, person):
    client = Client()
    client.force_login(person)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    page.context.add_cookies([cookie | {"url": live_server.url}])


@pytest.fixture
def world():
    OrganisationFactory(
        code="RVR", name="Epsom and St Helier University Hospitals NHS Trust", town="Carshalton"
    )
    OrganisationFactory(code="RPY", name="The Royal Marsden NHS Foundation Trust", town="London")
    cohort = CohortFactory(
        name="London 2026",
        starts_on=dt.date(2026, 9, 7),
        ends_on=dt.date(2027, 9, 6),
        launched_at=None,
        programme__name="Invented Leadership Fellowship",
    )
    cohort.template = create_template(by=None, programme=cohort.programme, name="A year from September")
    cohort.save()
    administrator = AdministratorFactory(programme=cohort.programme).person
    PairingFactory(place=PlaceFactory(cohort=cohort, person__email="ben@example.org"), kind="second")
    return cohort, administrator


def sent(cohort, by, content=LIST):
    return read_import(
        start_import(by=by, cohort=cohort, file=SimpleUploadedFile("fellows.csv", content.encode()))
    )


def pages_of(cohort, administrator):
    written = sent(cohort, administrator, LIST.replace("ben@", "bella@").replace("amara@", "alia@"))
    confirm_import(by=administrator, run=written)
    write_import(written)
    waiting = ImportRun.objects.create(
        cohort=cohort, uploaded_by=administrator, file_name="fellows.csv", rows_read=250, rows_in_all=1000
    )
    preview = reverse("import_run", args=[sent(cohort, administrator).pk])
    failed = sent(cohort, administrator, "only words\n")
    assert failed.status == ImportStatus.FAILED
    place, template = cohort.places.first(), cohort.template
    module = template.modules.first()
    return {
        "programme": reverse("programme", args=[cohort.programme_id]),
        "programme_settings": reverse("programme_settings", args=[cohort.programme_id]),
        "cohort_new": reverse("cohort_new", args=[cohort.programme_id]),
        "template_new": reverse("template_new", args=[cohort.programme_id]),
        **{
            name: reverse(name, args=[cohort.pk])
            for name in (
                "cohort",
                "cohort_dates",
                "cohort_template",
                "cohort_hosts",
                "cohort_reminders",
                "cohort_launch",
                "import_new",
                "pairings",
            )
        },
        "preview_new": preview,
        "preview_changed": f"{preview}?show=changed",
        "preview_problem": f"{preview}?show=problem",
        "import_progress": reverse("import_run", args=[waiting.pk]),
        "import_failed": reverse("import_run", args=[failed.pk]),
        "import_result": reverse("import_run", args=[written.pk]),
        "place_host": reverse("place_host", args=[place.pk]),
        "place_pairings": reverse("place_pairings", args=[place.pk]),
        "pairing_new": reverse("pairing_new", args=[place.pk, "lead"]),
        "pairing_end": reverse("pairing_end", args=[place.pairings.first().pk]),
        "template": reverse("template", args=[template.pk]),
        "template_item": reverse("template_item", args=["taught-day", module.taught_days.first().pk]),
        "template_item_remove": reverse("template_item_remove", args=["module", module.pk]),
        "template_item_move": reverse("template_item_move", args=["module", module.pk]),
        "template_preview": reverse("template_preview", args=[template.pk]),
        "template_settings": reverse("template_settings", args=[template.pk]),
        "cohort_clone": reverse("cohort_clone", args=[cohort.pk]),
        "organisation_search": reverse("organisation_search") + "?q=trust",
    }


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_passes_axe_and_fits(browser_page, live_server, axe, fits, world, width):
    cohort, administrator = world
    sign_in(browser_page, live_server, administrator)
    browser_page.set_viewport_size({"width": width, "height": 900})

    for address in pages_of(cohort, administrator).values():
        browser_page.goto(live_server.url + address)
        axe(browser_page)
        fits(browser_page)


def test_organisation_is_found_with_the_keyboard(browser_page, live_server, axe, world):
    cohort, administrator = world
    place = cohort.places.get()
    sign_in(browser_page, live_server, administrator)
    browser_page.goto(live_server.url + reverse("place_host", args=[place.pk]))
    box = browser_page.get_by_role("combobox", name="Host organisation")
    box.fill("")

    box.press_sequentially("helier")
    option = browser_page.get_by_role("option")
    expect(option).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    axe(browser_page)
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    box.press("Enter")
    expect(box).to_have_value("Epsom and St Helier University Hospitals NHS Trust")
    expect(box).to_have_attribute("aria-expanded", "false")
    browser_page.get_by_role("button", name="Save").click()

    expect(browser_page.get_by_text("is hosted by Epsom and St Helier")).to_be_visible()
    place.refresh_from_db()
    assert place.host == Organisation.objects.get(code="RVR")


def test_what_is_typed_after_a_choice_counts(browser_page, live_server, world):
    cohort, administrator = world
    place = cohort.places.get()
    sign_in(browser_page, live_server, administrator)
    browser_page.goto(live_server.url + reverse("place_host", args=[place.pk]))
    box = browser_page.get_by_role("combobox", name="Host organisation")

    box.fill("")
    box.press_sequentially("helier")
    browser_page.get_by_role("option").click()
    box.fill("RPY")
    box.press("Escape")
    browser_page.get_by_role("button", name="Save").click()

    expect(browser_page.get_by_text("is hosted by The Royal Marsden")).to_be_visible()


def test_progress_moves_by_itself_until_the_preview_is_there(browser_page, live_server, world):
    cohort, administrator = world
    file = SimpleUploadedFile("fellows.csv", LIST.encode())
    run = start_import(by=administrator, cohort=cohort, file=file)
    ImportRun.objects.filter(pk=run.pk).update(rows_read=1, rows_in_all=3)
    sign_in(browser_page, live_server, administrator)
    browser_page.goto(live_server.url + reverse("import_run", args=[run.pk]))
    expect(browser_page.get_by_text("1 of 3")).to_be_visible()

    ImportRun.objects.filter(pk=run.pk).update(rows_read=2)
    expect(browser_page.get_by_text("2 of 3")).to_be_visible()
    read_import(run)

    expect(browser_page.get_by_role("heading", name="Check fellows.csv")).to_be_visible()
