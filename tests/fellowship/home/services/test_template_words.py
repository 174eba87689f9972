"""Words of a changed template in a launched cohort: what follows, what stays and why, and undo."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.models import TemplateMaterial, TemplateTaughtDay
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.templates import remove_item, save_item
from fellowship.home.services.template_changes import Comparison
from fellowship.home.services.template_words import MOST_NAMED, named
from fellowship.learning.models import Assignment, LeftOut, Module, Result, TaughtDay
from fellowship.learning.services.timetable import change_assignment, change_module, change_taught_day
from tests.fellowship.cohorts.test_in_browser import sign_in
from tests.fellowship.home.services.applying import START, applied, change, undone


@pytest.fixture
def planned(cohort):
    """The last module of the template, with days and an assignment to come."""
    return cohort.template.modules.last()


@pytest.fixture
def module(cohort, planned):
    return Module.objects.get(cohort=cohort, from_template=planned)


@pytest.fixture
def day(module):
    return module.taught_days.last()


@pytest.fixture
def essay(module):
    return module.assignments.get()


def change_all(by, module, day, essay):
    """Every word the template has of a module, a day and an assignment."""
    change(by, module.from_template, title="Leading well", provider="Elsewhere", level=6, credits=30)
    change(
        by,
        day.from_template,
        title="Masterclass",
        starts_at=dt.time(10),
        ends_at=dt.time(15, 30),
        venue="Room 9",
        link="https://meet.example.org/9",
        capacity=40,
    )
    change(by, essay.from_template, title="Portfolio", brief="Three pieces")


def words(cohort):
    """Everything that can be read of the cohort, so that two moments can be compared."""
    parts = [
        ("title", "provider", "level", "credits"),
        ("title", "starts_at", "ends_at", "venue", "link", "capacity"),
        ("title", "brief"),
    ]
    rows = [
        Module.objects.filter(cohort=cohort),
        TaughtDay.objects.filter(module__cohort=cohort),
        Assignment.objects.filter(module__cohort=cohort),
    ]
    return [
        sorted(found.values_list("pk", *names, "laid_out_words__title"), key=lambda row: row[0])
        for found, names in zip(rows, parts, strict=True)
    ]


def shown(cohort):
    """By what and verdict of the PgCert: the fields with their words now and then."""
    return {
        (one.title, one.verdict): {word.name: (word.now, word.wanted) for word in one.words}
        for one in Comparison(cohort).preview().pgcert
    }


def test_every_word_of_the_pgcert_follows_and_comes_back(cohort, by, module, day, essay):
    before = words(cohort)
    change_all(by, module, day, essay)

    preview = shown(cohort)
    assert preview[module.title, "words"]["credits"] == (module.credits, 30)
    assert preview[f"{module.title}: {day.title}", "words"]["capacity"] == (None, 40)
    act = applied(by, cohort)

    for one in (module, day, essay):
        one.refresh_from_db()
    assert (module.title, module.provider, module.level, module.credits) == (
        "Leading well",
        "Elsewhere",
        6,
        30,
    )
    assert (day.title, day.starts_at, day.ends_at) == ("Masterclass", dt.time(10), dt.time(15, 30))
    assert (day.venue, day.link, day.capacity) == ("Room 9", "https://meet.example.org/9", 40)
    assert (essay.title, essay.brief) == ("Portfolio", "Three pieces")
    assert "PgCert: 3 changes." in act.rows.get(place=None).words
    assert Comparison(cohort).preview().does_something is False

    undone(by, act)

    assert words(cohort) == before


def test_words_follow_again_after_they_have_followed_once(cohort, by, essay):
    for title in ("Portfolio", "Portfolio of three"):
        change(by, essay.from_template, title=title)
        applied(by, cohort)
        essay.refresh_from_db()
        assert essay.title == title


def test_what_was_changed_in_the_cohort_stays_and_is_named(cohort, by, module, day, essay):
    title = f"{module.title}: {day.title}"
    day.venue = "Our own room"
    change_taught_day(day=day, by=by, changed=["venue"])
    essay.brief = "As we agreed"
    change_assignment(assignment=essay, by=by, changed=["brief"])
    change_all(by, module, day, essay)
    name = essay.title

    preview = shown(cohort)
    assert preview[title, "changed_here"] == {"venue": ("Our own room", "Room 9")}
    assert "venue" not in preview[title, "words"]
    assert set(preview[f"{module.title}: {name}", "changed_here"]) == {"title", "brief"}
    act = applied(by, cohort)

    day.refresh_from_db()
    essay.refresh_from_db()
    assert (day.venue, day.title) == ("Our own room", "Masterclass")
    assert (essay.title, essay.brief) == (name, "As we agreed")
    assert name in act.rows.get(place=None).words


def test_change_in_the_cohort_alone_is_nothing_to_apply(cohort, by, day):
    day.venue = "Our own room"
    change_taught_day(day=day, by=by, changed=["venue"])

    assert Comparison(cohort).preview().pgcert == []


def test_undo_leaves_words_somebody_changed_since(cohort, by, module, day, essay):
    old = (day.title, module.title)
    change_all(by, module, day, essay)
    act = applied(by, cohort)
    day.refresh_from_db()
    day.venue = "Room 10"
    change_taught_day(day=day, by=by, changed=["venue"])
    module.refresh_from_db()
    module.title = "Leading even better"
    change_module(module=module, by=by, changed=["title"])

    undone(by, act)

    day.refresh_from_db()
    module.refresh_from_db()
    assert (day.venue, day.title) == ("Room 10", old[0])
    assert (module.title, module.credits) == ("Leading even better", 20)
    row = act.rows.get(place=None)
    assert row.status == RowStatus.KEPT
    assert "Masterclass" in row.words
    assert "Leading even better" in row.words


def test_what_is_over_handed_in_or_judged_never_changes(cohort, by, module, day, essay):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    TaughtDay.objects.filter(pk=day.pk).update(day=yesterday, laid_out_on=yesterday)
    place = cohort.places.first()
    Result.objects.create(
        assignment=essay, place=place, submitted_on=START, outcome="pass", recorded_at=timezone.now()
    )
    before = words(cohort)
    change(by, day.from_template, title="Masterclass")
    change(by, essay.from_template, brief="Four pieces")
    change(by, module.from_template, credits=40)

    preview = shown(cohort)
    applied(by, cohort)

    assert (f"{module.title}: {day.title}", "over") in preview
    assert (f"{module.title}: {essay.title}", "worked_on") in preview
    assert preview[module.title, "worked_on"] == {"credits": (20, 40)}
    assert words(cohort) == before


def test_undo_leaves_a_brief_that_was_answered_meanwhile(cohort, by, essay):
    change(by, essay.from_template, brief="Four pieces")
    act = applied(by, cohort)
    Result.objects.create(assignment=essay, place=cohort.places.first(), submitted_on=START)

    undone(by, act)

    essay.refresh_from_db()
    assert essay.brief == "Four pieces"
    assert act.rows.get(place=None).status == RowStatus.KEPT


def test_two_modules_never_have_one_title(cohort, by, module):
    other = Module.objects.create(cohort=cohort, title="Leading well")
    change(by, module.from_template, title="Leading well")

    preview = shown(cohort)
    applied(by, cohort)

    assert (module.title, "same_title") in preview
    module.refresh_from_db()
    assert module.title != other.title


def test_title_taken_since_is_not_brought_back(cohort, by, module):
    old = module.title
    change(by, module.from_template, title="Leading well", credits=30)
    act = applied(by, cohort)
    Module.objects.create(cohort=cohort, title=old)

    undone(by, act)

    module.refresh_from_db()
    assert (module.title, module.credits) == ("Leading well", 20)
    assert act.rows.get(place=None).status == RowStatus.KEPT


def test_module_counts_the_fellows_who_take_it(client, cohort, by, module):
    LeftOut.objects.create(module=module, place=cohort.places.first())
    change(by, module.from_template, title="Leading well")
    client.force_login(by)

    page = client.get(reverse("cohort_template_changes", args=[cohort.pk])).content.decode()

    assert f"Title: {module.title} → Leading well" in page
    assert 'data-label="Fellows">2</td>' in page


def test_added_module_comes_with_what_there_is_to_read_and_goes_with_it(cohort, by, planned, module):
    TemplateMaterial.objects.create(module=planned, title="List", link="https://example.org", added_by=by)
    Module.objects.filter(pk=module.pk).update(from_template=None, title="As it was")

    act = applied(by, cohort)

    made = Module.objects.get(cohort=cohort, from_template=planned)
    assert [one.title for one in made.materials.all()] == ["List"]
    undone(by, act)
    assert not Module.objects.filter(pk=made.pk).exists()


def test_module_taken_out_goes_with_what_came_to_read_and_not_with_what_was_added(
    cohort, by, planned, module
):
    listed = TemplateMaterial.objects.create(
        module=planned, title="List", link="https://example.org", added_by=by
    )
    facts = {"title": "List", "link": "https://example.org", "added_by": by}
    module.materials.create(from_template=listed, **facts)
    remove_item(by=by, item=planned)

    act = applied(by, cohort)
    assert not Module.objects.filter(pk=module.pk).exists()
    undone(by, act)
    assert module.materials.get().from_template == listed

    module.materials.create(**facts)
    applied(by, cohort)
    assert Module.objects.filter(pk=module.pk).exists()


def test_what_was_reworded_in_the_cohort_is_not_taken_out(cohort, by, module, day, essay):
    day.venue = "Our own room"
    change_taught_day(day=day, by=by, changed=["venue"])
    remove_item(by=by, item=day.from_template)
    remove_item(by=by, item=essay.from_template)

    applied(by, cohort)

    assert TaughtDay.objects.filter(pk=day.pk).exists()
    assert not Assignment.objects.filter(pk=essay.pk).exists()


def test_added_day_that_was_reworded_since_stays_when_it_is_undone(cohort, by, planned):
    new = TemplateTaughtDay(
        module=planned, title="Visit", day="week 45", starts_at=dt.time(9), ends_at=dt.time(12)
    )
    save_item(by=by, item=new)
    act = applied(by, cohort)
    made = TaughtDay.objects.get(from_template=new)
    made.venue = "The town hall"
    change_taught_day(day=made, by=by, changed=["venue"])

    undone(by, act)

    assert TaughtDay.objects.filter(pk=made.pk).exists()


# --- milestones ------------------------------------------------------------------------------


# --- the page --------------------------------------------------------------------------------


def test_long_words_are_folded_and_stand_side_by_side(client, cohort, by, essay):
    change(by, essay.from_template, brief="First line\nSecond line " + "long " * 40)
    client.force_login(by)

    page = client.get(reverse("cohort_template_changes", args=[cohort.pk])).content.decode()

    assert "Brief: the words now and then" in page
    assert "First line\nSecond line long" in page


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_page_of_new_words_on_every_screen(
    browser_page, live_server, axe, fits, cohort, by, module, day, essay, width
):
    day.venue = "Our own room with a rather long name, on the second floor"
    change_taught_day(day=day, by=by, changed=["venue"])
    change_all(by, module, day, essay)
    change(by, essay.from_template, brief="First line\nSecond line " + "long " * 40)
    report = cohort.template.milestones.get(title="Report")
    change(by, report, title="Final report", description="Ten pages. " * 12, due="week 48")
    browser_page.set_viewport_size({"width": width, "height": 900})
    sign_in(browser_page, live_server, by)
    browser_page.goto(live_server.url + reverse("cohort_template_changes", args=[cohort.pk]))

    browser_page.get_by_text("Brief: the words now and then").first.click()

    fits(browser_page)
    axe(browser_page)


def test_many_titles_are_named_in_a_sentence_of_a_result_list():
    said = named([f"{number} " + "long " * 60 for number in range(MOST_NAMED + 3)])

    assert said.endswith("and 3 more")
    assert len(said) < 300
