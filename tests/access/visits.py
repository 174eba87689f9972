"""What everybody gets to read: every address, and every link that a page offers."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from django.http import HttpResponse

from bench.counting import counted
from tests.access.addresses import address, names
from tests.access.crawl import client_of, read
from tests.access.world import World

LINK = re.compile(rb'<a\s[^>]*?href="([^"]+)"')
ZIPPED = "application/vnd.openxmlformats"


@dataclass(frozen=True)
class Visit:
    """`person` asked for `address`; `found_on` is the page with the link, empty for those of the table."""

    person: str
    address: str
    found_on: str
    response: HttpResponse
    body: bytes
    statements: int  # that it asked of the database

    @property
    def is_page(self) -> bool:
        if self.response.status_code == 302:
            return False
        return self.response.headers.get("Content-Type", "").startswith("text/html")

    @property
    def text(self) -> str:
        """All there is to read, downloads unpacked."""
        if self.response.headers.get("Content-Type", "").startswith(ZIPPED):
            with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
                return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
        return unescape(self.body.decode(errors="replace"))

    def __str__(self) -> str:
        where = f" (linked from {self.found_on})" if self.found_on else ""
        return f"{self.person} at {self.address}{where}"


def visit_everything(world: World, people: Iterable[str] = ()) -> list[Visit]:
    """As everybody, or only as those named."""
    return [visit for person in people or world.people for visit in _visits(world, person)]


def _visits(world: World, person: str) -> list[Visit]:
    client = client_of(world.people[person])
    to_visit = deque((address(world, name), "") for name in names())
    seen, visits = set(), []
    while to_visit:
        where, found_on = to_visit.popleft()
        if _kind_of(where) in seen:
            continue
        seen.add(_kind_of(where))
        with counted() as count:
            response = client.get(where)
            body = read(response)
        visit = Visit(person, where, found_on, response, body, count.statements)
        visits.append(visit)
        if response.status_code in (301, 302):
            to_visit.appendleft((urljoin(where, response["Location"]), f"{where}, sent on"))
        if visit.is_page and response.status_code == 200:
            to_visit.extend((link, where) for link in _links(visit))
    return visits


def _links(visit: Visit) -> list[str]:
    hrefs = [unescape(href.decode()) for href in LINK.findall(visit.body)]
    absolute = [urldefrag(urljoin(visit.address, href)).url for href in hrefs]
    return [link for link in absolute if link.startswith("/") and not link.startswith("/static/")]


def _kind_of(where: str) -> tuple:
    """The same list, filtered by the same things, is one page whatever the filter’s value."""
    parts = urlsplit(where)
    return parts.path, frozenset(parse_qs(parts.query))
