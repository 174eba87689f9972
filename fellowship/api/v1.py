"""The addresses that machines read: version 1. Fields are added in this version, never taken away or
given another meaning."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer
from pydantic import BaseModel, Field

from fellowship.api.answers import (
    LARGEST_NUMBER,
    Changing,
    Form,
    MachineRequest,
    OfCohort,
    Paging,
    one,
    page,
    page_of,
)
from fellowship.api.models import ApiToken
from fellowship.api.refusals import Refusal, problem
from fellowship.api.resources import (
    ASSIGNMENTS,
    ATTENDANCE,
    COHORTS,
    FELLOWS,
    MILESTONES,
    RESULTS,
    TAUGHT_DAYS,
)
from fellowship.api.services.entry import token_of


class Problem(BaseModel):
    """Why there is no answer, after RFC 9457 (application/problem+json)."""

    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status again.")
    detail: str = Field(description="A sentence that says what to do.")


PROBLEMS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}


class Token(HttpBearer):
    """A programme's token; its scopes say what it reads."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        return token_of(token)


api = NinjaAPI(
    title="Balcony",
    version="1",
    description="Reads one programme: cohorts, milestones, attendance, results. Nothing that people wrote.",
    docs_url=None,
    openapi_url=None,
    auth=Token(),
)
COHORT = Path(..., ge=1, le=LARGEST_NUMBER, description="Number of the cohort.")


@api.get("/cohorts", url_name="api_cohorts", response={200: page_of(COHORTS.schema), **PROBLEMS})
def cohorts(request: MachineRequest, asked: Query[Paging]) -> HttpResponse:
    """The cohorts of the programme. Scope: cohorts."""
    return page(request, COHORTS, asked)


@api.get("/cohorts/{int:cohort}", url_name="api_cohort", response={200: COHORTS.schema, **PROBLEMS})
def cohort(request: MachineRequest, asked: Query[Form], cohort: int = COHORT) -> HttpResponse:
    """One cohort. Scope: cohorts."""
    return one(request, COHORTS, cohort, asked)


@api.get(
    "/cohorts/{int:cohort}/fellows",
    url_name="api_fellows",
    response={200: page_of(FELLOWS.schema), **PROBLEMS},
)
def fellows(request: MachineRequest, asked: Query[Paging], cohort: int = COHORT) -> HttpResponse:
    """The fellows of a cohort. Scope: cohorts."""
    return page(request, FELLOWS, asked, cohort)


@api.get("/milestones", url_name="api_milestones", response={200: page_of(MILESTONES.schema), **PROBLEMS})
def milestones(request: MachineRequest, asked: Query[Changing]) -> HttpResponse:
    """Milestones with dates and statuses. Scope: milestones."""
    return page(request, MILESTONES, asked, asked.cohort)


@api.get("/taught-days", url_name="api_taught_days", response={200: page_of(TAUGHT_DAYS.schema), **PROBLEMS})
def taught_days(request: MachineRequest, asked: Query[OfCohort]) -> HttpResponse:
    """Taught days of the PgCert. Scope: attendance."""
    return page(request, TAUGHT_DAYS, asked, asked.cohort)


@api.get("/attendance", url_name="api_attendance", response={200: page_of(ATTENDANCE.schema), **PROBLEMS})
def attendance(request: MachineRequest, asked: Query[Changing]) -> HttpResponse:
    """Who was there. Scope: attendance."""
    return page(request, ATTENDANCE, asked, asked.cohort)


@api.get("/assignments", url_name="api_assignments", response={200: page_of(ASSIGNMENTS.schema), **PROBLEMS})
def assignments(request: MachineRequest, asked: Query[OfCohort]) -> HttpResponse:
    """Assignments of the PgCert. Scope: results."""
    return page(request, ASSIGNMENTS, asked, asked.cohort)


@api.get("/results", url_name="api_results", response={200: page_of(RESULTS.schema), **PROBLEMS})
def results(request: MachineRequest, asked: Query[Changing]) -> HttpResponse:
    """How each fellow stands with each assignment. Scope: results."""
    return page(request, RESULTS, asked, asked.cohort)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(refusal.status, refusal.detail, refusal.headers)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Send a token as “Authorization: Bearer balcony_…”. The programme team makes one for you.")
    return problem(401, detail, {"WWW-Authenticate": 'Bearer realm="Balcony"'})


@api.exception_handler(ValidationError)
def wrong_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    sentence = _("The parameter “%(name)s” is wrong: %(why)s.")
    return problem(422, sentence % {"name": first["loc"][-1], "why": first["msg"][:200]})


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Fault pages and logs are the product's own (middleware.py turns the page into a problem)."""
    raise error
