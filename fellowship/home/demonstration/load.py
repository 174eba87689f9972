"""Writes the demonstration. Rows are made directly, with dates in the past, where a service would
only know today."""

import datetime as dt
import uuid
from itertools import cycle

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from challenges.models import Challenge, LogEntry, Milestone, MilestoneChange
from challenges.workflow import EntryStatus, MilestoneStatus
from fellowship.cohorts.layout import lay_out_year, plan_place
from fellowship.cohorts.models import Cohort, Pairing, Place, Programme, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.cohorts.services.cohorts import last_day
from fellowship.cohorts.services.invitations import invite, send_invitation
from fellowship.cohorts.services.templates import create_template
from fellowship.home.demonstration import words
from fellowship.home.demonstration.announcements import write_announcements
from fellowship.home.demonstration.brief import write_brief
from fellowship.home.demonstration.calendar import write_calendars
from fellowship.home.demonstration.calls import write_call
from fellowship.home.demonstration.last_year import write_last_year
from fellowship.home.demonstration.many import write_many
from fellowship.home.demonstration.matching import write_matching
from fellowship.home.demonstration.messages import write_messages
from fellowship.home.demonstration.people import (
    ADMINISTRATOR,
    AMINA,
    BETHAN,
    FELLOWS,
    FERN,
    HOSTS,
    INVITED,
    MENTORS,
    PROGRAMME,
    TUTOR,
    Fellow,
    Staff,
)
from fellowship.home.demonstration.pgcert import write_pgcert
from fellowship.home.demonstration.sessions import write_sessions
from fellowship.home.demonstration.templates import write_templates
from fellowship.home.demonstration.workspace import write_workspace
from fellowship.people.models import Organisation, User
from fellowship.sealed.services.drafts import save_draft
from fellowship.sealed.services.notes import save_note
from mentoring.models import Comment, Visit

WEEKS_IN = 11
# How the first weeks went: milestones signed off, the next one sent so many days ago (None: not
# sent), and how many days ago each entry was shared.
COURSES: dict[str, tuple[int, int | None, list[int]]] = {
    "lively": (3, None, [66, 52, 40, 31, 22, 13, 4]),
    "steady": (3, None, [60, 44, 27, 9]),
    "waiting": (2, 19, [58, 43, 30, 19]),
    "behind": (1, None, [64, 39]),
    "quiet": (2, None, [68, 59, 47]),
}
# An entry newer than this still waits for the mentor; those of "waiting" fellows wait longer.
ANSWERED_AFTER = 7


def first_monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=today.weekday(), weeks=WEEKS_IN)


@transaction.atomic
def load() -> Programme:
    """The whole demonstration, as of today."""
    starts = first_monday(timezone.localdate())
    programme = Programme.objects.create(name=PROGRAMME)
    hosts = [Organisation.objects.create(name=name) for name in HOSTS]
    administrator = _staff(ADMINISTRATOR, programme, Role.ADMINISTRATOR, starts)
    cohort = Cohort.objects.create(
        programme=programme,
        name=f"{starts.year} to {last_day(starts, 12).year}",
        template=create_template(by=administrator, programme=programme, name="Twelve months"),
        starts_on=starts,
        ends_on=last_day(starts, 12),
        launched_at=_moment(7 * WEEKS_IN),
    )
    tutor = _staff(TUTOR, programme, Role.TUTOR, starts, cohort)
    mentors = [_person(mentor) for mentor in MENTORS]
    places = {
        fellow: _place(fellow, cohort, hosts, mentors, administrator) for fellow in [*FELLOWS, *INVITED]
    }
    lay_out_year(cohort, administrator)
    MilestoneChange.objects.filter(milestone__challenge__place__cohort=cohort).update(at=cohort.launched_at)
    for fellow in FELLOWS:
        _live_through(fellow, places[fellow].challenge, mentors[fellow.mentor])
    _amina(places[AMINA], mentors[AMINA.mentor])
    write_pgcert(cohort, tutor, administrator, _moment)
    write_calendars(cohort, administrator, _moment)
    write_sessions(cohort, places[AMINA], mentors[1], tutor)
    _invitations(cohort, places, administrator)
    write_many(cohort, administrator, _moment)
    write_call(places[FERN], administrator)
    write_templates(cohort, administrator, _moment)
    write_matching(cohort, hosts, mentors, administrator)
    write_last_year(cohort, hosts, mentors[3])
    write_messages(cohort, [places[AMINA], places[BETHAN]], places[FELLOWS[-1]], administrator, _moment)
    write_announcements(cohort, administrator, _moment)
    return programme


def _moment(days_ago: int) -> dt.datetime:
    """At some hour of a working day, so many days ago."""
    at = dt.time(hour=9 + days_ago * 5 % 9, minute=days_ago * 13 % 60)
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return timezone.make_aware(dt.datetime.combine(day, at))


def _person(somebody: Staff | Fellow, *, joined: bool = True) -> User:
    user = User.objects.create_user(
        email=somebody.email,
        title=somebody.title,
        given_name=somebody.given_name,
        family_name=somebody.family_name,
    )
    if joined:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _staff(
    somebody: Staff, programme: Programme, role: str, starts: dt.date, cohort: Cohort | None = None
) -> User:
    user = _person(somebody)
    RoleAssignment.objects.create(
        person=user, programme=programme, cohort=cohort, role=role, starts_on=starts - dt.timedelta(days=60)
    )
    return user


def _place(fellow: Fellow, cohort: Cohort, hosts: list[Organisation], mentors: list[User], by: User) -> Place:
    person = _person(fellow, joined=fellow not in INVITED)
    person.profession, person.grade, person.language = fellow.profession, fellow.grade, fellow.language
    person.save(update_fields=["profession", "grade", "language"])
    place = Place.objects.create(
        person=person,
        cohort=cohort,
        host=hosts[fellow.host],
        clinical_days="1.5",
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )
    Pairing.objects.create(place=place, mentor=mentors[fellow.mentor], starts_on=cohort.starts_on)
    plan_place(place, by, fellow.challenge)
    return place


def _live_through(fellow: Fellow, challenge: Challenge, mentor: User) -> None:
    signed, sent, shared = COURSES[fellow.course]
    milestones = list(challenge.milestones.order_by("due_on", "pk"))
    for milestone in milestones[:signed]:
        _sign_off(milestone, mentor, min(milestone.due_on, timezone.localdate()))
    if sent is not None:
        _send(milestones[signed], _moment(sent))
    Visit.objects.create(person=mentor, challenge=challenge, seen_until=_moment(ANSWERED_AFTER))
    if fellow is AMINA:
        return
    happened, so_whats = cycle(words.ENTRIES), cycle(words.SO_WHATS)
    answers = cycle(words.COMMENTS)
    for number, days_ago in enumerate(shared):
        waits = days_ago < ANSWERED_AFTER or (fellow.course == "waiting" and days_ago == sent)
        entry = _entry(
            challenge, days_ago, number % 2 == 0, next(happened), next(so_whats), "", waits, milestones[:1]
        )
        if not waits and number % 2 == 0:
            _comment(entry, mentor, next(answers), days_ago - 2)


def _sign_off(milestone: Milestone, mentor: User, day: dt.date) -> None:
    _send(milestone, _on(day - dt.timedelta(days=2)))
    moment = _on(day)
    milestone.status, milestone.signed_off_by, milestone.signed_off_at = (
        MilestoneStatus.SIGNED_OFF,
        mentor,
        moment,
    )
    milestone.evidence = "Discussed together; the notes are with the host."
    milestone.save()
    _step(milestone, "sign_off", MilestoneStatus.SENT, mentor, moment)


def _send(milestone: Milestone, moment: dt.datetime) -> None:
    milestone.status, milestone.sent_at = MilestoneStatus.SENT, moment
    milestone.save()
    fellow = milestone.challenge.place.person
    _step(milestone, "send", MilestoneStatus.PLANNED, fellow, moment)


def _step(milestone: Milestone, act: str, before: str, by: User, moment: dt.datetime) -> None:
    change = MilestoneChange.objects.create(
        milestone=milestone,
        act=act,
        by=by,
        status_before=before,
        status_after=milestone.status,
        due_after=milestone.due_on,
    )
    MilestoneChange.objects.filter(pk=change.pk).update(at=moment)


def _on(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9 + day.day % 8, day.day * 7 % 60)))


def _entry(
    challenge: Challenge,
    days_ago: int,
    balcony: bool,
    happened: str,
    so_what: str,
    now_what: str,
    waits: bool,
    milestones: list[Milestone],
) -> LogEntry:
    shared_at = _moment(days_ago)
    entry = LogEntry.objects.create(
        challenge=challenge,
        author=challenge.place.person,
        draft_id=uuid.uuid4(),
        happened_on=timezone.localdate(shared_at),
        what_happened=happened,
        so_what=so_what,
        now_what=now_what,
        vantage="balcony" if balcony else "dance_floor",
        status=EntryStatus.SHARED,
        shared_at=shared_at,
        waiting_since=shared_at if waits else None,
    )
    entry.milestones.set(milestones)
    if challenge.last_entry_at is None or challenge.last_entry_at < shared_at:
        challenge.last_entry_at = shared_at
        challenge.save(update_fields=["last_entry_at"])
    return entry


def _comment(entry: LogEntry, author: User, text: str, days_ago: int) -> None:
    Comment.objects.create(
        challenge=entry.challenge,
        log_entry=entry,
        author=author,
        form_id=uuid.uuid4(),
        text=text,
        created_at=_moment(days_ago),
    )


def _amina(place: Place, mentor: User) -> None:
    """The fellow a visitor signs in as: a whole story, a brief under discussion, words of her own."""
    challenge = place.challenge
    milestones = list(challenge.milestones.order_by("due_on", "pk"))
    for number, (days_ago, balcony, happened, so_what, now_what, answer) in enumerate(words.STORY):
        waits = days_ago < ANSWERED_AFTER
        entry = _entry(
            challenge,
            days_ago,
            balcony,
            happened,
            so_what,
            now_what,
            waits,
            milestones[number % 4 : number % 4 + 1],
        )
        if answer:
            _comment(entry, mentor, answer, days_ago - 1)
    write_brief(challenge, mentor, _moment)
    write_workspace(challenge, _moment)
    Milestone.objects.create(
        challenge=challenge,
        title="Self-rostering trial starts in the Eastgate team",
        description="Six doctors, four weeks, one page of rules they wrote themselves.",
        due_on=timezone.localdate() + dt.timedelta(days=8),
        status=MilestoneStatus.IN_PROGRESS,
    )
    if not settings.AUTHOR_SEAL_KEY:
        return
    for days_ago, text in words.PRIVATE_NOTES:
        save_note(
            by=place.person,
            note_id=uuid.uuid4(),
            text=text,
            written_on=timezone.localdate(_moment(days_ago)),
            version=0,
            about_challenge_id=challenge.pk,
        )
    save_draft(
        by=place.person,
        draft_id=uuid.uuid4(),
        form="log",
        subject_id=challenge.pk,
        fields=words.DRAFT,
        version=0,
    )


def _invitations(cohort: Cohort, places: dict[Fellow, Place], administrator: User) -> None:
    """One fellow has been invited and has not answered; the other invitation has not been sent."""
    for number, fellow in enumerate(INVITED):
        invitation = invite(
            by=administrator,
            person=places[fellow].person,
            role=Role.FELLOW,
            programme=cohort.programme,
            cohort=cohort,
        )
        if number == 0:
            send_invitation(by=administrator, invitation=invitation)
