import pytest

from fellowship.api.changes import CHANGES
from fellowship.api.resources import RESOURCES
from fellowship.api.scopes import Scope

pytestmark = pytest.mark.django_db


def test_the_page_names_every_scope_field_and_change(client):
    page = client.get("/api/").content.decode()

    for resource in RESOURCES:
        for field in resource.schema.model_fields:
            assert f"<code>{field}</code>" in page
    for word in [*Scope.values, *CHANGES]:
        assert f"<code>{word}</code>" in page


def test_openapi_describes_every_address_with_its_security(client, settings):
    document = client.get("/api/v1/openapi.json").json()

    assert set(document["paths"]) == {
        "/api/v1/cohorts",
        "/api/v1/cohorts/{cohort}",
        "/api/v1/cohorts/{cohort}/fellows",
        "/api/v1/milestones",
        "/api/v1/taught-days",
        "/api/v1/attendance",
        "/api/v1/assignments",
        "/api/v1/results",
    }
    for path in document["paths"].values():
        assert path.keys() == {"get"}
        assert path["get"]["security"]
        assert {"200", "401", "403", "404", "422", "429"} <= path["get"]["responses"].keys()
    assert document["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"


def test_openapi_says_what_every_field_means(client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    for resource in RESOURCES:
        fields = schemas[resource.schema.__name__]["properties"]
        assert all(field["description"] for field in fields.values())


def test_answers_fit_the_schema_of_the_document(client):
    """Fields are refused that are not in it: see resources/base.py."""
    assert all(resource.schema.model_config["extra"] == "forbid" for resource in RESOURCES)
