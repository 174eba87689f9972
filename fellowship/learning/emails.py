from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fellowship.cohorts.models import Place
from fellowship.learning.models import Assignment, Result, TaughtDay
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message
from fellowship.notifications.services import outbox


def tell_fellow(result: Result) -> None:
    """One message for each judgement; the mark itself is read after signing in."""
    assert result.recorded_at is not None  # the database sees to it: outcome_recorded_when
    outbox.put(
        person=result.place.person,
        kind="result_recorded",
        object_kind="learning.result",
        object_id=f"{result.pk}.{int(result.recorded_at.timestamp())}",
        programme_id=result.place.cohort.programme_id,
        why=_("You are a fellow in %(cohort)s.") % {"cohort": result.place.cohort},
    )


def result_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    wanted = {message.pk: int(message.object_id.split(".")[0]) for message in messages}
    results = Result.objects.select_related("assignment__module").exclude(outcome="").in_bulk(wanted.values())
    return {
        message.pk: Letter(
            "emails/learning/result_recorded",
            {"assignment": result.assignment, "module": result.assignment.module},
            line=_("A result was recorded for %(title)s.") % {"title": result.assignment.title},
            url=reverse("modules"),
        )
        for message in messages
        if (result := results.get(wanted[message.pk])) and result.place_id
    }


def assignment_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    """Still needed while the date has not moved and the fellow has neither handed in nor left."""
    wanted = {message.pk: int(message.object_id) for message in messages}
    assignments = Assignment.objects.select_related("module").in_bulk(wanted.values())
    people = {message.person_id for message in messages}
    current = set(Place.objects.current().filter(person__in=people).values_list("person_id", "cohort_id"))
    handed_in = set(
        Result.objects.filter(assignment__in=wanted.values(), place__person__in=people)
        .exclude(submitted_on=None, outcome="")
        .values_list("place__person_id", "assignment_id")
    )
    extended = {
        (person, assignment): day
        for person, assignment, day in Result.objects.filter(
            assignment__in=wanted.values(), place__person__in=people, extended_to__isnull=False
        ).values_list("place__person_id", "assignment_id", "extended_to")
    }
    letters = {}
    for message in messages:
        assignment = assignments.get(wanted[message.pk])
        key = (message.person_id, wanted[message.pk])
        if assignment is None or key in handed_in:
            continue
        if (message.person_id, assignment.module.cohort_id) not in current:
            continue
        due_on = extended.get(key, assignment.due_on)
        if due_on != message.due_on:
            continue
        letters[message.pk] = Letter(
            "emails/learning/assignment_due",
            {"assignment": assignment, "module": assignment.module, "due_on": due_on},
            line=_("%(title)s is due.") % {"title": assignment.title},
            url=reverse("modules"),
        )
    return letters


def taught_day_letters(messages: Sequence[Message]) -> Mapping[int, Letter]:
    wanted = {message.pk: int(message.object_id) for message in messages}
    days = TaughtDay.objects.select_related("module").in_bulk(wanted.values())
    current = set(
        Place.objects.current()
        .filter(person__in={message.person_id for message in messages})
        .values_list("person_id", "cohort_id")
    )
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
        and (message.person_id, day.module.cohort_id) in current
    }
