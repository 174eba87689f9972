"""Who is let in: every scope and every resource, tokens that do not work, other programmes."""

import datetime as dt

import pytest
import redis
import time_machine
from django.core.cache import cache
from django.test import Client

from fellowship.api.models import ApiToken, TokenUse
from fellowship.api.scopes import Scope
from fellowship.api.services.tokens import revoke_token
from fellowship.cohorts.models import Cohort
from fellowship.people.models import AuditEvent
from tests.factories import CohortFactory, ProgrammeFactory
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db

OPENED_BY = {
    "cohorts": Scope.COHORTS,
    "cohorts/{cohort}": Scope.COHORTS,
    "cohorts/{cohort}/fellows": Scope.COHORTS,
    "milestones": Scope.MILESTONES,
    "taught-days": Scope.ATTENDANCE,
    "attendance": Scope.ATTENDANCE,
    "assignments": Scope.RESULTS,
    "results": Scope.RESULTS,
}


@pytest.fixture
def cohort():
    return CohortFactory()


def is_problem(response, status: int) -> str:
    """Its sentence."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body.keys() == {"title", "status", "detail"}
    assert body["status"] == status
    return body["detail"]


@pytest.mark.parametrize("scope", Scope.values)
def test_each_scope_opens_its_resources_and_no_other(machine_of, cohort, scope):
    machine = machine_of(cohort.programme, [scope])

    answers = {path: machine.get(path.format(cohort=cohort.pk)).status_code for path in OPENED_BY}

    assert answers == {path: 200 if needed == scope else 403 for path, needed in OPENED_BY.items()}


def test_a_refused_scope_is_named(machine_of, cohort):
    assert "“results”" in is_problem(machine_of(cohort.programme, ["cohorts"]).get("results"), 403)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer balcony_",
        "Bearer balcony__",
        "Bearer balcony_000000000000_wrong",
        "Bearer balcony_\x00_a",
        "Bearer " + "a" * 100_000,
        "Basic dXNlcjpwYXNzd29yZA==",
        "Bearer balcony_é_ü",
    ],
)
def test_without_a_token_there_is_nothing(cohort, header):
    response = Client().get("/api/v1/cohorts", headers={"authorization": header} if header else {})

    is_problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_being_signed_in_is_no_token(client, machine_of, cohort):
    client.force_login(machine_of(cohort.programme).made.token.made_by)

    is_problem(client.get("/api/v1/cohorts"), 401)


def test_a_wrong_secret_of_a_known_token_tells_nothing_about_it(machine_of, cohort):
    machine = machine_of(cohort.programme)
    revoke_token(token=machine.made.token, by=machine.made.token.made_by)
    machine.made = type(machine.made)(machine.made.token, machine.made.secret[:-1] + "~")

    assert "not known" in is_problem(machine.get("cohorts"), 401)


def test_a_revoked_token_opens_nothing_from_that_moment(machine_of, cohort):
    machine = machine_of(cohort.programme)
    assert machine.get("cohorts").status_code == 200

    revoke_token(token=machine.made.token, by=machine.made.token.made_by)

    assert "revoked" in is_problem(machine.get("cohorts"), 401)


def test_a_token_works_on_its_last_day_and_not_after(machine_of, cohort):
    machine = machine_of(cohort.programme, expires_on=days_from_today(0))
    assert machine.get("cohorts").status_code == 200

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1), tick=False):
        assert "expired" in is_problem(machine.get("cohorts"), 401)


def test_another_programme_is_not_there(machine_of, cohort):
    other = CohortFactory()
    machine = machine_of(cohort.programme)

    assert [row["id"] for row in machine.read_all("cohorts")] == [cohort.pk]
    for path in [f"cohorts/{other.pk}", f"cohorts/{other.pk}/fellows", f"milestones?cohort={other.pk}"]:
        is_problem(machine.get(path), 404)
    for path in ["results", "attendance", "assignments", "taught-days"]:
        is_problem(machine.get(f"{path}?cohort={other.pk}"), 404)
    is_problem(machine.get("cohorts/99999999999999999999"), 422)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=many",
        "cursor=nonsense",
        "cursor=LTE=",
        "cursor=é",
        "updated_since=yesterday",
        "updated_since=2026-11-23T00:00:00",
        "cohort=-1",
        "cohort=99999999999999999999",
        "format=xml",
        "updatedsince=2026-11-23T00:00:00Z",
        "cursor=%00",
    ],
)
def test_a_wrong_parameter_is_said_and_not_passed_over(machine_of, cohort, query):
    assert is_problem(machine_of(cohort.programme).get(f"milestones?{query}"), 422)


def test_machines_get_problems_instead_of_pages(machine_of, cohort):
    machine = machine_of(cohort.programme)

    is_problem(machine.get("nowhere"), 404)
    is_problem(machine.get(""), 404)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(machine.client, method)(
            "/api/v1/cohorts", headers={"authorization": f"Bearer {machine.made.secret}"}
        )
        is_problem(response, 405)
        assert response["Allow"] == "GET"
        assert response["Content-Security-Policy"] == "default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_too_many_requests_are_put_off(machine_of, cohort, settings):
    settings.API_REQUESTS_A_MINUTE = 3
    machine, other = machine_of(cohort.programme), machine_of(cohort.programme)
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, 20, tzinfo=dt.UTC), tick=False):
        ApiToken.objects.update(expires_on=dt.date(2026, 12, 1))
        answers = [machine.get("cohorts").status_code for _number in range(3)]
        last = machine.get("cohorts")

        assert answers == [200, 200, 200]
        is_problem(last, 429)
        assert last["Retry-After"] == "40"
        assert other.get("cohorts").status_code == 200


def test_without_redis_reading_goes_on(machine_of, cohort, monkeypatch):
    def away(*_args, **_more):
        raise redis.ConnectionError("away")

    monkeypatch.setattr(cache, "add", away)

    assert machine_of(cohort.programme).get("cohorts").status_code == 200


def test_use_is_counted_by_day_and_noted_once_in_the_audit(machine_of):
    programme = ProgrammeFactory()
    CohortFactory.create_batch(3, programme=programme)
    machine = machine_of(programme)

    machine.read_all("cohorts?limit=2")
    machine.read("milestones")

    used = {use.resource: (use.times, use.rows) for use in TokenUse.objects.all()}
    assert used == {"cohorts": (2, 3), "milestones": (1, 0)}
    noted = AuditEvent.objects.filter(act="token used", object_id=str(machine.made.token.pk))
    assert sorted(event.detail["resource"] for event in noted) == ["cohorts", "milestones"]
    assert not noted.exclude(by=None).exists()


def refusals() -> list[str]:
    return [event.detail["reason"] for event in AuditEvent.objects.filter(act="token refused").order_by("pk")]


def test_a_refused_token_stands_in_the_audit_once_a_reason_and_day(machine_of, cohort):
    machine = machine_of(cohort.programme, expires_on=days_from_today(2))
    token, secret = machine.made.token, machine.made.secret
    wrong = type(machine)(type(machine.made)(token, secret[:-1] + "~"))
    for _time in range(3):
        wrong.get("cohorts")
    assert refusals() == ["wrong secret"]

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=5), tick=False):
        for path in ("cohorts", "milestones"):
            machine.get(path)
            wrong.get(path)
        assert refusals() == ["wrong secret", "expired", "wrong secret"]
        revoke_token(token=token, by=token.made_by)
        machine.get("cohorts")
        assert refusals()[3:] == ["revoked"]

    noted = AuditEvent.objects.filter(act="token refused")
    assert set(noted.values_list("object_id", "by")) == {(str(token.pk), None)}


def test_a_token_that_nobody_made_is_only_logged(caplog, cohort):
    Client().get("/api/v1/cohorts", headers={"authorization": "Bearer balcony_000000000000_wrong"})

    assert "not known was refused" in caplog.text
    assert "wrong" not in caplog.text
    assert refusals() == []


def test_a_cohort_says_whether_it_is_closed(machine_of, cohort):
    machine = machine_of(cohort.programme)
    assert machine.read("cohorts")["items"][0]["closed_at"] is None

    Cohort.objects.update(
        closed_at=dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC), keep_until=days_from_today(99)
    )
    assert machine.read(f"cohorts/{cohort.pk}")["closed_at"] == "2026-11-01T09:00:00Z"


def test_refused_requests_are_not_counted_as_use(machine_of, cohort):
    machine_of(cohort.programme, ["cohorts"]).get("results")

    assert not TokenUse.objects.exists()


def test_answers_are_kept_by_no_cache(machine_of, cohort):
    assert machine_of(cohort.programme).get("cohorts")["Cache-Control"] == "no-store"
