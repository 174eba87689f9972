"""Before the launch an administrator rehearses the year, compares two settings, and nothing is sent."""

import datetime as dt

from fellowship.cohorts.models import Cohort, TemplateMilestone
from fellowship.notifications.models import Message
from tests.factories import AdministratorFactory, ChallengeFactory, CohortTemplateFactory, PlaceFactory
from tests.factories.cohorts import CohortFactory, days_from_today


def test_the_year_is_rehearsed_before_it_is_launched(browser_page, walk, sign_in, fits):
    template = CohortTemplateFactory()
    for title, due in (("Baseline measured", "month 2, day 1"), ("Handover", "month 12, day 1")):
        TemplateMilestone.objects.create(template=template, title=title, due=due)
    starts = days_from_today(60).replace(day=1)
    cohort = CohortFactory(
        programme=template.programme,
        template=template,
        launched_at=None,
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=364),
    )
    ChallengeFactory(place=PlaceFactory(cohort=cohort, person__given_name="Fenella"))
    sign_in(browser_page, AdministratorFactory(programme=cohort.programme).person)

    desk = walk(browser_page).open(f"/cohorts/{cohort.pk}/reminders/")
    desk.follow("Rehearse the year").heading("Rehearse the reminders").reads("Fenella")
    desk.reads("Milestone: Baseline measured")
    browser_page.get_by_label("Compare with").fill("7")
    desk.press("Rehearse").reads("14, 3")
    rows = browser_page.locator("table tbody tr")
    assert [row.locator("td").first.inner_text() for row in rows.all()] == ["6", "4"]
    fits(browser_page)
    assert Cohort.objects.get(pk=cohort.pk).launched_at is None
    assert not Message.objects.exists()
