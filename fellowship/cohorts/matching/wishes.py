"""What people say before a matching: the team opens the asking, fellows wish, all declare conflicts."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowship.cohorts.matching.pool import without_mentor
from fellowship.cohorts.models import (
    Cohort,
    Conflict,
    FellowProfile,
    Interest,
    MentorProfile,
    Place,
    Wish,
    WishRound,
)
from fellowship.notifications.because import because
from fellowship.notifications.services.outbox import Entry, put_many
from fellowship.people.models import User
from fellowship.people.services import audit


class Closed(ValueError):
    """A sentence: the fellow cannot change it any more."""


@transaction.atomic
def open_wishes(*, by: User, cohort: Cohort, until: dt.date) -> WishRound:
    """Asks fellows without a mentor and the mentors of the pool, once for each last day."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    asked, _is_new = WishRound.objects.update_or_create(cohort=cohort, defaults={"until": until})
    audit.record("wishes asked for", asked, by=by, cohort=cohort.pk, until=str(until))
    fellows = without_mentor(cohort, max(timezone.localdate(), cohort.starts_on))
    mentors = MentorProfile.objects.in_pool(cohort.programme_id)
    people = {*fellows.values_list("person_id", flat=True), *mentors.values_list("person_id", flat=True)}
    put_many(
        [
            Entry(
                person_id=person,
                kind="wishes",
                object_kind="cohorts.wishround",
                object_id=f"{asked.pk}.{until.isoformat()}",
                why=because("The programme team is about to match fellows with mentors."),
                programme_id=cohort.programme_id,
            )
            for person in sorted(people)
        ]
    )
    return asked


@transaction.atomic
def save_wishes(
    *,
    by: User,
    place: Place,
    wishes: Sequence[User | None],
    rather_not: Collection[User],
    interests: Collection[Interest],
    conflicts: Mapping[str, Collection[User]],
) -> FellowProfile:
    """Instead of what the fellow said before. `wishes`: the first one first, empty ranks left out.

    `conflicts`: by kind, the mentors the fellow declares; what others declared stays.
    """
    place = Place.objects.select_for_update().get(pk=place.pk)
    round_now = WishRound.objects.filter(cohort=place.cohort_id).first()
    if round_now is None or not round_now.is_open or place.has_ended:
        raise Closed(_("The programme team is no longer asking for wishes. Talk to them instead."))
    said, _is_new = FellowProfile.objects.update_or_create(place=place, defaults={"said_at": timezone.now()})
    said.interests.set(interests)
    place.wishes.all().delete()
    wished = [mentor for mentor in wishes if mentor is not None]
    Wish.objects.bulk_create(
        [
            *(Wish(place=place, mentor=mentor, rank=rank) for rank, mentor in enumerate(wished, 1)),
            *(Wish(place=place, mentor=mentor, rank=None) for mentor in rather_not),
        ]
    )
    place.conflicts.filter(declared_by=by).delete()
    Conflict.objects.bulk_create(
        [
            Conflict(place=place, mentor=mentor, kind=kind, declared_by=by)
            for kind, mentors in conflicts.items()
            for mentor in mentors
        ]
    )
    audit.record("wishes said", place, by=by, wishes=len(wished), rather_not=len(rather_not))
    return said


@transaction.atomic
def declare_conflict(*, by: User, place: Place, mentor: User, kind: str, words: str = "") -> Conflict:
    """Declaring the same again changes the words."""
    conflict, _is_new = Conflict.objects.update_or_create(
        place=place, mentor=mentor, kind=kind, declared_by=by, defaults={"words": words}
    )
    audit.record("conflict declared", conflict, by=by, place=place.pk, mentor=mentor.pk, kind=kind)
    return conflict


@transaction.atomic
def withdraw_conflict(*, by: User, conflict: Conflict) -> None:
    audit.record(
        "conflict withdrawn",
        conflict,
        by=by,
        place=conflict.place_id,
        mentor=conflict.mentor_id,
        kind=conflict.kind,
    )
    conflict.delete()
