"""Two administrators have the same settings open, and both save: the second sees what the first saved."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.forms.call_rules import CallRulesForm
from fellowship.cohorts.models import Announcement, MatchingRules, Programme
from fellowship.cohorts.services.call_rules import rules_of
from tests.challenges.conftest import day_boxes
from tests.factories import AdministratorFactory, CohortFactory, OrganisationFactory, PlaceFactory
from tests.factories.api import WebhookFactory
from tests.factories.cohorts import CohortTemplateFactory, days_from_today
from tests.factories.matching import MentorProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(client):
    cohort = CohortFactory()
    client.force_login(AdministratorFactory(programme=cohort.programme).person)
    return cohort.programme


def settings(programme: Programme):
    rest = {"run_length": "7", "two_of_three_counts_outside": "no"}
    return reverse("programme_settings", args=[programme.pk]), rest, "clinical_days_a_week", ("1.5", "2.5")


def rules_of_calls(programme: Programme):
    rest = CallRulesForm.words_of(rules_of(programme)) | {"on": ["overdue_count"]}
    return reverse("call_rules", args=[programme.pk]), rest, "overdue_count", ("17", "18")


def escalation(programme: Programme):
    return reverse("escalation", args=[programme.pk]), {}, "milestone_fellow", ("47", "48")


def rules_of_matching(programme: Programme):
    rest = {
        field.name: getattr(MatchingRules(), field.name)
        for field in MatchingRules._meta.fields
        if field.name not in ("id", "programme")
    }
    return reverse("matching_rules", args=[programme.pk]), rest, "interests", ("Sleep", "Culture")


def dates(programme: Programme):
    cohort = CohortFactory(programme=programme, planned_at=None, launched_at=None)
    rest = {**day_boxes("starts_on", cohort.starts_on), **day_boxes("ends_on", cohort.ends_on)}
    return reverse("cohort_dates", args=[cohort.pk]), rest, "name", ("First name", "Second name")


def credits_needed(programme: Programme):
    cohort = CohortFactory(programme=programme, planned_at=timezone.now())
    return reverse("cohort_dates", args=[cohort.pk]), {"act": "credits"}, "credits_needed", ("60", "40")


def reminders(programme: Programme):
    cohort = CohortFactory(programme=programme)
    return reverse("cohort_reminders", args=[cohort.pk]), {}, "days_before", ("21, 7", "10, 2")


def webhook(programme: Programme):
    one = WebhookFactory(programme=programme)
    rest = {"address": one.address, "style": one.style, "kinds": one.kinds, "form_id": str(uuid.uuid4())}
    return reverse("webhook_edit", args=[one.pk]), rest, "name", ("Our channel", "Their channel")


def announcement(programme: Programme):
    one = Announcement.objects.create(
        cohort=programme.cohorts.first(),
        form_id=uuid.uuid4(),
        subject="Day",
        text="Come.",
        send_at=timezone.now() + dt.timedelta(days=5),
        by=AdministratorFactory(programme=programme).person,
    )
    rest = {"subject": "Day", "at": "9:30", **day_boxes("day", days_from_today(9))}
    return reverse("announcement_edit", args=[one.pk]), rest, "text", ("In room one.", "In room two.")


def host(programme: Programme):
    place = PlaceFactory(cohort__programme=programme)
    first, second = OrganisationFactory(name="First Trust"), OrganisationFactory(name="Second Trust")
    return reverse("place_host", args=[place.pk]), {}, "host", (first.name, second.name)


def carried_on_by(programme: Programme):
    place = PlaceFactory(cohort__programme=programme)
    rest = {"job": "Matron", "email": "matron@example.org"}
    return reverse("handover_owner", args=[place.pk]), rest, "name", ("Ann First", "Ben Second")


def mentor(programme: Programme):
    profile = MentorProfileFactory(programme=programme)
    return reverse("mentor_profile", args=[profile.pk]), {"organisation": ""}, "capacity", ("17", "18")


def words_of_a_letter(programme: Programme):
    rest = {"lead": "Dear {name}", "closing": ""}
    address = reverse("wording", args=[programme.pk, "challenges-milestone"])
    return address, rest, "subject", ("Soon: {milestone}", "Now: {milestone}")


def template(programme: Programme):
    one = CohortTemplateFactory(programme=programme)
    return (
        reverse("template_settings", args=[one.pk]),
        {"days_before": ""},
        "name",
        ("A year", "Two years"),
    )


FORMS = [
    settings,
    rules_of_calls,
    escalation,
    rules_of_matching,
    dates,
    credits_needed,
    reminders,
    webhook,
    announcement,
]
FORMS += [host, carried_on_by, mentor, words_of_a_letter, template]


def hidden(page: str) -> dict[str, str]:
    return {
        name: found[1]
        for name in ("stamp", "version")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', page))
    }


def holds(page: str, words: str) -> bool:
    return f'value="{words}"' in page or f"{words}</textarea>" in page


@pytest.mark.parametrize("begin", FORMS)
def test_the_second_is_told_and_nothing_is_overwritten(client, programme, begin):
    address, rest, name, (first, second) = begin(programme)
    shown = hidden(client.get(address).content.decode())
    assert "stamp" in shown
    assert client.post(address, {**rest, name: first, **shown}).status_code == 302
    answer = client.post(address, {**rest, name: second, **shown})
    page = answer.content.decode()
    assert answer.status_code == 409
    box = page.partition('id="saved-meanwhile"')[2].partition("</section>")[0]
    assert first in box
    assert holds(page, second)
    kept = client.get(address).content.decode()
    assert holds(kept, first)
    assert not holds(kept, second)

    assert client.post(address, {**rest, name: second, **hidden(page)}).status_code == 302
    assert holds(client.get(address).content.decode(), second)


@pytest.mark.parametrize("begin", FORMS)
def test_the_same_form_sent_twice_is_no_conflict(client, programme, begin):
    address, rest, name, (first, _second) = begin(programme)
    words = {**rest, name: first, **hidden(client.get(address).content.decode())}
    words.pop("version", None)
    client.post(address, words)
    assert "saved-meanwhile" not in client.post(address, words).content.decode()
