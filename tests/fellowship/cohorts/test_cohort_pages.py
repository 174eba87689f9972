"""Every page of the room: who may open it, how many queries it takes, what it refuses."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fellowship.cohorts.models import Cohort, CohortTemplate, ImportRow, ImportRun
from fellowship.cohorts.models.import_run import ImportStatus, RowOutcome
from fellowship.cohorts.services.templates import create_template
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
        reverse("template_item_new", args=[cohort.template_id, "milestone"]),
        reverse("template_item_new", args=[cohort.template_id, "taught-day"]) + f"?module={module.pk}",
        *(
            reverse(name, args=[kind, item.pk])
            for name in ("template_item", "template_item_remove")
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
        reverse("template_item_move", args=["milestone", milestone.pk]),
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
    "cohort_template": 6,
    "import_run": 4,
    "template": 6,
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
    }.get(name, cohort.pk)
    client.force_login(AdministratorFactory(programme=programme).person)
    address = reverse(name, args=[about])
    client.get(address)

    of_every_page = queries_of(client, reverse("organisation_search"))
    in_all = queries_of(client, address)

    assert in_all <= 15
    assert in_all - of_every_page == LISTS[name]


# --- making and setting up a cohort ----------------------------------------------------------


def test_cohort_new_makes_a_cohort_of_a_year(client):
    administrator = AdministratorFactory()
    client.force_login(administrator.person)

    response = client.post(
        reverse("cohort_new", args=[administrator.programme_id]),
        {
            "name": " London  2026\0 ",
            "starts_on-day": "7",
            "starts_on-month": "September",
            "starts_on-year": "2026",
            "months": "12",
        },
    )

    cohort = Cohort.objects.get()
    assert response.url == reverse("cohort", args=[cohort.pk])
    assert (cohort.name, cohort.starts_on, cohort.ends_on) == (
        "London 2026",
        dt.date(2026, 9, 7),
        dt.date(2027, 9, 6),
    )
    page = client.get(response.url).content.decode()
    assert "7 September 2026 to 6 September 2027" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter name of the cohort"),
        ({"name": "There already"}, "There is already a cohort of this name"),
        ({"name": "x" * 300}, "can be at most 200 characters"),
        ({"starts_on-month": "13"}, "must be a real date"),
        ({"starts_on-day": ""}, "must include a day"),
        ({"months": "0"}, "greater than or equal to 1"),
        ({"months": "0x"}, "whole number"),
    ],
)
def test_cohort_new_refuses_in_a_sentence(client, changes, sentence):
    administrator = AdministratorFactory()
    CohortFactory(programme=administrator.programme, name="There already")
    client.force_login(administrator.person)
    typed = {
        "name": "New",
        "starts_on-day": "7",
        "starts_on-month": "9",
        "starts_on-year": "2026",
        "months": "12",
    }

    response = client.post(reverse("cohort_new", args=[administrator.programme_id]), typed | changes)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Cohort.objects.count() == 1


def test_cohort_new_with_another_programmes_template_is_refused(client):
    administrator = AdministratorFactory()
    foreign = create_template(by=None, programme=CohortFactory().programme, name="Theirs")
    client.force_login(administrator.person)

    response = client.post(
        reverse("cohort_new", args=[administrator.programme_id]),
        {
            "name": "New",
            "starts_on-day": "7",
            "starts_on-month": "9",
            "starts_on-year": "2026",
            "months": "12",
            "template": foreign.pk,
        },
    )

    assert "Select a valid choice" in response.content.decode()


def test_set_up_shows_what_is_to_do_and_what_cannot_start(client):
    cohort = CohortFactory(launched_at=None)
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    page = client.get(reverse("cohort", args=[cohort.pk])).content.decode()

    assert page.count("Cannot start yet") == 4  # organisations, invitations, mentors, launch
    assert reverse("cohort_launch", args=[cohort.pk]) not in page


def test_template_preview_marks_weekends_and_bank_holidays(client):
    cohort = CohortFactory(launched_at=None, starts_on=dt.date(2026, 9, 7), ends_on=dt.date(2027, 9, 6))
    template = CohortTemplate.objects.create(programme=cohort.programme, name="Odd days")
    template.milestones.create(title="On Christmas", due="week 16, Friday")
    template.milestones.create(title="On a Saturday", due="week 1, Saturday")
    template.milestones.create(title="Long after", due="month 14, day 1")
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    page = client.get(
        reverse("cohort_template", args=[cohort.pk]), {"template": template.pk}
    ).content.decode()

    assert "Friday 25 December 2026" in page
    for words in ("Bank holiday", "Weekend", "After the last day"):
        assert words in page
    cohort.refresh_from_db()
    assert cohort.template is None


def test_launch_asks_and_then_lays_out_the_year_once(client, monkeypatch):
    calls = []
    monkeypatch.setattr("fellowship.cohorts.layout.PLANNERS", [lambda cohort, by: calls.append(by)])
    administrator = AdministratorFactory()
    cohort = CohortFactory(programme=administrator.programme, launched_at=None)
    cohort.template = create_template(by=None, programme=cohort.programme, name="Our year")
    cohort.save()
    PlaceFactory(cohort=cohort)
    client.force_login(administrator.person)
    address = reverse("cohort_launch", args=[cohort.pk])

    asked = client.get(address).content.decode()
    assert "reminders go out from now on" in asked
    assert "1 fellow has no mentor yet" in asked
    assert calls == []
    client.post(address)
    client.post(address)

    cohort.refresh_from_db()
    assert cohort.launched_at
    assert cohort.planned_at
    assert calls == [administrator.person]


def test_launch_without_fellows_is_refused(client):
    cohort = CohortFactory(launched_at=None)
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    response = client.post(reverse("cohort_launch", args=[cohort.pk]))

    assert "Choose a template first" in response.content.decode()
    cohort.refresh_from_db()
    assert cohort.launched_at is None


@pytest.mark.parametrize(("typed", "kept"), [("14, 3", [14, 3]), ("3;7 3", [7, 3]), ("1", [1])])
def test_reminder_days_are_kept_in_order(client, typed, kept):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    client.post(reverse("cohort_reminders", args=[cohort.pk]), {"days_before": typed})

    cohort.programme.refresh_from_db()
    assert cohort.programme.days_before == kept


@pytest.mark.parametrize("typed", ["", "soon", "0", "91", "1,2,3,4,5,6", "-3", "٣", "1" * 50])
def test_reminder_days_that_make_no_sense_are_refused(client, typed):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    response = client.post(reverse("cohort_reminders", args=[cohort.pk]), {"days_before": typed})

    assert "There is a problem" in response.content.decode()
    cohort.programme.refresh_from_db()
    assert cohort.programme.remind_days_before == []
