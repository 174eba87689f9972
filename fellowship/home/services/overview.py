"""The cohort overview: one row a fellow, filtered, sorted and cut to a page inside the database."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields
from operator import itemgetter

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.translation import gettext as _

from fellowship.cohorts.models import CallRules, Cohort
from fellowship.cohorts.services.call_rules import rules_of
from fellowship.home.attention import Attention, attention, state_in_sql, unpaired
from fellowship.home.services.overview_filters import Wanted, conditions_of, order_of
from fellowship.home.services.standings import (
    JUDGED_BY,
    LONG_AGO,
    PLACES,
    SHOWN,
    WORK,
    Numbers,
    facts_of,
    folded,
)
from fellowship.lib.statements import Statement

ROWS_ON_A_PAGE = 25

# For the rest of the request: joins are made in the order written, which begins with the few places of a
# cohort, and single rows are fetched by their index. Left to weigh every order, Postgres plans longer than
# it reads; and what it has planned for one cohort it keeps for the next.
AS_WRITTEN = """SET LOCAL join_collapse_limit = 1; SET LOCAL random_page_cost = 1.1;
SET LOCAL plan_cache_mode = force_generic_plan"""

# Each fellow with names and dates, before anything is left out.
NAMED = f"""
WITH {WORK}, facts AS (
    SELECT {JUDGED_BY}, place.host_id,
           challenge.id AS challenge_id, challenge.title AS challenge_title,
           (challenge.last_entry_at AT TIME ZONE %(zone)s::text)::date AS last_log,
           CASE WHEN milestone.in_all > 0 THEN 0 ELSE 1 END AS no_milestones, milestone.next_due,
           (waiting.since AT TIME ZONE %(zone)s::text)::date AS waiting_since,
           coalesce(waiting.since < {LONG_AGO}, false) AS waits_long,
           mentors.names IS NOT NULL AS mentored, coalesce(mentors.names, '') AS mentors,
           mentors.ids AS mentor_ids, mentors.sorted AS mentor_sorted,
           coalesce(mentors.invited, false) AS mentor_invited, coalesce(host.name, '') AS host,
           person.id AS person_id, person.title, person.given_name, person.family_name, person.profession
    FROM {PLACES}
    JOIN people_user person ON person.id = place.person_id
    LEFT JOIN people_organisation host ON host.id = place.host_id
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE with_the_fellow AND due_on < %(today)s) AS overdue,
               min(due_on) FILTER (WHERE with_the_fellow AND due_on < %(today)s) AS overdue_since,
               max(due_on) FILTER (WHERE with_the_fellow AND due_on < %(today)s) AS newest_overdue,
               min(due_on) FILTER (WHERE with_the_fellow AND due_on >= %(today)s) AS next_due,
               min(sent_at) FILTER (WHERE status = 'sent') AS sent_at,
               count(*) AS in_all
        FROM (SELECT *, status IN ('planned', 'in_progress', 'changes_asked') AS with_the_fellow
              FROM challenges_milestone WHERE challenge_id = challenge.id AND status <> 'dropped') milestone
    ) milestone ON true
    LEFT JOIN LATERAL (
        SELECT least(
            milestone.sent_at,
            (SELECT min(waiting_since) FROM challenges_logentry
             WHERE challenge_id = challenge.id AND waiting_since IS NOT NULL),
            (SELECT min(sent_at) FROM challenges_briefversion
             WHERE challenge_id = challenge.id AND status = 'sent'),
            (SELECT min(sent_at) FROM challenges_piece
             WHERE challenge_id = challenge.id AND status = 'sent')
        ) AS since
        WHERE place.status IN ('active', 'paused')  -- of who has left mentors can answer in the days of grace
           OR %(today)s <= place.ends_on + (SELECT grace_days FROM cohorts_programme WHERE id = %(programme)s)
        OFFSET 0  -- or it would be worked out again wherever it is used
    ) waiting ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(mentor.id) AS ids,
               min({folded("mentor.family_name")}) AS sorted,
               bool_or(EXISTS (
                   SELECT FROM cohorts_invitation invitation
                   WHERE invitation.person_id = mentor.id AND invitation.role = 'mentor'
                     AND invitation.programme_id = %(programme)s
                     AND invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL)) AS invited,
               string_agg(concat_ws(' ', nullif(mentor.title, ''), mentor.given_name, mentor.family_name,
                   CASE WHEN pairing.kind = 'cover' THEN %(cover)s::text END), ', '
                   ORDER BY array_position(ARRAY['lead', 'second', 'cover'], pairing.kind::text),
                            pairing.id) AS names
        FROM cohorts_pairing pairing JOIN people_user mentor ON mentor.id = pairing.mentor_id
        WHERE pairing.place_id = place.id AND pairing.starts_on <= %(today)s
          AND (pairing.ends_on IS NULL OR pairing.ends_on >= %(today)s)
    ) mentors ON true
    WHERE place.cohort_id = %(cohort)s  -- of one, or the plan that is kept is made for many
), standings AS (SELECT *, {state_in_sql()} AS state FROM facts)"""  # noqa: S608


@dataclass(frozen=True)
class Row:
    """One fellow, as NAMED has it."""

    place_id: int
    person_id: int
    status: str
    started: bool
    challenge_id: int | None
    challenge_title: str | None
    last_log: dt.date | None
    overdue: int
    days_overdue: int | None
    days_silent: int | None
    days_waiting: int | None
    days_late: int | None
    failed: int
    bounced: int
    newest_overdue: int | None
    newest_late: int | None
    newest_failed: int | None
    newest_bounced: int | None
    days_called: int | None
    called_by: str | None
    waiting_since: dt.date | None
    next_due: dt.date | None
    no_milestones: int
    next_title: str | None
    invited: bool
    mentor_invited: bool
    mentored: bool
    mentors: str
    host: str
    profession: str
    title: str
    given_name: str
    family_name: str
    tags: list[str] | None
    rules: CallRules

    @property
    def fellow(self) -> str:
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)

    @property
    def attention(self) -> Attention:
        return attention(self.status, self.started, vars(self), self.rules, self.called_by or "")

    @property
    def unpaired(self) -> bool:
        return unpaired(self.status, self.started, self.mentored)


ROW_NAMES = [field.name for field in fields(Row) if field.name != "rules"]
WORKED_OUT_LAST = ("next_title", "tags", "called_by")  # of the rows on the page only
COLUMNS = ", ".join(name for name in ROW_NAMES if name not in WORKED_OUT_LAST)
NUMBERS = ", ".join(
    [
        "count(*) AS all_fellows",
        *(f"count(*) FILTER (WHERE {condition}) AS all_{name}" for name, condition in SHOWN.items()),
    ]
)
# The numbers of the whole cohort beside each row of the page, so that how everybody stands is worked out
# once. The title of the next milestone belongs to the page only, so it is looked up after the cut.
PAGE = f"""
SELECT numbers.*, cut.*, (
    SELECT milestone.title FROM challenges_milestone milestone
    WHERE milestone.challenge_id = cut.challenge_id AND milestone.due_on = cut.next_due
      AND milestone.status IN ('planned', 'in_progress', 'changes_asked')
    ORDER BY milestone.id LIMIT 1) AS next_title, (
    SELECT array_agg(tag.name ORDER BY lower(tag.name)) FROM cohorts_placetag of_place
    JOIN cohorts_tag tag ON tag.id = of_place.tag_id WHERE of_place.place_id = cut.place_id) AS tags, (
    SELECT concat_ws(' ', nullif(caller.title, ''), caller.given_name, caller.family_name)
    FROM cohorts_call call JOIN people_user caller ON caller.id = call.by_id
    WHERE call.place_id = cut.place_id ORDER BY call.called_on DESC, call.id DESC LIMIT 1) AS called_by
FROM (SELECT {NUMBERS} FROM standings) numbers LEFT JOIN cut ON true ORDER BY cut.line"""  # noqa: S608

PAGE_NAMES = [
    "all_fellows",
    *(f"all_{name}" for name in SHOWN),
    *(name for name in ROW_NAMES if name not in WORKED_OUT_LAST),
    *("found", "line", *WORKED_OUT_LAST),
]


@dataclass(frozen=True)
class Found:
    """Rows of the overview, how many there are in all of those wanted, and the numbers of the cohort."""

    rows: list[Row]
    in_all: int
    numbers: Numbers


def page_of(cohort: Cohort, wanted: Wanted, number: int) -> tuple[Page, Numbers]:
    """The rows of one page; instead of a page that does not exist, the first."""
    found = _find(cohort, wanted, limit=ROWS_ON_A_PAGE, offset=(max(number, 1) - 1) * ROWS_ON_A_PAGE)
    if not found.rows and number > 1:
        found, number = _find(cohort, wanted, limit=ROWS_ON_A_PAGE, offset=0), 1
    paginator = Paginator(range(found.in_all), ROWS_ON_A_PAGE)
    return Page(found.rows, paginator.validate_number(max(number, 1)), paginator), found.numbers


def every_row(cohort: Cohort, wanted: Wanted) -> list[Row]:
    return _find(cohort, wanted, limit=None, offset=0).rows


def chosen_rows(cohort: Cohort, wanted: Wanted, places: Collection[int] | None) -> list[Row]:
    """Every fellow that matches; of `places`, if they are given, those that are in the cohort."""
    if places is None:
        return every_row(cohort, wanted)
    return every_row(cohort, Wanted(places=frozenset(places), sort="fellow"))


def _find(cohort: Cohort, wanted: Wanted, *, limit: int | None, offset: int) -> Found:
    """`in_all` is 0 when the cut is behind the last row."""
    conditions, parameters = conditions_of(wanted)
    order = order_of(wanted.sort)
    query = f"""{NAMED}, cut AS (
        SELECT {COLUMNS}, count(*) OVER () AS found, row_number() OVER (ORDER BY {order}) AS line
        FROM standings WHERE {conditions} ORDER BY line LIMIT %(limit)s::bigint OFFSET %(offset)s::bigint
    ) {PAGE}"""  # noqa: S608
    parameters |= facts_of([cohort.pk]) | {"cohort": cohort.pk, "programme": cohort.programme_id}
    parameters |= {"cover": _("(cover)"), "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(AS_WRITTEN)
    statement = Statement(query, {})
    as_opened = wanted == Wanted(sort=wanted.sort) and limit is not None
    lines = (statement.fetch if as_opened else statement.fetch_once)(**parameters)
    first = dict(zip(PAGE_NAMES, lines[0], strict=True))
    numbers = Numbers(**{field.name: first[f"all_{field.name}"] for field in fields(Numbers)})
    of_a_row = itemgetter(*(PAGE_NAMES.index(name) for name in ROW_NAMES))
    rules = rules_of(cohort.programme)
    rows = [Row(*(*of_a_row(line), rules)) for line in lines] if first["place_id"] else []
    return Found(rows, first["found"] or 0, numbers)
