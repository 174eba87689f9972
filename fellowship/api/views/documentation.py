from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fellowship.api.answers import MOST_ROWS
from fellowship.api.changes import CHANGES
from fellowship.api.resources import RESOURCES, Resource
from fellowship.api.scopes import HINTS, Scope
from fellowship.api.v1 import api
from fellowship.people.access import public

ADDRESSES = {"fellows": ["/cohorts/{cohort}/fellows"], "cohorts": ["/cohorts", "/cohorts/{cohort}"]}
TYPES = {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text"}
FORMATS = {"date": "day", "date-time": "moment"}


@public
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """How to read the programme with a program: for people who may have no account here."""
    context = {
        "base": f"{settings.SITE_URL}/api/v1",
        "resources": [(resource, _addresses(resource), _fields(resource)) for resource in RESOURCES],
        "scopes": [(scope.value, scope.label, HINTS[scope]) for scope in Scope],
        "changes": [(change.code, change.title) for change in CHANGES.values()],
        "most_rows": MOST_ROWS,
        "limit": settings.API_REQUESTS_A_MINUTE,
    }
    return render(request, "api/documentation.jinja", context)


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_schema())


@cache
def _schema() -> dict[str, Any]:
    return {**api.get_openapi_schema(path_prefix="/api/v1/"), "servers": [{"url": settings.SITE_URL}]}


def _addresses(resource: Resource) -> list[str]:
    return ADDRESSES.get(resource.name, [f"/{resource.name}"])


@cache
def _fields(resource: Resource) -> list[tuple[str, str, str]]:
    """(name, type in words, meaning) of each field."""
    properties = resource.schema.model_json_schema()["properties"]
    return [(name, _type_in_words(shape), shape["description"]) for name, shape in properties.items()]


def _type_in_words(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " or ".join(_type_in_words(part) for part in shape["anyOf"])
    if "enum" in shape:
        return ", ".join(shape["enum"])
    if shape["type"] == "null":
        return "null"
    return FORMATS.get(shape.get("format", ""), TYPES[shape["type"]])
