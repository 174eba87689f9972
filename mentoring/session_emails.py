"""What the emails about sessions say: between whom, and when. Never where, what about, or why."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.notifications.because import because
from fellowship.notifications.invitations import Invitation
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services import outbox
from fellowship.people.models import User
from mentoring.models import Session
from mentoring.times import in_words, is_soon
from mentoring.told import When, before_in, facts_of_change
from mentoring.workflow import TO_ANSWER, SessionStatus

KIND = "mentoring.session"
WITH_PEOPLE = ("pairing__mentor", "pairing__place__person", "pairing__place__cohort")


def tell_of_proposal(session: Session, by: User) -> None:
    """At once, whatever the preference for proposals, where one of the times is within two days."""
    soon = any(is_soon(time.starts_at) for time in session.times.all())
    soon = soon or (session.stands and session.starts_at is not None and is_soon(session.starts_at))
    _tell(session, session.other_than(by.pk), "session_soon" if soon else "session", session.version)


def tell_other(session: Session, by: User) -> None:
    """That what was proposed is withdrawn, or that the agreed time stays."""
    _tell(session, session.other_than(by.pk), "session", session.version)


def invite(session: Session, before: When | None = None) -> None:
    """Both get it for their calendar: agreed, moved (from `before`, so many minutes) or cancelled."""
    assert session.starts_at is not None
    people = (session.fellow, session.pairing.mentor)
    facts = facts_of_change(
        KIND,
        session.pk,
        [person.pk for person in people],
        before=before,
        now=(session.starts_at, session.minutes),
    )
    for person in people:
        _tell(session, person, "session_agreed", session.sequence, facts[person.pk])


def _tell(
    session: Session, person: User, kind: str, number: int, facts: dict[str, Any] | None = None
) -> None:
    outbox.put(
        person=person,
        kind=kind,
        object_kind=KIND,
        object_id=f"{session.pk}.{number}",
        why=why(session, person),
        facts=facts,
        programme_id=session.pairing.place.cohort.programme_id,
    )


def why(session: Session, person: User) -> str:
    other = session.other_than(person.pk).full_name
    if person.pk == session.pairing.mentor_id:
        return because("You mentor %(name)s.", name=other)
    return because("%(name)s is your mentor.", name=other)


def numbers_of(message: Message) -> tuple[int, int]:
    pk, _dot, number = message.object_id.partition(".")
    return int(pk), int(number or 0)


def sessions_of(messages: Sequence[Message]) -> dict[int, Session]:
    wanted = {numbers_of(message)[0] for message in messages}
    return Session.objects.select_related(*WITH_PEOPLE).prefetch_related("times").in_bulk(wanted)


def is_of_the_two(session: Session, person_id: int) -> bool:
    return person_id in (session.pairing.mentor_id, session.pairing.place.person_id)


def proposal_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Only the newest state is told: what was answered, replaced or settled meanwhile needs no letter."""
    sessions, letters = sessions_of(messages), {}
    for message in messages:
        pk, version = numbers_of(message)
        session = sessions.get(pk)
        if session and session.version == version and is_of_the_two(session, message.person_id):
            letters[message.pk] = _proposal(session, message.person)
    return letters


def _proposal(session: Session, person: User) -> Letter:
    other = session.other_than(person.pk).full_name
    with timezone.override(person.zone):
        times = [in_words(time.starts_at, time.lasts, session.zone) for time in session.times.all()]
        agreed = in_words(session.starts_at, session.minutes, session.zone) if session.starts_at else ""
    path = session.get_absolute_url()
    asks = session.status in TO_ANSWER
    context = {"other": other, "times": times, "agreed": agreed, "status": session.status, "path": path}
    if asks:
        line = _("%(name)s proposed times for a session") % {"name": other}
    elif session.status == SessionStatus.CANCELLED and session.proposed_by_id == person.pk:
        line = _("%(name)s can make none of the times for a session") % {"name": other}
    elif session.status == SessionStatus.CANCELLED:
        line = _("%(name)s withdrew the times for a session") % {"name": other}
    else:
        line = _("Your session with %(name)s stays as agreed") % {"name": other}
    starts = [time.starts_at for time in session.times.all()]
    return Letter(
        "emails/mentoring/session_proposed",
        {**context, "line": line},
        line=line,
        url=path,
        happens_at=_next_of([*starts, session.starts_at]),
    )


def _next_of(starts: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """The first at which one of the two might wait for the other."""
    now = timezone.now()
    return min((start for start in starts if start and start > now), default=None)


def invitation_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """A calendar that would be told of a time that has changed since is told of the newer one only."""
    sessions, letters = sessions_of(messages), {}
    for message in messages:
        pk, sequence = numbers_of(message)
        session = sessions.get(pk)
        if session is None or session.sequence != sequence or session.starts_at is None:
            continue
        is_needed = session.stands or session.status == SessionStatus.CANCELLED
        if is_needed and is_of_the_two(session, message.person_id):
            letters[message.pk] = _invited(session, message.person, message.facts)
    return letters


def _invited(session: Session, person: User, told: dict[str, Any]) -> Letter:
    """`told`: what it was before, as `invite` put it."""
    assert session.starts_at is not None
    other = session.other_than(person.pk).full_name
    is_cancelled = session.status == SessionStatus.CANCELLED
    before = before_in(told, session.minutes)
    with timezone.override(person.zone):
        when = in_words(session.starts_at, session.minutes, session.zone)
        was = in_words(*before, session.zone) if before else ""
    path = session.get_absolute_url()
    facts = {"other": other, "when": when}
    line = (
        _("Cancelled: session with %(other)s, %(when)s")
        if is_cancelled
        else _("Session with %(other)s, %(when)s")
    )
    return Letter(
        "emails/mentoring/session_agreed",
        {
            **facts,
            "line": line % facts,
            "is_cancelled": is_cancelled,
            "moved": session.sequence > 0,
            "was": was,
            "path": path,
        },
        line=line % facts,
        url=path,
        invitation=invitation_of(session, is_cancelled=is_cancelled),
        happens_at=_next_of([session.starts_at, before and before[0]]),
    )


def invitation_of(session: Session, *, is_cancelled: bool) -> Invitation:
    """The same words for both, since it is the same event in both calendars."""
    assert session.starts_at is not None
    fellow, mentor = session.fellow, session.pairing.mentor
    people = {"fellow": fellow.full_name, "mentor": mentor.full_name}
    return Invitation(
        uid=str(session.uid),
        sequence=session.sequence,
        starts_at=session.starts_at,
        minutes=session.minutes,
        zone=session.zone,
        title=_("Session: %(fellow)s and %(mentor)s") % people,
        url=settings.SITE_URL.rstrip("/") + session.get_absolute_url(),
        invited=(fellow, mentor),
        place=session.place,
        is_cancelled=is_cancelled,
    )
