"""A page of a resource, as JSON or CSV.

Pages go by the row's number, not by counting rows: what is added or removed while somebody pages neither
hides a row from them nor shows one twice.
"""

import base64
import binascii
import csv
import datetime as dt
import io
from collections.abc import Sequence
from types import GenericAlias
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, create_model

from fellowship.api.models import ApiToken
from fellowship.api.refusals import Refusal
from fellowship.api.resources import Reader, Resource
from fellowship.api.resources.base import Row
from fellowship.api.services.entry import check_scope, count_request, note_use
from fellowship.cohorts.models import Cohort
from fellowship.lib.text import for_spreadsheet

LARGEST_NUMBER = 2**63 - 1
MOST_ROWS = 500


class MachineRequest(HttpRequest):
    """`auth` is what authentication.py found."""

    auth: ApiToken


class Form(Schema):
    format: Literal["", "json", "csv"] = Field("", description="“csv” or “json”; overrides Accept.")


class Paging(Form):
    limit: int = Field(100, ge=1, le=MOST_ROWS, description=f"Rows in one answer, at most {MOST_ROWS}.")
    cursor: str = Field("", max_length=100, description="Where to go on: follow “next” instead of making it.")


class OfCohort(Paging):
    cohort: int | None = Field(None, ge=1, le=LARGEST_NUMBER, description="Only of this cohort.")


def _in_utc(moment: dt.datetime) -> dt.datetime:
    """ValueError for what has no moment in UTC: midnight of the year 1, east of Greenwich."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError(_("This moment is out of range.")) from None


class Changing(OfCohort):
    updated_since: Annotated[AwareDatetime, AfterValidator(_in_utc)] | None = Field(
        None,
        description="Only what changed at or after this moment, given with its time zone, such as "
        "2026-11-23T00:00:00Z. Ask from some minutes before your last reading: what was being saved while "
        "you read carries an earlier moment.",
    )


def page_of(row: type[Row]) -> type[BaseModel]:
    """The schema of a page of such rows."""
    fields: dict[str, Any] = {
        "items": (GenericAlias(list, row), Field(description="The rows.")),
        "next": (str | None, Field(description="Address of the next page; null on the last one.")),
    }
    return create_model(row.__name__.replace("Row", "Page"), **fields)


def page(
    request: MachineRequest, resource: Resource, asked: Paging, cohort: int | None = None
) -> HttpResponse:
    """A page of the resource; of one cohort where its number is given."""
    reader = _let_in(request, resource, asked)
    rows = resource.rows(reader)
    if cohort is not None:
        rows = rows.filter(**{resource.cohort: _own_cohort(reader, cohort)})
    if isinstance(asked, Changing) and asked.updated_since and resource.changed_since:
        rows = resource.changed_since(rows, asked.updated_since)
    found = list(rows.filter(pk__gt=_place_of(asked.cursor)).order_by("pk")[: asked.limit + 1])
    shown = found[: asked.limit]
    more = _address_after(request, shown[-1]["id"]) if len(found) > len(shown) else None
    items = _as_items(resource, reader, shown)
    note_use(request.auth, resource.name, len(items))
    if _wants_csv(request, asked):
        response = _as_csv(resource, items)
    else:
        response = JsonResponse({"items": items, "next": more})
    if more:
        response["Link"] = f'<{more}>; rel="next"'
    return _private(response)


def one(request: MachineRequest, resource: Resource, pk: int, asked: Form) -> HttpResponse:
    """One row. Another programme's is not there."""
    reader = _let_in(request, resource, asked)
    items = _as_items(resource, reader, list(resource.rows(reader).filter(pk=pk)))
    if not items:
        raise Refusal(404, _("There is no such row in the programme of this token."))
    note_use(request.auth, resource.name, 1)
    if _wants_csv(request, asked):
        return _private(_as_csv(resource, items))
    return _private(JsonResponse(items[0]))


def _let_in(request: MachineRequest, resource: Resource, asked: Form) -> Reader:
    count_request(request.auth)
    check_scope(request.auth, resource.scope)
    for name in request.GET:
        if name not in type(asked).model_fields:
            raise Refusal(422, _("There is no parameter “%(name)s” here.") % {"name": name[:50]})
    return Reader(request.auth)


def _own_cohort(reader: Reader, pk: int) -> int:
    if not Cohort.objects.filter(programme=reader.programme_id, pk=pk).exists():
        raise Refusal(404, _("There is no such cohort in the programme of this token."))
    return pk


def _as_items(resource: Resource, reader: Reader, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [resource.schema(**resource.as_row(row, reader)).model_dump(mode="json") for row in found]


def _place_of(cursor: str) -> int:
    """The number after which to go on; 0 at the beginning."""
    if not cursor:
        return 0
    try:
        number = int(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeEncodeError):
        number = -1
    if not 0 <= number <= LARGEST_NUMBER:
        raise Refusal(422, _("This cursor is not one of ours. Follow the address in “next”."))
    return number


def _address_after(request: HttpRequest, number: int) -> str:
    """Begins with SITE_URL, never with the host of the request."""
    asked = request.GET.dict() | {"cursor": base64.urlsafe_b64encode(str(number).encode()).decode()}
    return f"{settings.SITE_URL}{request.path}?{urlencode(asked)}"


def _wants_csv(request: HttpRequest, asked: Form) -> bool:
    if asked.format:
        return asked.format == "csv"
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def _as_csv(resource: Resource, items: Sequence[dict[str, Any]]) -> HttpResponse:
    """With a header line also where there are no rows, so that a query keeps its columns."""
    text = io.StringIO()
    lines = csv.DictWriter(text, list(resource.schema.model_fields), lineterminator="\r\n")
    lines.writeheader()
    lines.writerows({name: for_spreadsheet(value) for name, value in item.items()} for item in items)
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept, Authorization"
    return response
