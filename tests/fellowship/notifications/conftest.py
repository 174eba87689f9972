"""A thing with a date that exists only in these tests, its letters, and a real mail server to send to."""

import asyncio
import datetime as dt
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from fellowship.notifications import letters, reminders
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.reminders import Reminder, ReminderSource
from fellowship.notifications.services.digests import Line

THING = "tests.thing"
KINDS = ("milestone_due", "milestone_overdue", "comment", "answered", "pairing")


@dataclass
class Things:
    """What there is, by id: its due date. Who is told when is set by the test."""

    due_on: dict[str, dt.date] = field(default_factory=dict)
    told: list[Reminder] = field(default_factory=list)
    programme_id: int | None = None
    titles: dict[str, str] = field(default_factory=dict)

    def source(self, kind: str = "milestone_due") -> ReminderSource:
        return ReminderSource(kind, THING, self._due)

    def _due(self, since: dt.date, until: dt.date, person_id: int | None) -> list[Reminder]:
        return [
            reminder
            for reminder in self.told
            if since <= reminder.day <= until and person_id in (None, reminder.person_id)
        ]

    def tell(self, person_id: int, thing: str, *offsets: int) -> None:
        for offset in offsets:
            self.told.append(
                Reminder(
                    person_id=person_id,
                    object_id=thing,
                    due_on=self.due_on[thing],
                    offset_days=offset,
                    about=f"Thing {thing}",
                    why="You lead this.",
                    programme_id=self.programme_id,
                )
            )

    def write(self, messages: Sequence[Message]) -> dict[int, Letter]:
        """Not for what was deleted, or has moved to another day."""
        found = {}
        for message in messages:
            due_on = self.due_on.get(message.object_id, ...)
            if due_on is not ... and message.due_on in (None, due_on):
                title = self.titles.get(message.object_id, f"Thing {message.object_id}")
                found[message.pk] = Letter(
                    "emails/notifications/digest",
                    {"lines": [Line("", title, "/things/")], "day": dt.date(2026, 3, 1)},
                    line=f"{title} waits for you",
                    url="/things/",
                )
        return found


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    found = Things()
    table = {**letters._functions, **{(kind, THING): found.write for kind in KINDS}}
    monkeypatch.setattr(letters, "_functions", table)
    monkeypatch.setattr(reminders, "_sources", [])
    return found


class Sink:
    """A real SMTP server that keeps what it gets. `answer(number, recipient)` may refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer: Callable[[int, str], str | None] = lambda number, recipient: None
        self.at_recipient: Callable[[str], str | None] = lambda recipient: None
        self.hang_up_at = 0  # at this message: text taken in, no answer
        self.hang_up_after_each = False
        self._asked = 0

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if answer := self.at_recipient(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self._asked += 1
        if self._asked == self.hang_up_at:
            server.transport.abort()
            return "250 Nobody hears this"
        if answer := self.answer(self._asked, envelope.rcpt_tos[0]):
            return answer
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hang_up_after_each:
            asyncio.get_running_loop().call_later(0.02, server.transport.abort)
        return "250 Message accepted for delivery"

    @property
    def to(self) -> list[str]:
        return [mail["To"] for mail in self.mails]


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    kept = Sink()
    controller = _OnItsOwnPort(kept, hostname="127.0.0.1")
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield kept
    controller.stop()


class _OnItsOwnPort(Controller):
    """The system chooses the port, so that two servers side by side never meet on one."""

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        listening = socket.create_server((self.hostname, 0))
        self.port = listening.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listening)
