"""How every fellow of some cohorts stands, worked out inside the database.

Written as SQL by hand: the overview sorts, filters and counts by facts of a whole cohort, and each
LATERAL below is read once per fellow, where expressions of the ORM would repeat it in every condition.
The names of what can be sorted and filtered come from tables here; what people type goes in as parameters.

Callers pass ids of cohorts they have fetched through `Cohort.objects.visible_to`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fellowship.home.attention import NUMBERS, SHORTEST_WAIT, WAITS_TOO_LONG, State, state_in_sql
from fellowship.lib.statements import Statement
from fellowship.lib.text import LETTERS_WITHOUT_ACCENTS

# What both the numbers of many cohorts and the overview of one begin with. Overdue counts for active
# fellows only: a pause moves the dates, an end ends them. Email comes back from the present address only.
JUDGED_BY = f"""
       place.id AS place_id, place.cohort_id, place.status,
       cohort.launched_at IS NOT NULL AND place.starts_on <= %(today)s AS started,
       CASE WHEN place.status = 'active' THEN milestone.overdue ELSE 0 END AS overdue,
       CASE WHEN place.status = 'active' THEN %(today)s - milestone.overdue_since END AS days_overdue,
       CASE WHEN place.status = 'active' THEN %(today)s - milestone.newest_overdue END AS newest_overdue,
       CASE WHEN %(today)s <= place.ends_on THEN %(today)s - coalesce(
           (challenge.last_entry_at AT TIME ZONE %(zone)s::text)::date,
           greatest(place.starts_on, (cohort.launched_at AT TIME ZONE %(zone)s::text)::date)
       ) END AS days_silent,
       %(today)s - (waiting.since AT TIME ZONE %(zone)s::text)::date AS days_waiting,
       %(today)s - late.since AS days_late, %(today)s - late.newest AS newest_late,
       coalesce(failed.number, 0) AS failed, %(today)s - failed.newest AS newest_failed,
       CASE WHEN bounced.person_id IS NULL THEN 0 ELSE 1 END AS bounced,
       %(today)s - bounced.newest AS newest_bounced, %(today)s - called.newest AS days_called,
       {", ".join(f"call_rules.{name}" for name in NUMBERS)},
       EXISTS (SELECT FROM cohorts_invitation invitation
               WHERE invitation.person_id = place.person_id AND invitation.role = 'fellow'
                 AND invitation.cohort_id = place.cohort_id
                 AND invitation.accepted_at IS NULL AND invitation.revoked_at IS NULL) AS invited"""
PLACES = """
cohorts_place place
JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id
LEFT JOIN cohorts_callrules call_rules ON call_rules.programme_id = cohort.programme_id
LEFT JOIN challenges_challenge challenge ON challenge.place_id = place.id
LEFT JOIN late ON late.place_id = place.id
LEFT JOIN failed ON failed.place_id = place.id
LEFT JOIN bounced ON bounced.person_id = place.person_id
LEFT JOIN called ON called.place_id = place.id"""
# Assignments of active fellows: since when the oldest that is neither handed in nor judged is overdue, by the
# fellow's own date; and how many were referred or failed. Found from what is past, once for all fellows; and
# so are the addresses that take no mail and the last calls.
WORK = """
late AS MATERIALIZED (
    SELECT studying.id AS place_id, min(coalesce(result.extended_to, assignment.due_on)) AS since,
           max(coalesce(result.extended_to, assignment.due_on)) AS newest
    FROM learning_module module
    JOIN learning_assignment assignment ON assignment.module_id = module.id AND (
        assignment.due_on < %(today)s
        OR assignment.id IN (SELECT assignment_id FROM learning_result WHERE extended_to < %(today)s))
    JOIN cohorts_place studying ON studying.cohort_id = module.cohort_id AND studying.status = 'active'
        AND (module.place_id IS NULL OR module.place_id = studying.id)
    LEFT JOIN learning_result result
        ON result.assignment_id = assignment.id AND result.place_id = studying.id
    LEFT JOIN learning_leftout left_out
        ON left_out.module_id = module.id AND left_out.place_id = studying.id
    WHERE module.cohort_id = ANY(%(cohorts)s) AND left_out.id IS NULL
      AND result.submitted_on IS NULL AND coalesce(result.outcome, '') = ''
      AND coalesce(result.extended_to, assignment.due_on) < %(today)s
    GROUP BY studying.id
), failed AS MATERIALIZED (
    SELECT result.place_id, count(*) AS number,
           max(result.recorded_at AT TIME ZONE %(zone)s::text)::date AS newest FROM cohorts_place judged
    JOIN learning_result result ON result.place_id = judged.id
    WHERE judged.cohort_id = ANY(%(cohorts)s) AND judged.status = 'active'
      AND result.outcome IN ('refer', 'fail')
    GROUP BY result.place_id
), bounced AS MATERIALIZED (
    SELECT trouble.person_id, max(trouble.suppressed_at AT TIME ZONE %(zone)s::text)::date AS newest
    FROM notifications_addresstrouble trouble
    JOIN people_user owner ON owner.id = trouble.person_id AND lower(owner.email) = trouble.address
    WHERE trouble.suppressed_at IS NOT NULL AND trouble.reason IN ('bounced', 'never_taken')
    GROUP BY trouble.person_id
), called AS MATERIALIZED (
    SELECT call.place_id, max(call.called_on) AS newest FROM cohorts_place judged
    JOIN cohorts_call call ON call.place_id = judged.id
    WHERE judged.cohort_id = ANY(%(cohorts)s) GROUP BY call.place_id
)"""


def days_ago(days: int) -> str:
    """The moment so many days ago began, for the person who looks."""
    return f"((%(today)s - {days})::timestamp AT TIME ZONE %(zone)s::text)"


# What a mentor has had since before this moment has waited for too long.
LONG_AGO = days_ago(WAITS_TOO_LONG - 1)
# No rule about mentors holds for what came later.
LATELY = days_ago(SHORTEST_WAIT)

# What has been with mentors for longer than lately, since when.
WAITING = f"""
waiting AS MATERIALIZED (
    SELECT challenge_id, min(since) AS since FROM (
        SELECT challenge_id, waiting_since AS since FROM challenges_logentry WHERE waiting_since < {LATELY}
        UNION ALL
        SELECT challenge_id, sent_at FROM challenges_milestone WHERE status = 'sent' AND sent_at < {LATELY}
        UNION ALL
        SELECT challenge_id, sent_at FROM challenges_briefversion WHERE status = 'sent' AND sent_at < {LATELY}
        UNION ALL
        SELECT challenge_id, sent_at FROM challenges_piece WHERE status = 'sent' AND sent_at < {LATELY}
    ) thing GROUP BY challenge_id
)"""  # noqa: S608

# One row a fellow, for counting a thousand: what is overdue and what waits for too long is little, and is
# found by its date, while the overview reads every milestone of the few fellows of one cohort.
FACTS = f"""
SELECT {JUDGED_BY},
       CASE WHEN milestone.overdue > 0 OR EXISTS (
           SELECT FROM challenges_milestone WHERE challenge_id = challenge.id AND status <> 'dropped'
       ) THEN 0 ELSE 1 END AS no_milestones,
       place.id IN (
           SELECT pairing.place_id FROM cohorts_pairing pairing
           JOIN cohorts_place paired ON paired.id = pairing.place_id
           WHERE paired.cohort_id = ANY(%(cohorts)s) AND pairing.starts_on <= %(today)s
             AND (pairing.ends_on IS NULL OR pairing.ends_on >= %(today)s)) AS mentored,
       coalesce(waiting.since < {LONG_AGO}, false) AS waits_long
FROM {PLACES}
LEFT JOIN LATERAL (
    SELECT count(*) AS overdue, min(due_on) AS overdue_since, max(due_on) AS newest_overdue
    FROM challenges_milestone
    WHERE challenge_id = challenge.id AND due_on < %(today)s
      AND status IN ('planned', 'in_progress', 'changes_asked')
) milestone ON true
LEFT JOIN waiting ON waiting.challenge_id = challenge.id
WHERE place.cohort_id = ANY(%(cohorts)s)
"""  # noqa: S608
OF_SOME = f"WITH {WORK}, {WAITING} {FACTS} AND place.id = ANY(%(places)s)"
STANDINGS = f"""
WITH {WORK}, {WAITING}, facts AS ({FACTS}),
standings AS (SELECT *, {state_in_sql()} AS state FROM facts)"""  # noqa: S608

# The numbers at the top of the overview. Each is also a filter of its table, so each counts fellows.
SHOWN: dict[str, str] = {
    "call": f"state = '{State.NEEDS_CALL.value}'",
    "overdue": "overdue > 0",
    "waiting": "status = 'active' AND waits_long",
    "unpaired": "status = 'active' AND started AND NOT mentored",
    "invitations": "invited",
}


@dataclass(frozen=True)
class Numbers:
    fellows: int = 0
    call: int = 0
    overdue: int = 0
    waiting: int = 0
    unpaired: int = 0
    invitations: int = 0

    @property
    def by_name(self) -> dict[str, int]:
        """By the keys of SHOWN."""
        return vars(self)


def facts_of(cohorts: Collection[int]) -> dict[str, Any]:
    """The parameters of STANDINGS. A day begins when it begins for the person who looks."""
    return {
        "today": timezone.localdate(),
        "zone": timezone.get_current_timezone_name(),
        "cohorts": list(cohorts),
    }


def numbers_of(cohorts: Collection[int]) -> dict[int, Numbers]:
    """The numbers of each cohort, in one query. A cohort without fellows is left out."""
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in SHOWN.values())
    asked = f"{STANDINGS} SELECT cohort_id, count(*), {counts} FROM standings GROUP BY cohort_id"  # noqa: S608
    found = Statement(asked, {}).fetch(**facts_of(cohorts))
    return {cohort: Numbers(*numbers) for cohort, *numbers in found}


def folded(column: str) -> str:
    """The column as `lib.text.sort_key` makes it: lower case, without accents."""
    plain = rf"lower(regexp_replace(normalize({column}, NFKD), '[\u0300-\u036f]', '', 'g'))"
    letters = {chr(letter): plainly for letter, plainly in LETTERS_WITHOUT_ACCENTS.items()} | {"ß": "ss"}
    single = {letter: plainly for letter, plainly in letters.items() if len(plainly) == 1}
    plain = f"translate({plain}, '{''.join(single)}', '{''.join(single.values())}')"
    for letter, plainly in letters.items():
        if letter not in single:
            plain = f"replace({plain}, '{letter}', '{plainly}')"
    return plain
