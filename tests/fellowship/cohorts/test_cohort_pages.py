"""Every page of the room: who may open it, how many queries it takes, what it refuses."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fellowship.cohorts.models import ImportRow, ImportRun
from fellowship.cohorts.models.import_run import ImportStatus, RowOutcome
from fellowship.cohorts.services.templates import create_template, save_item
from tests.factories import (
    AdministratorFactory,
    CohortFactory,
    EvaluatorFactory,
    PairingFactory,
    PlaceFactory,
    TutorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A cohort with everything in it, and the address of every page that belongs to its programme."""
    cohort = CohortFactory(launched_at=None)
    programme = cohort.programme
    cohort.template = create_template(by=None, programme=programme, name="Our year")
    cohort.save()
    pairing = PairingFactory(place__cohort=cohort)
    run = ImportRun.objects.create(
        cohort=cohort,
        uploaded_by=UserFactory(),
        file="imports/x.csv",
        file_name="x.csv",
        status=ImportStatus.READY,
    )
    words = {
        "given_name": "A",
        "family_name": "B",
        "email": "a@example.org",
        "starts_on": "",
        "sponsor_email": "",
    }
    ImportRow.objects.create(
        run=run, number=2, outcome=RowOutcome.NEW, values={"words": words, "facts": words, "host_name": ""}
    )
    milestone, module = cohort.template.milestones.first(), cohort.template.modules.first()
    day, assignment = module.taught_days.first(), module.assignments.first()
    milestone.title = "Changed"
    change = save_item(by=UserFactory(), item=milestone)
    pages = [
        reverse("programme", args=[programme.pk]),
        reverse("cohort_new", args=[programme.pk]),
        reverse("template_new", args=[programme.pk]),
        *(
            reverse(name, args=[cohort.pk])
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
        ),
        reverse("import_example", args=[cohort.pk, "xlsx"]),
        reverse("import_example", args=[cohort.pk, "csv"]),
        reverse("import_run", args=[run.pk]),
        reverse("place_pairings", args=[pairing.place_id]),
        *(reverse("pairing_new", args=[pairing.place_id, kind]) for kind in ("lead", "second", "cover")),
        reverse("place_host", args=[pairing.place_id]),
        reverse("pairing_end", args=[pairing.pk]),
        reverse("template", args=[cohort.template_id]),
        reverse("template_preview", args=[cohort.template_id]),
        reverse("template_settings", args=[cohort.template_id]),
        reverse("cohort_clone", args=[cohort.pk]),
        reverse("template_item_new", args=[cohort.template_id, "milestone"]),
        reverse("template_item_new", args=[cohort.template_id, "survey"]),
        reverse("template_item_new", args=[cohort.template_id, "taught-day"]) + f"?module={module.pk}",
        *(
            reverse(name, args=[kind, item.pk])
            for name in ("template_item", "template_item_remove", "template_item_move")
            for kind, item in (
                ("milestone", milestone),
                ("module", module),
                ("taught-day", day),
                ("assignment", assignment),
            )
        ),
    ]
    acts = [
        reverse("import_confirm", args=[run.pk]),
        reverse("import_read_again", args=[run.pk]),
        reverse("template_change_undo", args=[change.pk]),
    ]
    return cohort, pairing, pages, acts


def answers(client, addresses, method="get"):
    return {address: getattr(client, method)(address).status_code for address in addresses}


def test_every_page_opens_for_the_programmes_administrator(client, world):
    cohort, _pairing, pages, _acts = world
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    assert set(answers(client, pages).items()) == {(page, 200) for page in pages}


@pytest.mark.parametrize(
    "role",
    ["fellow", "mentor", "tutor", "evaluator", "other administrator", "former administrator", "stranger"],
)
def test_every_page_is_hidden_from_everybody_else(client, world, role):
    cohort, pairing, pages, acts = world
    yesterday = dt.date.today() - dt.timedelta(days=1)
    person = {
        "fellow": lambda: pairing.place.person,
        "mentor": lambda: pairing.mentor,
        "tutor": lambda: TutorFactory(cohort=cohort).person,
        "evaluator": lambda: EvaluatorFactory(programme=cohort.programme).person,
        "other administrator": lambda: AdministratorFactory().person,
        "former administrator": lambda: (
            AdministratorFactory(programme=cohort.programme, ends_on=yesterday).person
        ),
        "stranger": UserFactory,
    }[role]()
    client.force_login(person)

    assert set(answers(client, pages).values()) == {404}
    assert set(answers(client, [*pages, *acts], "post").values()) <= {404, 405}
    assert set(answers(client, acts, "post").values()) == {404}


def test_every_page_asks_a_visitor_to_sign_in(client, world):
    _cohort, _pairing, pages, _acts = world

    for page in pages:
        response = client.get(page)
        assert response.status_code == 302
        assert reverse("account_login") in response.url


@pytest.mark.parametrize("pk", [0, 10**30])
def test_numbers_nobody_has_are_not_found(client, world, pk):
    cohort, *_rest = world
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    for name in ("programme", "cohort", "import_run", "place_pairings", "pairing_end", "template"):
        assert client.get(reverse(name, args=[pk])).status_code == 404


# Queries of each page beyond those that every page makes (session, person, navigation).
LISTS = {
    "programme": 3,
    "cohort": 3,
    "cohort_hosts": 3,
    "pairings": 4,
    "import_new": 2,
    "place_pairings": 2,
    "cohort_template": 7,
    "import_run": 4,
    "template": 10,
    "template_preview": 7,
}


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_queries_of_the_lists(client, name, count):
    cohort = CohortFactory(launched_at=None)
    programme = cohort.programme
    cohort.template = create_template(by=None, programme=programme, name="Our year")
    cohort.save()
    run = None
    for n in range(count):
        place = PlaceFactory(cohort=cohort)
        PairingFactory(place=place)
        if n:
            CohortFactory(programme=programme)
            create_template(by=None, programme=programme, name=f"Year {n}")
            PairingFactory(place=cohort.places.first(), kind="second")
        run = ImportRun.objects.create(
            cohort=cohort,
            uploaded_by=UserFactory(),
            file="imports/x.csv",
            file_name="x.csv",
            status=ImportStatus.READY,
        )
    words = {
        "given_name": "A",
        "family_name": "B",
        "email": "a@example.org",
        "starts_on": "",
        "sponsor_email": "",
    }
    for n in range(count):
        ImportRow.objects.create(
            run=run, number=n, outcome=RowOutcome.NEW, values={"words": words, "facts": words}
        )
    about = {
        "programme": programme.pk,
        "import_run": run.pk,
        "place_pairings": cohort.places.first().pk,
        "template": cohort.template_id,
        "template_preview": cohort.template_id,
    }.get(name, cohort.pk)
    client.force_login(AdministratorFactory(programme=programme).person)
    address = reverse(name, args=[about])
    client.get(address)

    of_every_page = queries_of(client, reverse("organisation_search"))
    in_all = queries_of(client, address)

    assert in_all <= 15
    assert in_all - of_every_page == LISTS[name]
