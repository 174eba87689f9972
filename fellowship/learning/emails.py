import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.bulk.messaging import MINUTES_TO_UNDO
from fellowship.cohorts.models import Cohort, Place, RoleAssignment
from fellowship.cohorts.models.escalation import Late
from fellowship.cohorts.permissions import Permission, roles_with
from fellowship.cohorts.reminding import others_told, places_reminded
from fellowship.cohorts.services.calendars.telling import KIND
from fellowship.learning.models import Assignment, ExtensionRequest, MarksShared, Result, TaughtDay
from fellowship.learning.taking import Taking, places_due
from fellowship.learning.workflow import ExtensionStatus
from fellowship.notifications.because import because
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services import outbox
from fellowship.people.models import User

OF_DEADLINE = "learning.assignment"


def tell_fellow(result: Result) -> None:
    """One message for each judgement; the mark itself is read after signing in."""
    assert result.recorded_at is not None  # the database sees to it: outcome_recorded_when
    outbox.put(
        person=result.place.person,
        kind="result_recorded",
        object_kind="learning.result",
        object_id=f"{result.pk}.{int(result.recorded_at.timestamp() * 1000)}",
        programme_id=result.place.cohort.programme_id,
        why=because("You are a fellow in %(cohort)s.", cohort=result.place.cohort),
    )


def result_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    wanted = {message.pk: int(message.object_id.split(".")[0]) for message in messages}
    # A further attempt clears the result it follows, and is told in the same way.
    results = (
        Result.objects.select_related("assignment__module")
        .exclude(outcome="", attempt=1)
        .in_bulk(wanted.values())
    )
    return {
        message.pk: Letter(
            "emails/learning/result_recorded",
            {
                "assignment": result.assignment,
                "module": result.assignment.module,
                "again": result.extended_to if not result.outcome else None,
            },
            line=_("A result was recorded for %(title)s.") % {"title": result.assignment.title},
            url=reverse("modules"),
        )
        for message in messages
        if (result := results.get(wanted[message.pk])) and result.place_id
    }


def tell_new_date(assignment: Assignment, *, before: dt.date, by: User) -> None:
    """Whose date it is, some minutes later and with the date as it is then: corrected again, told once."""
    now = timezone.now()
    cohort = assignment.module.cohort
    waiting = Message.objects.filter(
        kind=KIND,
        object_kind=OF_DEADLINE,
        object_id__startswith=f"{assignment.pk}.",
        status=MessageStatus.WAITING,
    )
    people = places_due(assignment).exclude(person__in=waiting.values("person")).exclude(person=by)
    outbox.put_many(
        [
            outbox.Entry(
                person_id=person,
                kind=KIND,
                object_kind=OF_DEADLINE,
                object_id=f"{assignment.pk}.{int(now.timestamp() * 1000)}",
                facts={"before": before.isoformat()},
                why=because("You are a fellow in %(cohort)s.", cohort=cohort),
                programme_id=cohort.programme_id,
                send_after=now + dt.timedelta(minutes=MINUTES_TO_UNDO),
            )
            for person in people.order_by("pk").values_list("person", flat=True)
        ]
    )


def tell_tutors(request: ExtensionRequest) -> None:
    """Everybody who may decide it. The reason is read after signing in."""
    cohort = request.result.place.cohort
    for person in deciders_of(cohort):
        outbox.put(
            person=person,
            kind="waiting_for_you",
            object_kind="learning.extensionrequest",
            object_id=str(request.pk),
            programme_id=cohort.programme_id,
            why=because("You record results in %(cohort)s.", cohort=cohort),
        )


def tell_decision(request: ExtensionRequest) -> None:
    place = request.result.place
    outbox.put(
        person=place.person,
        kind="result_recorded",
        object_kind="learning.extensionrequest",
        object_id=str(request.pk),
        programme_id=place.cohort.programme_id,
        why=because("You are a fellow in %(cohort)s.", cohort=place.cohort),
    )


def deciders_of(cohort: Cohort) -> QuerySet[User]:
    """Tutors of the cohort, else the programme's administrators: a tutor decides, if there is one."""
    roles = RoleAssignment.objects.in_force().filter(
        programme=cohort.programme_id, role__in=roles_with(Permission.RECORD_RESULTS)
    )
    tutors = roles.filter(cohort=cohort.pk)
    chosen = tutors if tutors.exists() else roles.filter(cohort=None)
    return User.objects.filter(pk__in=chosen.values("person"))


def extension_asked_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    """Needed while nobody has decided and the person may still do so."""
    found = _requests(messages, status=ExtensionStatus.ASKED)
    may = {
        (role.person_id, role.programme_id, role.cohort_id)
        for role in RoleAssignment.objects.in_force().filter(
            person__in={message.person_id for message in messages},
            role__in=roles_with(Permission.RECORD_RESULTS),
        )
    }
    letters = {}
    for message in messages:
        request = found.get(int(message.object_id))
        if request is None:
            continue
        cohort = request.result.place.cohort
        if not {(message.person_id, cohort.programme_id, pk) for pk in (cohort.pk, None)} & may:
            continue
        fellow = request.result.place.person.full_name
        title = request.result.assignment.title
        letters[message.pk] = Letter(
            "emails/learning/extension_asked",
            {"request": request, "fellow": fellow, "title": title},
            line=_("%(fellow)s asks for more time or for circumstances to be considered: %(title)s.")
            % {"fellow": fellow, "title": title},
            url=reverse("extension", args=[request.pk]),
        )
    return letters


def extension_decided_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    found = _requests(messages, status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED])
    letters = {}
    for message in messages:
        request = found.get(int(message.object_id))
        if request is None or request.result.place.person_id != message.person_id:
            continue
        assignment = request.result.assignment
        letters[message.pk] = Letter(
            "emails/learning/extension_decided",
            {"request": request, "assignment": assignment, "granted": request.status == "granted"},
            line=_("Your request about %(title)s was decided.") % {"title": assignment.title},
            url=reverse("own_work", args=[assignment.pk]),
        )
    return letters


def _requests(messages: Sequence[Message], **having: Any) -> dict[int, ExtensionRequest]:
    rows = ExtensionRequest.objects.filter(**having).select_related(
        "result__assignment__module", "result__place__person", "result__place__cohort"
    )
    return rows.in_bulk({int(message.object_id) for message in messages})


def assignment_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Of both kinds. Not needed any more: moved, extended, handed in, paused, person gone, marks closed."""
    assignments = Assignment.objects.select_related("module").in_bulk({_pks(one)[0] for one in messages})
    places = _places(messages, assignments.values())
    own = {(place.person_id, place.cohort_id): place for place in places.values()}
    results = {
        (result.assignment_id, result.place_id): result
        for result in Result.objects.filter(assignment__in=assignments, place__in=places)
    }
    late = {_pks(one)[1] for one in messages} - {None}
    told = others_told(
        (places[pk] for pk in late if pk in places), Late.ASSIGNMENT, mentors_of=sharing_marks(late)
    )
    taking = Taking({place.cohort_id for place in places.values()})
    letters = {}
    for message in messages:
        pk, place_pk = _pks(message)
        assignment = assignments.get(pk)
        if assignment is None:
            continue
        whose = (message.person_id, assignment.module.cohort_id)
        place = places.get(place_pk) if place_pk else own.get(whose)
        if place is None or not taking.takes(place, assignment.module):
            continue
        result = results.get((pk, place.pk))
        due_on = (result and result.extended_to) or assignment.due_on
        if due_on != message.due_on or (result and result.is_done):
            continue
        if place_pk is None:
            letters[message.pk] = _letter_to_fellow(message, assignment)
        elif message.person_id in told.get(place.pk, {}):
            letters[message.pk] = _letter_about(message, assignment, place)
    return letters


def sharing_marks(places: Collection[int | None]) -> set[int]:
    """Those of the places whose fellow lets mentors see marks; how late work is belongs to them."""
    return set(MarksShared.objects.filter(place__in=places).values_list("place", flat=True))


def _pks(message: Message) -> tuple[int, int | None]:
    """Assignment, and the place if it is told to somebody else than its fellow (reminders.py)."""
    assignment, _dot, place = message.object_id.partition(".")
    return int(assignment), int(place) if place else None


def _places(messages: Sequence[Message], assignments: Iterable[Assignment]) -> dict[int, Place]:
    found = places_reminded().filter(
        Q(person__in={one.person_id for one in messages}) | Q(pk__in={_pks(one)[1] for one in messages}),
        cohort__in={assignment.module.cohort_id for assignment in assignments},
    )
    return found.select_related("person", "cohort").in_bulk()


def _letter_to_fellow(message: Message, assignment: Assignment) -> Letter:
    about = _about(message, assignment)
    # A reminder may have been held back until after the date.
    overdue = message.kind == "assignment_overdue" or about["due_on"] < about["today"]
    words = _("%(title)s is overdue.") if overdue else _("%(title)s is due.")
    return Letter(
        f"emails/learning/{message.kind}",
        about,
        line=words % {"title": assignment.title},
        url=reverse("modules"),
    )


def _letter_about(message: Message, assignment: Assignment, place: Place) -> Letter:
    context = {"fellow": place.person.full_name, **_about(message, assignment)}
    return Letter("emails/learning/assignment_of_fellow", context, url=reverse("home"))


def _about(message: Message, assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "module": assignment.module,
        "due_on": message.due_on,
        "today": _today_of(message),
    }


def _today_of(message: Message) -> dt.date:
    return timezone.localdate(timezone=message.person.zone)


def taught_day_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    """Not needed any more: moved, over, paused, person gone."""
    wanted = {message.pk: int(message.object_id) for message in messages}
    days = TaughtDay.objects.select_related("module").in_bulk(wanted.values())
    cohorts = {day.module.cohort_id for day in days.values()}
    places = places_reminded().filter(
        person__in={message.person_id for message in messages}, cohort__in=cohorts
    )
    current = {(place.person_id, place.cohort_id): place for place in places}
    taking = Taking(cohorts)
    return {
        message.pk: Letter(
            "emails/learning/taught_day",
            {"day": day, "module": day.module},
            line=_("%(title)s: a taught day is coming up.") % {"title": day.module.title},
            url=reverse("modules"),
        )
        for message in messages
        if (day := days.get(wanted[message.pk]))
        and day.day == message.due_on
        and day.day >= _today_of(message)
        and (place := current.get((message.person_id, day.module.cohort_id)))
        and taking.takes(place, day.module)
    }
