"""The year a rehearsal asks about: laid out and launched inside a transaction that is taken back.

The engine's own sources are asked, so nothing is written here twice, and nothing stays. Other cohorts and
programmes are out of sight meanwhile, and neither written nor locked, even for a moment.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.errorcodes import LOCK_NOT_AVAILABLE

from fellowship.cohorts.bulk.messaging import KIND as ANNOUNCED
from fellowship.cohorts.layout import lay_out_year
from fellowship.cohorts.models import Announcement, Cohort, Escalation, Pairing, Place
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.models.place_change import ChangeKind
from fellowship.cohorts.services.announcements import ABOUT, people_meant
from fellowship.cohorts.services.calendars.planning import Wish, plan
from fellowship.cohorts.services.pauses import pauses_now
from fellowship.notifications.because import because
from fellowship.notifications.kinds import KINDS
from fellowship.notifications.reminders import Reminder, ReminderSource

AFTER_THE_YEAR = dt.timedelta(days=30)  # in which what is overdue is still told
# Filters that find other people on another day.
OF_THE_DAY = {"show", "state", "mentor"}
# What a fellow's calendar moves (home/services/moving.py), by what a reminder calls it.
MOVED_AS = {"challenges.milestone": "milestone", "learning.assignment": "assignment"}
# Shorter than the second after which Postgres looks for deadlocks: it is the rehearsal that gives way.
LONGEST_WAIT = "500ms"
# Tables with this cohort alone, and what its programme agreed, before the real ones until the transaction
# is taken back. The sources ask for things of launched cohorts: so they find this one's, and take as long
# as this one takes.
_ALONE = """
SET LOCAL lock_timeout = %(longest)s;
SELECT FROM cohorts_cohort WHERE id = %(cohort)s FOR NO KEY UPDATE;
SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true);
CREATE TEMPORARY TABLE cohorts_cohort AS SELECT * FROM cohorts_cohort WHERE id = %(cohort)s;
ALTER TABLE cohorts_cohort ADD PRIMARY KEY (id);
CREATE TEMPORARY TABLE cohorts_escalation AS
    SELECT * FROM cohorts_escalation WHERE programme_id = %(programme)s"""


class BeingChanged(Exception):
    """A sentence: somebody else is changing the cohort at this moment."""


@dataclass(frozen=True)
class Setting:
    """When people are told of what is to come, and of what is overdue (by field of Escalation; None: not).

    `in_summaries`: as if everybody had what can wait put into a daily summary.
    """

    days_before: list[int]
    days_after: Mapping[str, int | None]
    in_summaries: bool = False


@dataclass(frozen=True)
class PauseToCome:
    """`back_on` is the first day back as planned; None: silence to the end. `moves`: kind and pk of what
    moves with the return, and to which day."""

    starts_on: dt.date
    back_on: dt.date | None
    moves: Mapping[tuple[str, str], dt.date] = field(default_factory=dict)

    @property
    def looked_at_on(self) -> dt.date | None:
        """The morning after the return, when all that is late is looked at again."""
        return self.back_on + dt.timedelta(days=1) if self.back_on else None

    def holds(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.back_on is None or day < self.back_on)

    def moved(self, kind: str, object_id: str) -> dt.date | None:
        return self.moves.get((MOVED_AS.get(kind, ""), object_id.partition(".")[0]))


@dataclass(frozen=True)
class Due:
    """Something a person is to be told on a day, or at a moment. `pause` is that of the place it is about."""

    person_id: int
    kind: str
    object_kind: str
    object_id: str
    due_on: dt.date | None
    offset_days: int
    about: str
    why: str
    day: dt.date
    at: dt.datetime | None = None
    pause: PauseToCome | None = None
    as_of_today: bool = False
    happens_at: dt.datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What came of it, by setting; `announced` whatever the setting."""

    since: dt.date
    until: dt.date
    due: list[list[Due]]
    announced: list[Due]


def ask(
    cohort: Cohort, *, sources: Sequence[ReminderSource], settings: Sequence[Setting], late: bool
) -> Asked:
    """Everything due from the first day on, or from today once that is past. Raises BeingChanged."""
    with _taken_back():
        _live_alone(cohort)
        announced = list(_announced(cohort))
        _begin_pairings(cohort)
        today = timezone.localdate()
        earliest = max((days for one in settings for days in one.days_before), default=0)
        since = max(today, cohort.starts_on - dt.timedelta(days=earliest))
        places = list(Place.objects.current().filter(cohort=cohort).select_related("cohort"))
        until = max([cohort.ends_on, *(place.ends_on for place in places)]) + AFTER_THE_YEAR
        wanted = [
            one for one in sources if not KINDS[one.kind].hidden and (late or not KINDS[one.kind].agreed)
        ]
        due: list[list[Due]] = [[] for _setting in settings]
        agreed: Setting | None = None
        for pause in _as_each_pauses(places, today):
            for found, setting in zip(due, settings, strict=True):
                if setting != agreed:
                    _agree(cohort, setting, late)
                    agreed = setting
                found += [
                    told
                    for source in wanted
                    for one in source.due(min(since, pause.starts_on) if pause else since, until, None)
                    if (late or one.offset_days <= 0) and (told := _told(source, one, pause, since))
                ]
        ends = [one.day for found in due for one in found] + [timezone.localdate(one.at) for one in announced]
    return Asked(min([since, *ends]), max([until, *ends]), due, announced)


@contextmanager
def _taken_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        raise BeingChanged(
            _("Somebody is changing this cohort at this moment. Rehearse again in a minute.")
        ) from error


def _live_alone(cohort: Cohort) -> None:
    """This cohort alone runs, and its year is laid out."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ALONE, {"cohort": cohort.pk, "programme": cohort.programme_id, "longest": LONGEST_WAIT}
        )
    if not cohort.planned_at:
        lay_out_year(cohort, None)


def _begin_pairings(cohort: Cohort) -> None:
    """The sources ask who is a mentor today."""
    today = timezone.localdate()
    to_come = Pairing.objects.filter(place__cohort=cohort, starts_on__gt=today)
    if cohort.starts_on > today:
        try:
            with transaction.atomic():
                to_come.update(starts_on=today)
        except IntegrityError:
            pass  # a mentor follows another: the later ones are left as they are


def _agree(cohort: Cohort, setting: Setting, late: bool) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(
        launched_at=cohort.launched_at or timezone.now(), remind_days_before=setting.days_before
    )
    if not late:
        return
    agreed = Escalation.objects.filter(programme=cohort.programme_id)
    if not agreed.update(**setting.days_after):
        Escalation(pk=0, programme_id=cohort.programme_id, **setting.days_after).save(force_insert=True)


def _announced(cohort: Cohort) -> Iterator[Due]:
    """Planned announcements, to whom they would go if they went today: that is decided when they go."""
    told: dict[str, set[int]] = {}
    now = timezone.now()
    with transaction.atomic():
        for one in Announcement.objects.waiting().filter(cohort=cohort).select_related("cohort"):
            at = max(one.send_at, now)
            day = timezone.localdate(at)
            audience = json.dumps([one.filters, one.to_mentors and str(day)], sort_keys=True)
            if audience not in told:
                told[audience] = people_meant(one, day)
            for person in told[audience]:
                yield Due(
                    person_id=person,
                    kind=ANNOUNCED,
                    object_kind=ABOUT,
                    object_id=str(one.pk),
                    due_on=None,
                    offset_days=0,
                    about=one.subject,
                    why=str(because("The programme team wrote to %(cohort)s.", cohort=one.cohort)),
                    day=day,
                    at=at,
                    as_of_today=not OF_THE_DAY.isdisjoint(one.filters),
                )
        transaction.set_rollback(True)  # the overview tells the database how to plan, for its own queries


def _as_each_pauses(places: Sequence[Place], today: dt.date) -> Iterator[PauseToCome | None]:
    """The cohort without those who pause, then each of them alone, as if nobody paused."""
    pauses = pauses_now([place.pk for place in places])
    rows = Place.objects.filter(pk__in=[place.pk for place in places])
    if pauses:
        rows.filter(pk__in=pauses).update(status=PlaceStatus.PAUSED)
    yield None
    for place in places:
        if (pause := pauses.get(place.pk)) is None:
            continue
        back_on = pause.back_on if pause.back_on and pause.back_on >= today else None
        alone = Case(When(pk=place.pk, then=Value(PlaceStatus.ACTIVE)), default=Value(PlaceStatus.PAUSED))
        rows.update(status=alone)
        planned = plan(place, Wish(ChangeKind.PAUSE, on=pause.starts_on, until=back_on))
        moves = {(line.item.kind, str(line.item.pk)): line.after for line in planned.lines}
        yield PauseToCome(pause.starts_on, back_on, moves)


def _told(source: ReminderSource, one: Reminder, pause: PauseToCome | None, since: dt.date) -> Due | None:
    """On the day on which it falls, with the pause of the place; None if it falls away in it."""
    day = one.day
    if pause and day >= pause.starts_on:
        moved = pause.moved(source.object_kind, one.object_id)
        if moved:
            one = replace(one, due_on=moved)
            day = one.day
        elif pause.holds(day):
            if pause.looked_at_on is None or not KINDS[source.kind].agreed:
                return None
            day = pause.looked_at_on
    if day < since:
        return None
    return Due(
        person_id=one.person_id,
        kind=source.kind,
        object_kind=source.object_kind,
        object_id=one.object_id,
        due_on=one.due_on,
        offset_days=one.offset_days,
        about=one.about,
        why=str(one.why),
        day=day,
        pause=pause,
        happens_at=one.happens_at,
    )
