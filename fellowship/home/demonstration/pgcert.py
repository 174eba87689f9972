"""The PgCert of the demonstration, twelve weeks in: a workshop behind it, an essay coming up."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from fellowship.cohorts.models import Cohort, Place
from fellowship.learning.models import (
    Assignment,
    Attendance,
    AttendanceChange,
    EarlierAttempt,
    ExtensionRequest,
    LeftOut,
    Material,
    Module,
    Result,
    ResultChange,
    Submission,
    TaughtDay,
)
from fellowship.learning.models.attendance import TakenBy
from fellowship.people.models import User

Moment = Callable[[int], dt.datetime]

BRIEFS = [
    "Describe the system your challenge sits in: who decides, who is affected, and what holds the problem "
    "in place.\n\nUp to 3,000 words. Use at least one model from the workshops, and say where it does not fit.",
    "Report on one idea you tried: what you predicted, what happened, and what you did next.\n\n"
    "Up to 3,000 words, with one chart.",
    "A portfolio of your practice as a leader: four pieces of evidence, each with a page of reflection.",
]
VENUES = ["Keel House, room 2.14 (invented)", "The Old Customs Hall (invented)"]
LINK = "https://meet.example.org/harbour-pgcert"
MATERIALS = [
    ("Reading list", "https://library.example.org/leading-change/reading-list"),
    ("Stakeholder map, empty", "https://library.example.org/leading-change/stakeholder-map"),
]
REASONS = [
    "Two of our rota are off sick and I have been asked to cover nights until the end of the month. "
    "I have read everything and have about half a draft.",
    "My mother was taken to hospital in the week before the plan was due. She is home now.",
]
ANSWER = "Of course. I am sorry to hear it, and look forward to reading the essay."
# What the register says of the fellows in turn, day after day.
CAME = ["present", "present", "online", "present", "present", "excused", "present", "present", "absent"]


def write_pgcert(cohort: Cohort, tutor: User, administrator: User, moment: Moment) -> None:
    places = list(cohort.places.order_by("pk"))
    modules = list(cohort.modules.prefetch_related("assignments", "taught_days"))
    for module, brief in zip(modules, BRIEFS, strict=False):
        Assignment.objects.filter(module=module).update(brief=brief, second_marked=True)
    for title, link in MATERIALS:
        Material.objects.create(module=modules[0], title=title, link=link, added_by=tutor)
    days = list(TaughtDay.objects.filter(module__cohort=cohort))
    for number, day in enumerate(days):
        day.venue, day.link, day.capacity = VENUES[number // 3 % len(VENUES)], LINK, 30
        day.save(update_fields=["venue", "link", "capacity"])
    today = timezone.localdate()
    for number, day in enumerate(day for day in days if day.day < today):
        _take_register(day, places, number, tutor)
    _takes_another_course(cohort, places[-1])
    plan = _plan_already_marked(modules[0], tutor)
    _marked(plan, places, tutor, administrator, moment)
    _essay(Assignment.objects.filter(module=modules[0]).latest("due_on"), places, tutor, moment)


def _takes_another_course(cohort: Cohort, place: Place) -> None:
    """The last fellow studies one module elsewhere, with a deadline of its own."""
    last = Module.objects.filter(cohort=cohort, place=None).latest("order", "pk")
    LeftOut.objects.create(place=place, module=last)
    own = Module.objects.create(
        cohort=cohort,
        place=place,
        title="Quality improvement in practice",
        provider="Northshore University (invented)",
        credits=last.credits,
        order=last.order,
    )
    Assignment.objects.create(
        module=own,
        title="Improvement project report",
        due_on=timezone.localdate() + dt.timedelta(days=68),
        brief="A report on one change you led, with the measures you used. 3,000 words.",
    )


def _take_register(day: TaughtDay, places: list[Place], number: int, tutor: User) -> None:
    evening = timezone.make_aware(dt.datetime.combine(day.day, day.starts_at)) + dt.timedelta(minutes=20)
    for place_number, place in enumerate(places):
        status = CAME[(place_number + 4 * number) % len(CAME)]
        row = Attendance.objects.create(taught_day=day, place=place, status=status)
        taken = TakenBy.CODE if status == "present" and place_number % 3 else TakenBy.REGISTER
        by = place.person if taken == TakenBy.CODE else tutor
        change = AttendanceChange.objects.create(attendance=row, after=status, taken=taken, by=by)
        AttendanceChange.objects.filter(pk=change.pk).update(at=evening)


def _plan_already_marked(module, tutor: User) -> Assignment:
    return Assignment.objects.create(
        module=module,
        title="Plan of your essay, two pages",
        due_on=timezone.localdate() - dt.timedelta(days=24),
        brief="What you will write about, which models you will use, and what you still have to find out.",
    )


def _marked(plan: Assignment, places: list[Place], tutor: User, administrator: User, moment: Moment) -> None:
    """Everybody has handed in the plan; one was referred and handed in again."""
    for number, place in enumerate(places):
        mark = 52 + number * 7 % 23
        result = Result.objects.create(
            assignment=plan,
            place=place,
            submitted_on=plan.due_on - dt.timedelta(days=number % 4),
            mark=mark,
            outcome="pass",
            recorded_by=tutor,
            recorded_at=moment(12),
        )
        _submission(result, moment(24 + number % 4))
        _step(result, "hand_in", "open", place.person, moment(24 + number % 4))
        _step(result, "agree", "submitted", tutor, moment(12), mark=str(mark), outcome="pass")
        if number == 3:
            _referred(result, administrator, moment)


def _referred(result: Result, by: User, moment: Moment) -> None:
    EarlierAttempt.objects.create(
        result=result,
        number=1,
        due_on=result.assignment.due_on,
        submitted_on=result.submitted_on,
        mark=44,
        outcome="refer",
    )
    result.attempt, result.extended_to = 2, timezone.localdate() + dt.timedelta(days=11)
    result.submitted_on, result.mark, result.outcome = None, None, ""
    result.save()
    _step(result, "resubmit", "judged", by, moment(10), due_on=result.extended_to.isoformat())


def _essay(essay: Assignment, places: list[Place], tutor: User, moment: Moment) -> None:
    """Nothing is due yet: one has an extension, one asks for one, one handed in early and is half marked."""
    amina, extended, early = places[0], places[1], places[2]
    until = essay.due_on + dt.timedelta(days=14)
    asked = Result.objects.create(assignment=essay, place=amina)
    _request(asked, REASONS[0], until, moment(2))
    _step(asked, "ask_extension", "open", amina.person, moment(2), asked_for=until.isoformat())
    granted = Result.objects.create(
        assignment=essay, place=extended, extended_to=until, recorded_by=tutor, recorded_at=moment(8)
    )
    request = _request(granted, REASONS[1], until, moment(9))
    request.status, request.granted_to, request.answer = "granted", until, ANSWER
    request.decided_by, request.decided_at = tutor, moment(8)
    request.save()
    _step(granted, "ask_extension", "open", extended.person, moment(9), asked_for=until.isoformat())
    _step(granted, "grant_request", "open", tutor, moment(8), granted_to=until.isoformat())
    done = Result.objects.create(
        assignment=essay,
        place=early,
        submitted_on=timezone.localdate(moment(3)),
        first_mark=66,
        first_marker=tutor,
        recorded_by=tutor,
        recorded_at=moment(1),
    )
    _submission(done, moment(3))
    _step(done, "hand_in", "open", early.person, moment(3))
    _step(done, "mark", "submitted", tutor, moment(1), mark="66")


def _request(result: Result, reason: str, until: dt.date, at: dt.datetime) -> ExtensionRequest:
    request = ExtensionRequest.objects.create(
        result=result, attempt=1, kind="extension", asked_for=until, reason=reason
    )
    ExtensionRequest.objects.filter(pk=request.pk).update(asked_at=at)
    return request


def _submission(result: Result, at: dt.datetime) -> None:
    kept = Submission.objects.create(
        result=result,
        attempt=1,
        handed_in_on=timezone.localdate(at),
        at_provider=True,
        by=result.place.person,
    )
    Submission.objects.filter(pk=kept.pk).update(at=at)


def _step(result: Result, act: str, before: str, by: User, at: dt.datetime, **detail: str) -> None:
    change = ResultChange.objects.create(
        result=result, attempt=1, act=act, before=before, after=result.status, detail=detail, by=by
    )
    ResultChange.objects.filter(pk=change.pk).update(at=at)
