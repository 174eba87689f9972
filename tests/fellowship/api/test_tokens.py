"""Pages about tokens, and the letter before one expires."""

import datetime as dt
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from fellowship.api.emails import token_letters
from fellowship.api.models import ApiToken, TokenUse
from fellowship.api.scopes import Scope, scope_choices
from fellowship.api.services.tokens import LONGEST, make_token, revoke_token, warn_of_expiry
from fellowship.notifications.models import Message
from fellowship.people.models import AuditEvent
from tests.access.sending import day
from tests.factories import AdministratorFactory, ProgrammeFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def test_another_scope_needs_no_migration():
    scopes = ApiToken._meta.get_field("scopes").base_field
    assert scopes.deconstruct()[3]["choices"] is scope_choices
    assert scopes.flatchoices == Scope.choices


@pytest.fixture
def role():
    return AdministratorFactory()


@pytest.fixture
def signed_in(client, role):
    client.force_login(role.person)
    return client


def form(**more) -> dict:
    return {
        "name": "Power BI",
        "scopes": ["results", "cohorts"],
        "form_id": str(uuid.uuid4()),
        **day("expires_on", days_from_today(90)),
        **more,
    }


def secret_on(response) -> str:
    found = re.search(r"balcony_[0-9a-f]{12}_[\w-]{43}", response.content.decode())
    return found[0] if found else ""


def test_a_token_is_shown_once_and_works(signed_in, role):
    sent = form()
    response = signed_in.post(reverse("token_new", args=[role.programme_id]), sent)
    secret = secret_on(response)

    token = ApiToken.objects.get()
    assert secret
    assert "no-store" in response["Cache-Control"]
    assert token.scopes == ["cohorts", "results"]
    answer = signed_in.get("/api/v1/cohorts", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    again = signed_in.post(reverse("token_new", args=[role.programme_id]), sent, follow=True)
    for page in (again, signed_in.get(token.get_absolute_url())):
        assert not secret_on(page)
    assert ApiToken.objects.count() == 1
    (made,) = AuditEvent.objects.filter(act="token made")
    assert made.by == role.person
    assert made.detail["scopes"] == ["cohorts", "results"]


@pytest.mark.parametrize(("days", "is_promised"), [(8, False), (14, False), (15, True)])
def test_a_reminder_is_promised_where_there_is_time_for_one(signed_in, role, days, is_promised):
    day = days_from_today(days)
    last = {"expires_on-day": day.day, "expires_on-month": day.month, "expires_on-year": day.year}
    page = signed_in.post(reverse("token_new", args=[role.programme_id]), form(**last)).content.decode()
    assert ("You are reminded 14 days before." in page) == is_promised


def test_the_secret_is_not_kept(role):
    made = make_token(
        programme=role.programme,
        name="R",
        scopes=["cohorts"],
        expires_on=days_from_today(1),
        form_id=uuid.uuid4(),
        by=role.person,
    )
    kept = {str(value) for value in vars(ApiToken.objects.get()).values()}
    assert not any(made.secret.rpartition("_")[2] in value for value in kept)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Enter what the token is for"),
        ({"scopes": []}, "Choose what the token may read"),
        ({"scopes": ["everything"]}, "Choose one of the answers offered"),
        (day("expires_on", days_from_today(-1)), "The last day must be today or later"),
        (day("expires_on", days_from_today(LONGEST.days + 1)), "The last day must be within a year"),
        ({"form_id": "nonsense"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said(signed_in, role, changes, sentence):
    response = signed_in.post(reverse("token_new", args=[role.programme_id]), form(**changes))

    assert sentence in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_of_more_than_a_year_is_not_made(role):
    with pytest.raises(ValidationError):
        make_token(
            programme=role.programme,
            name="R",
            scopes=["cohorts"],
            expires_on=days_from_today(LONGEST.days + 1),
            form_id=uuid.uuid4(),
            by=role.person,
        )


def test_revoking_asks_first_and_is_noted_once(signed_in, machine_of, role):
    token = machine_of(role.programme).made.token
    where = reverse("token_revoke", args=[token.pk])

    assert "cannot be made to work again" in signed_in.get(where).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None
    for _time in range(2):
        signed_in.post(where)

    token.refresh_from_db()
    assert token.revoked_by == role.person
    assert AuditEvent.objects.filter(act="token revoked").count() == 1
    assert "Revoked" in signed_in.get(token.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_with_more_tokens(signed_in, machine_of, role, number, django_assert_num_queries):
    tokens = [machine_of(role.programme).made.token for _number in range(number)]
    for token in tokens:
        for resource in ("cohorts", "results"):
            TokenUse.objects.create(
                token=token, resource=resource, day=timezone.localdate(), times=2, last_at=timezone.now()
            )
    signed_in.get(reverse("machines", args=[role.programme_id]))

    with django_assert_num_queries(8):
        signed_in.get(reverse("machines", args=[role.programme_id]))
    with django_assert_num_queries(7):
        signed_in.get(tokens[0].get_absolute_url())


def test_who_made_it_is_warned_once_14_days_before(machine_of):
    programme = ProgrammeFactory()
    soon = machine_of(programme, expires_on=days_from_today(14)).made.token
    machine_of(programme, expires_on=days_from_today(15))
    revoked = machine_of(programme, expires_on=days_from_today(3)).made.token
    revoke_token(token=revoked, by=revoked.made_by)

    for _time in range(2):
        warn_of_expiry()

    (message,) = Message.objects.filter(kind="machines")
    assert (message.person, message.object_id) == (soon.made_by, str(soon.pk))
    assert message.pk in token_letters([message])
    ApiToken.objects.filter(pk=soon.pk).update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert not token_letters([message])
