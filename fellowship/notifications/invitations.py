"""The calendar part of a mail: an iCalendar REQUEST or CANCEL (RFC 5545, 5546), without notes or agenda.

The organiser is the product, so that a calendar program takes the invitation from the mail it came with
and updates it from the next; the answer is given in the product, so none is asked for (RSVP=FALSE).
"""

import datetime as dt
from dataclasses import dataclass
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from fellowship.people.models import User


@dataclass(frozen=True)
class Invitation:
    """One meeting in the calendars of those invited. `uid` stays; `sequence` rises with each change."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    minutes: int
    zone: str
    title: str
    url: str  # a full address
    invited: tuple[User, ...]
    place: str = ""
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        return "CANCEL" if self.is_cancelled else "REQUEST"

    def as_icalendar(self) -> str:
        calendar = Calendar()
        calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//sessions//EN")
        calendar.add("version", "2.0")
        calendar.add("method", self.method)
        calendar.add_component(self._event())
        calendar.add_missing_timezones()
        return calendar.to_ical().decode()

    def _event(self) -> Event:
        start = self.starts_at.astimezone(ZoneInfo(self.zone))
        end = (self.starts_at + dt.timedelta(minutes=self.minutes)).astimezone(ZoneInfo(self.zone))
        event = Event()
        event.add("uid", f"{self.uid}@{_host()}")
        event.add("sequence", self.sequence)
        event.add("dtstamp", timezone.now().astimezone(dt.UTC))
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", self.title)
        event.add("description", self.url)
        event.add("url", self.url)
        event.add("status", "CANCELLED" if self.is_cancelled else "CONFIRMED")
        if self.place:
            event.add("location", self.place)
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        event["organizer"] = _address(address, name or settings.PRODUCT_NAME)
        for person in self.invited:
            event.add("attendee", _attendee(person), encode=False)
        if not self.is_cancelled:
            event.add_component(_alarm(self.title))
        return event


def _attendee(person: User) -> vCalAddress:
    attendee = _address(person.email, person.full_name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name.replace('"', "'"))
    return address


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", dt.timedelta(minutes=-15))
    return alarm


def _host() -> str:
    """As in the calendar feed, so that both name the same event."""
    return settings.SITE_URL.split("//")[-1].split(":")[0].rstrip("/")
