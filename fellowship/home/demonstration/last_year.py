"""Last year's cohort: launched, lived, studied, handed on and closed, so that it stands as an archive."""

import datetime as dt

from challenges.models import BriefVersion, Challenge
from challenges.services.log import answer_entry
from challenges.services.milestones import act_on_milestone
from challenges.workflow import BriefStatus
from fellowship.cohorts.models import Cohort, Place
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.calendars.planning import Wish
from fellowship.cohorts.services.closing import close_cohort, note_handover_owner, stay_in_touch
from fellowship.cohorts.services.cohorts import create_cohort, last_day, launch_cohort
from fellowship.cohorts.services.places import change_place
from fellowship.cohorts.services.roles import end_role
from fellowship.home.demonstration import last_year_words as words
from fellowship.home.demonstration.course import make_entry
from fellowship.home.demonstration.dates import COHORT, MILESTONES, PLACES, dated, day, on
from fellowship.home.demonstration.last_year_met import write_meetings
from fellowship.home.demonstration.last_year_studied import write_studies
from fellowship.home.demonstration.places import Team, give_role, make_place
from fellowship.people.models import Organisation, User

# A cohort begins before the one of this year, whose first weeks it overlaps with its closing.
WEEKS_BEFORE = 53
KEPT_FOR = dt.timedelta(days=6 * 365)
CLOSED_AFTER = 20  # days
LOGGED = [260, 12]  # days before the last one


def write_last_year(this_year: Cohort, hosts: list[Organisation], mentors: list[User], team: Team) -> None:
    cohort = _made(this_year, team)
    roles = [
        give_role(person, cohort.programme, Role.TUTOR, cohort.starts_on, cohort)
        for person in (team.tutor, team.second_marker)
    ]
    places = [
        make_place(former.fellow, cohort, hosts, mentors, team.administrator) for former in words.FORMER
    ]
    with dated(on(cohort.starts_on), COHORT, MILESTONES, letters_kept=False):
        cohort = launch_cohort(by=team.administrator, cohort=cohort)
    mentor_of = {place: place.pairings.select_related("mentor").get().mentor for place in places}
    for place, former in zip(places, words.FORMER, strict=True):
        _worked(place.challenge, former, mentor_of[place], cohort)
    _signed_off(places, mentor_of)
    write_studies(cohort, places, team)
    write_meetings(cohort, places, team)
    _handed_on(cohort, places)
    closed_on = _closed(cohort, places, team.administrator)
    for role in roles:
        end_role(by=team.administrator, role=role, on=closed_on, reason=words.TAUGHT)


def _made(this_year: Cohort, team: Team) -> Cohort:
    starts_on = this_year.starts_on - dt.timedelta(weeks=WEEKS_BEFORE)
    ends_on = last_day(starts_on, 12)
    return create_cohort(
        by=team.administrator,
        programme=this_year.programme,
        name=f"{starts_on.year} to {ends_on.year}",
        starts_on=starts_on,
        ends_on=ends_on,
        template=this_year.template,
    )


def _worked(challenge: Challenge, former: words.Former, mentor: User, cohort: Cohort) -> None:
    """The agreed brief, and entries the mentor has agreed."""
    agreed = on(cohort.starts_on + dt.timedelta(days=45))
    BriefVersion.objects.create(
        challenge=challenge,
        number=1,
        status=BriefStatus.AGREED,
        title=challenge.title,
        problem=words.PROBLEM,
        aim=former.aim,
        how_we_will_know=words.KNOWN_BY,
        sent_at=agreed - dt.timedelta(days=4),
        answered_by=mentor,
        answered_at=agreed,
    )
    first, last = words.ENTRIES
    for days, (happened, so_what) in zip(LOGGED, (first, (last[0], former.learnt)), strict=True):
        ago = (day(0) - cohort.ends_on).days + days
        entry = make_entry(challenge, ago, True, happened, so_what, "", True, [])
        with dated(on(day(2 - ago)), letters_kept=False):
            answer_entry(entry=entry, by=mentor, act="agree")


def _signed_off(places: list[Place], mentor_of: dict[Place, User]) -> None:
    """Every milestone: sent by its fellow three days before it was due, signed off on the day."""
    years = zip(*(place.challenge.milestones.order_by("due_on", "pk") for place in places), strict=True)
    for milestones in years:
        due_on = milestones[0].due_on
        with dated(on(due_on - dt.timedelta(days=3)), MILESTONES, letters_kept=False):
            for place, milestone in zip(places, milestones, strict=True):
                act_on_milestone(milestone=milestone, act="send", by=place.person, evidence=words.EVIDENCE)
        with dated(on(due_on), MILESTONES, letters_kept=False):
            for place, milestone in zip(places, milestones, strict=True):
                act_on_milestone(milestone=milestone, act="sign_off", by=mentor_of[place])


def _handed_on(cohort: Cohort, places: list[Place]) -> None:
    with dated(on(cohort.ends_on), COHORT, letters_kept=False):
        for place, former in zip(places, words.FORMER, strict=True):
            name, job = former.owner
            email = f"{name.replace(' ', '.')}@example.org".lower()
            note_handover_owner(by=place.person, place=place, name=name, job=job, email=email)
            if former.stays_in_touch:
                person = place.person
                stay_in_touch(by=person, programme=cohort.programme, email=person.email)


def _closed(cohort: Cohort, places: list[Place], administrator: User) -> dt.date:
    """Refused while anything of the checklist is open, so nothing is."""
    with dated(on(cohort.ends_on + dt.timedelta(days=1)), PLACES, letters_kept=False):
        for place in places:
            wish = Wish("complete", on=cohort.ends_on)
            change_place(by=administrator, place=place, wish=wish, reason=words.COMPLETED)
    closed_on = cohort.ends_on + dt.timedelta(days=CLOSED_AFTER)
    with dated(on(closed_on), COHORT, letters_kept=False):
        close_cohort(by=administrator, cohort=cohort, keep_until=closed_on + KEPT_FOR)
    return closed_on
