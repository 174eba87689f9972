"""The letter that asks fellows and mentors, before a matching."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from fellowship.cohorts.models import FellowProfile, MentorProfile, Place, WishRound
from fellowship.notifications.letters import Letter
from fellowship.notifications.models import Message


def wishes_letters(messages: Sequence[Message]) -> dict[int, Letter]:
    """Not needed once the asking is over, has another last day, or the fellow has said all."""
    asked = {message.pk: message.object_id.partition(".") for message in messages}
    found = WishRound.objects.filter(pk__in={pk for pk, _dot, _day in asked.values()})
    rounds = {str(one.pk): one for one in found.select_related("cohort__programme") if one.is_open}
    people = {message.person_id for message in messages}
    places = _places(rounds.values(), people)
    profiles = _profiles(rounds.values(), people)
    letters = {}
    for message in messages:
        pk, _dot, until = asked[message.pk]
        one = rounds.get(pk)
        if one is None or one.until != dt.date.fromisoformat(until):
            continue
        context: dict[str, object] = {"round": one, "cohort": one.cohort}
        if place := places.get((one.cohort_id, message.person_id)):
            url = reverse("wishes", args=[place])
            letters[message.pk] = Letter("emails/cohorts/wishes", context | {"link": url}, url=url)
        elif profile := profiles.get((one.cohort.programme_id, message.person_id)):
            url = reverse("mentor_profile", args=[profile])
            letters[message.pk] = Letter("emails/cohorts/mentor_asked", context | {"link": url}, url=url)
    return letters


def _places(rounds, people: set[int]) -> dict[tuple[int, int], int]:
    cohorts = [one.cohort_id for one in rounds]
    silent = Place.objects.current().filter(
        ~Q(pk__in=FellowProfile.objects.values("place")), cohort__in=cohorts, person__in=people
    )
    return {(cohort, person): pk for pk, cohort, person in silent.values_list("pk", "cohort_id", "person_id")}


def _profiles(rounds, people: set[int]) -> dict[tuple[int, int], int]:
    programmes = [one.cohort.programme_id for one in rounds]
    asked = MentorProfile.objects.filter(programme__in=programmes, person__in=people)
    return {
        (programme, person): pk
        for pk, programme, person in asked.values_list("pk", "programme_id", "person_id")
    }
