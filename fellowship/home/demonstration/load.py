"""Writes the demonstration, as of today. What no service can do on a past day is made directly."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from challenges.models import MilestoneChange
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Cohort, Programme
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.cohorts import last_day
from fellowship.cohorts.services.invitations import invite
from fellowship.cohorts.services.templates import create_template
from fellowship.home.demonstration.amina import write_amina
from fellowship.home.demonstration.announcements import write_announcements
from fellowship.home.demonstration.calendar import write_calendars
from fellowship.home.demonstration.calls import write_call
from fellowship.home.demonstration.course import live_through
from fellowship.home.demonstration.dates import day, moment
from fellowship.home.demonstration.last_year import write_last_year
from fellowship.home.demonstration.learning_sets import write_set
from fellowship.home.demonstration.many import write_many
from fellowship.home.demonstration.matching import write_matching
from fellowship.home.demonstration.messages import write_messages, write_preferences
from fellowship.home.demonstration.people import (
    ADMINISTRATOR,
    AMINA,
    BETHAN,
    ENDED,
    FELLOWS,
    FERN,
    FINISHED,
    GURPREET,
    HOSTS,
    INVITED,
    JO,
    KEZIAH,
    LEFT,
    MENTORS,
    PROGRAMME,
    SECOND_MARKER,
    TUTOR,
)
from fellowship.home.demonstration.pgcert import write_pgcert
from fellowship.home.demonstration.places import Team, make_person, make_place, make_staff
from fellowship.home.demonstration.sessions import write_new_mentor, write_other_ends, write_sessions
from fellowship.home.demonstration.templates import write_templates
from fellowship.people.models import Organisation

WEEKS_IN = 11
LATER_BY = 12  # days from today, those who are invited begin


def first_monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=today.weekday(), weeks=WEEKS_IN)


@transaction.atomic
def load() -> Programme:
    """The whole demonstration."""
    starts = first_monday(timezone.localdate())
    programme = Programme.objects.create(name=PROGRAMME)
    hosts = [Organisation.objects.create(name=name) for name in HOSTS]
    cohort, team = _begun(programme, starts)
    administrator = team.administrator
    mentors = [make_person(mentor) for mentor in MENTORS]
    joins_on = dict.fromkeys(INVITED, day(LATER_BY))
    places = {
        fellow: make_place(fellow, cohort, hosts, mentors, administrator, joins_on=joins_on.get(fellow))
        for fellow in [*FELLOWS, *INVITED, *ENDED]
    }
    lay_out_year(cohort, administrator)
    MilestoneChange.objects.filter(milestone__challenge__place__cohort=cohort).update(at=cohort.launched_at)
    for fellow in [*FELLOWS, *ENDED]:
        if fellow is not AMINA:
            live_through(fellow, places[fellow].challenge, mentors[fellow.mentor])
    write_amina(places[AMINA], mentors[AMINA.mentor])
    fellows = [places[fellow] for fellow in FELLOWS]
    later = [places[fellow] for fellow in INVITED]
    write_pgcert(cohort, fellows, later, places[LEFT], places[FINISHED], team)
    write_calendars(cohort, administrator)
    write_sessions(cohort, places[AMINA], mentors[1], administrator)
    write_other_ends(places[BETHAN])
    write_new_mentor(places[KEZIAH], mentors[2], administrator)
    write_set(fellows[:7], team)
    invited, not_yet = later
    write_many(cohort, administrator, invited)
    invite(by=administrator, person=not_yet.person, role=Role.FELLOW, programme=programme, cohort=cohort)
    write_call(places[FERN], administrator)
    write_last_year(cohort, hosts, mentors, team)
    write_templates(cohort, administrator)
    write_matching(cohort, hosts, mentors, administrator)
    write_messages(cohort, [places[AMINA], places[BETHAN]], fellows[-1], administrator)
    write_announcements(cohort, administrator)
    write_preferences(places[GURPREET], places[JO])
    return programme


def _begun(programme: Programme, starts: dt.date) -> tuple[Cohort, Team]:
    """This year's cohort, and who runs and teaches it."""
    administrator = make_staff(ADMINISTRATOR, programme, Role.ADMINISTRATOR, starts)
    cohort = Cohort.objects.create(
        programme=programme,
        name=f"{starts.year} to {last_day(starts, 12).year}",
        template=create_template(by=administrator, programme=programme, name="Twelve months"),
        starts_on=starts,
        ends_on=last_day(starts, 12),
        launched_at=moment(7 * WEEKS_IN),
    )
    tutor, second = (make_staff(one, programme, Role.TUTOR, starts, cohort) for one in (TUTOR, SECOND_MARKER))
    return cohort, Team(administrator, tutor, second)
