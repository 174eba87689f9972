"""Calendars that differ: a fellow back from leave, one at other hours, one with more time, one who will pause."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from challenges.models import MilestoneChange
from fellowship.cohorts.models import Cohort, Place, PlaceChange
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from fellowship.people.models import ClinicalDay, Leave, User
from fellowship.people.models.availability import Weekday


def write_calendars(cohort: Cohort, administrator: User, moment: Callable[[int], dt.datetime]) -> None:
    """`moment`: at some hour so many days ago."""

    def place_of(given_name: str) -> Place:
        return cohort.places.select_related("person", "cohort").get(person__given_name=given_name)

    def change(given_name: str, days_ago: int, wish: Wish, reason: str) -> None:
        made = change_place(by=administrator, place=place_of(given_name), wish=wish, reason=reason)
        at = moment(days_ago)
        PlaceChange.objects.filter(pk=made.pk).update(at=at, done_at=at if made.done_at else None)
        moved = [one["pk"] for one in made.facts.get("moved", []) if one["kind"] == "milestone"]
        MilestoneChange.objects.filter(milestone__in=moved, act="move").update(at=at)

    change("Emeka", 30, Wish("pause", _day(-26), until=_day(-12)), "Paternity leave")
    change("Emeka", 12, Wish("resume", _day(-12)), "")
    change("Hana", 25, Wish("hours", _day(-21), percent=80), "Less than full time, as agreed with the host")
    longer = place_of("Idris").ends_on + dt.timedelta(weeks=6)
    change("Idris", 8, Wish("extend", _day(0), until=longer), "The laboratory moves in spring")
    change("Callum", 5, Wish("pause", _day(40), until=_day(130)), "Parental leave")
    _weeks_of(place_of("Amina"))


def _weeks_of(place: Place) -> None:
    """The fellow a visitor signs in as, and her mentor."""
    mentor = place.pairings.select_related("mentor").earliest("starts_on").mentor
    ClinicalDay.objects.create(person=place.person, weekday=Weekday.TUESDAY)
    ClinicalDay.objects.create(person=mentor, weekday=Weekday.THURSDAY)
    Leave.objects.create(person=place.person, starts_on=_day(26), ends_on=_day(33))
    Leave.objects.create(person=mentor, starts_on=_day(12), ends_on=_day(16))


def _day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)
