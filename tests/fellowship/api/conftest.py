import datetime as dt
import socket
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from fellowship.api.scopes import Scope
from fellowship.api.services.tokens import NewToken, make_token
from fellowship.cohorts.models import Programme
from tests.factories import AdministratorFactory
from tests.factories.cohorts import days_from_today
from tests.fellowship.api.receiving import Receiver, make_certificate


@dataclass
class Machine:
    """A program with a token."""

    made: NewToken
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> HttpResponse:
        where = path if path.startswith("http") else f"/api/v1/{path}"
        where = where.removeprefix("http://localhost:8000").removeprefix("http://testserver")
        return self.client.get(where, headers={"authorization": f"Bearer {self.made.secret}", **headers})

    def read(self, path: str) -> dict:
        response = self.get(path)
        assert response.status_code == 200, response.content
        return response.json()

    def read_all(self, path: str) -> list[dict]:
        """Following the pages to the end."""
        items, address = [], path
        while address:
            page = self.read(address)
            items += page["items"]
            address = page["next"]
        return items


@pytest.fixture
def machine_of() -> Callable[..., Machine]:
    def make(
        programme: Programme, scopes: Sequence[str] = Scope.values, expires_on: dt.date | None = None
    ) -> Machine:
        administrator = AdministratorFactory(programme=programme).person
        made = make_token(
            programme=programme,
            name="R",
            scopes=scopes,
            expires_on=expires_on or days_from_today(30),
            form_id=uuid.uuid4(),
            by=administrator,
        )
        return Machine(made)

    return make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def receiver(certificate, settings, monkeypatch) -> Iterator[Receiver]:
    """The operator has allowed it, and this machine trusts its certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = Receiver(certificate)
    settings.WEBHOOK_HOSTS = [made.host]
    yield made
    made.stop()


@pytest.fixture
def names_point_to(monkeypatch) -> Callable[..., None]:
    """What the look-up of any name answers."""

    def point(*addresses: str) -> None:
        def look_up(host, port, *_rest, **_more):
            family = {True: socket.AF_INET6, False: socket.AF_INET}
            return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return point
