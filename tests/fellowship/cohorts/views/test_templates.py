"""The pages on which a template is made."""

import datetime as dt

import pytest
from django.urls import reverse

from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import (
    Cohort,
    CohortTemplate,
    TemplateMilestone,
    TemplateTaughtDay,
)
from fellowship.cohorts.services.templates import (
    create_template,
    save_item,
)
from tests.factories import AdministratorFactory, CohortFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 9, 7)


@pytest.fixture
def administrator():
    return AdministratorFactory()


@pytest.fixture
def template(administrator):
    return create_template(by=administrator.person, programme=administrator.programme, name="Our year")


def titles(template):
    return list(template.milestones.values_list("title", flat=True))


def test_item_is_added_at_the_end_with_its_offset_in_one_way(client, administrator, template):
    client.force_login(administrator.person)

    client.post(
        reverse("template_item_new", args=[template.pk, "milestone"]),
        {"title": "  A talk\0 ", "due": "Month 5 day 1", "description": "<b>Bold</b>"},
    )

    added = TemplateMilestone.objects.latest("pk")
    assert (added.title, added.due) == ("A talk", "month 5, day 1")
    assert titles(template)[-1] == "A talk"
    page = client.get(reverse("template", args=[template.pk])).content.decode()
    assert "month 5, day 1" in page


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("milestone", {"title": "A", "due": "in October"}, "is not a date we can count from the start"),
        ("milestone", {"title": "A", "due": "month 0"}, "There is no month 0"),
        ("milestone", {"title": "", "due": "week 1"}, "Enter title"),
        ("milestone", {"title": "A" * 201, "due": "week 1"}, "at most 200 characters"),
        ("module", {"title": "A", "level": "9", "credits": "20"}, "Level: use 8 or less"),
        (
            "taught-day",
            {"title": "A", "day": "week 1", "starts_at": "16:00", "ends_at": "9:00"},
            "The end must be after the start",
        ),
        ("taught-day", {"title": "A", "day": "week 1", "starts_at": "late", "ends_at": "9:00"}, "time like"),
        ("assignment", {"title": "A", "due": "' OR 1=1 --"}, "is not a date we can count"),
    ],
)
def test_item_that_makes_no_sense_is_refused(client, administrator, template, kind, typed, sentence):
    client.force_login(administrator.person)
    module = template.modules.first()

    response = client.post(
        reverse("template_item_new", args=[template.pk, kind]) + f"?module={module.pk}", typed
    )

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_day_for_a_module_of_another_template_is_not_found(client, administrator, template):
    foreign = create_template(by=None, programme=ProgrammeFactory(), name="Theirs").modules.first()
    client.force_login(administrator.person)

    for module in (foreign.pk, "", "x", "1" * 40, "1" * 5000):
        address = reverse("template_item_new", args=[template.pk, "taught-day"]) + f"?module={module}"
        assert client.get(address).status_code == 404


def test_removing_asks_first(client, administrator, template):
    client.force_login(administrator.person)
    module = template.modules.first()
    address = reverse("template_item_remove", args=["module", module.pk])

    assert (
        "its taught days, its assignments and what there is to read go with it"
        in client.get(address).content.decode()
    )
    assert template.modules.count() == 3
    client.post(address)
    assert template.modules.count() == 2
    assert client.post(address).status_code == 404


def test_template_name_is_taken_once(client, administrator, template):
    client.force_login(administrator.person)

    response = client.post(
        reverse("template_new", args=[administrator.programme_id]), {"name": "Our year", "copy_of": ""}
    )

    assert "There is already a template of this name" in response.content.decode()
    assert CohortTemplate.objects.count() == 1


def test_conflict_shows_both_and_saving_again_keeps_mine(client, administrator, template):
    client.force_login(administrator.person)
    milestone = template.milestones.first()
    address = reverse("template_item", args=["milestone", milestone.pk])
    mine = {"title": "Mine", "due": "week 4, Wednesday", "description": "", "version": "1"}
    client.post(address, {**mine, "title": "Theirs"})

    page = client.post(address, mine).content.decode()

    assert "Somebody else changed this while you had it open" in page
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert '<input type="hidden" name="version" id="id_version" value="2"' in page
    client.post(address, {**mine, "version": "2"})
    milestone.refresh_from_db()
    assert (milestone.title, milestone.version) == ("Mine", 3)


def test_stale_removal_and_move_are_shown_again(client, administrator, template):
    client.force_login(administrator.person)
    milestone = template.milestones.first()
    save_item(by=administrator.person, item=milestone)  # nothing but its version
    for name, typed in (
        ("template_item_remove", {}),
        ("template_item_move", {"weeks": 1, "direction": "later"}),
    ):
        address = reverse(name, args=["milestone", milestone.pk])

        response = client.post(address, {**typed, "version": "1"}, follow=True)

        assert "Somebody else changed this while you had it open" in response.content.decode()
    assert template.milestones.get(pk=milestone.pk).due == "week 4, Wednesday"


def test_change_is_undone_from_the_page(client, administrator, template):
    client.force_login(administrator.person)
    milestone = template.milestones.first()
    client.post(reverse("template_item_remove", args=["milestone", milestone.pk]), {"version": "1"})
    page = client.get(reverse("template", args=[template.pk])).content.decode()
    assert "Taken out" in page

    response = client.post(
        reverse("template_change_undo", args=[template.changes.get().pk]), follow=True
    ).content.decode()

    assert "The change of “Remit and personal goals” is undone." in response
    assert template.milestones.filter(pk=milestone.pk).exists()


def test_preview_counts_from_the_day_that_is_asked_for(client, administrator, template):
    client.force_login(administrator.person)
    asked = {"starts_on-day": "6", "starts_on-month": "4", "starts_on-year": "2026"}

    page = client.get(reverse("template_preview", args=[template.pk]), asked).content.decode()

    assert "6 April 2026 to 5 April 2027" in page
    assert "Wednesday 29 April 2026" in page  # week 4, Wednesday
    wrong = client.get(reverse("template_preview", args=[template.pk]), asked | {"starts_on-day": "40"})
    assert "must be a real date" in wrong.content.decode()
    assert client.get(reverse("template_preview", args=[template.pk])).status_code == 200


def test_two_modules_of_one_title_are_refused(client, administrator, template):
    client.force_login(administrator.person)

    page = client.post(
        reverse("template_item_new", args=[template.pk, "module"]),
        {"title": "Leadership in practice", "level": "7", "credits": "20"},
    ).content.decode()

    assert "The template has a module of this title already" in page


def test_reminder_days_of_the_template_are_its_cohorts_own(client, administrator, template):
    client.force_login(administrator.person)
    cohort = CohortFactory(programme=administrator.programme, template=template, launched_at=None)

    client.post(
        reverse("template_settings", args=[template.pk]), {"name": "Our year", "days_before": "21, 7"}
    )

    cohort = Cohort.objects.get(pk=cohort.pk)
    assert cohort.days_before == [21, 7]
    cohort = lay_out_year(cohort, None)
    client.post(reverse("template_settings", args=[template.pk]), {"name": "Our year", "days_before": ""})
    assert Cohort.objects.get(pk=cohort.pk).days_before == [21, 7]
    client.post(reverse("cohort_reminders", args=[cohort.pk]), {"days_before": "5"})
    assert Cohort.objects.get(pk=cohort.pk).days_before == [5]
    administrator.programme.refresh_from_db()
    assert administrator.programme.days_before == [14, 3]


def test_taught_day_has_a_link_and_places(client, administrator, template):
    client.force_login(administrator.person)
    day = TemplateTaughtDay.objects.filter(module__template=template).first()
    typed = {
        "title": day.title,
        "module": day.module_id,
        "day": day.day,
        "starts_at": "9:30",
        "ends_at": "16:30",
        "link": "meet.example.org/a",
        "capacity": "24",
    }
    address = reverse("template_item", args=["taught-day", day.pk])

    refused = client.post(address, {**typed, "link": "ftp://example.org/a"}).content.decode()
    client.post(address, typed)

    assert "begins with https" in refused
    day.refresh_from_db()
    assert (day.link, day.capacity) == ("https://meet.example.org/a", 24)
