"""Calendars that differ: a fellow back from leave, one at other hours, one with more time, one who will pause, and
two whose year is over before the others'."""

import datetime as dt

from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.places import change_place
from fellowship.home.demonstration.dates import MILESTONES, PLACES, dated, day, moment
from fellowship.people.models import ClinicalDay, Leave, User
from fellowship.people.models.availability import Weekday


def write_calendars(cohort: Cohort, administrator: User) -> None:
    def place_of(given_name: str) -> Place:
        return cohort.places.select_related("person", "cohort").get(person__given_name=given_name)

    def change(given_name: str, days_ago: int, wish: Wish, reason: str) -> None:
        with dated(moment(days_ago), PLACES, MILESTONES):
            change_place(by=administrator, place=place_of(given_name), wish=wish, reason=reason)

    change("Emeka", 30, Wish("pause", day(-26), until=day(-12)), "Paternity leave")
    change("Emeka", 12, Wish("resume", day(-12)), "")
    change("Oisin", 29, Wish("withdraw", day(-30)), "His health; he asked us to say no more than that.")
    change("Hana", 25, Wish("hours", day(-21), percent=80), "Less than full time, as agreed with the host")
    longer = place_of("Idris").ends_on + dt.timedelta(weeks=6)
    change("Idris", 8, Wish("extend", day(0), until=longer), "The laboratory moves in spring")
    change("Priya", 7, Wish("complete", day(-8)), "Nine months of it were done last year, before her leave.")
    change("Callum", 5, Wish("pause", day(40), until=day(130)), "Parental leave")
    _weeks_of(place_of("Amina"))


def _weeks_of(place: Place) -> None:
    """The fellow a visitor signs in as, and her mentor."""
    mentor = place.pairings.select_related("mentor").earliest("starts_on").mentor
    ClinicalDay.objects.create(person=place.person, weekday=Weekday.TUESDAY)
    ClinicalDay.objects.create(person=mentor, weekday=Weekday.THURSDAY)
    Leave.objects.create(person=place.person, starts_on=day(26), ends_on=day(33))
    Leave.objects.create(person=mentor, starts_on=day(12), ends_on=day(16))
