"""The people of the demonstration as the programme has them: accounts, roles of staff, places of fellows."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from fellowship.cohorts.layout import plan_place
from fellowship.cohorts.models import Cohort, Pairing, Place, Programme, RoleAssignment
from fellowship.home.demonstration.people import Fellow, Staff
from fellowship.people.models import Organisation, User


@dataclass(frozen=True)
class Team:
    administrator: User
    tutor: User
    second_marker: User


def make_person(somebody: Staff | Fellow, *, joined: bool = True) -> User:
    user = User.objects.create_user(
        email=somebody.email,
        title=somebody.title,
        given_name=somebody.given_name,
        family_name=somebody.family_name,
    )
    if joined:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_staff(
    somebody: Staff, programme: Programme, role: str, starts: dt.date, cohort: Cohort | None = None
) -> User:
    user = make_person(somebody)
    give_role(user, programme, role, starts, cohort)
    return user


def give_role(
    user: User, programme: Programme, role: str, starts: dt.date, cohort: Cohort | None = None
) -> RoleAssignment:
    return RoleAssignment.objects.create(
        person=user, programme=programme, cohort=cohort, role=role, starts_on=starts - dt.timedelta(days=60)
    )


def make_place(
    fellow: Fellow,
    cohort: Cohort,
    hosts: list[Organisation],
    mentors: list[User],
    by: User,
    *,
    joins_on: dt.date | None = None,
) -> Place:
    """`joins_on`: later than the others, who have joined."""
    person, starts_on = make_person(fellow, joined=not joins_on), joins_on or cohort.starts_on
    person.profession, person.grade, person.language = fellow.profession, fellow.grade, fellow.language
    person.save(update_fields=["profession", "grade", "language"])
    place = Place.objects.create(
        person=person,
        cohort=cohort,
        host=hosts[fellow.host],
        clinical_days="1.5",
        starts_on=starts_on,
        ends_on=cohort.ends_on,
    )
    Pairing.objects.create(place=place, mentor=mentors[fellow.mentor], starts_on=starts_on)
    plan_place(place, by, fellow.challenge)
    return place
