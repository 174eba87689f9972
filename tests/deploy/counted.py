"""How often an act on many was done, a line for each thing that it was done to, and what it should be.

`{name}` is the cohort of the act: its kind and a number.
"""

from collections import Counter

from bench.year_of_many import ASSIGNMENTS, DAYS, MODULES
from bench.year_of_many import MILESTONES as EACH
from tests.deploy.acts_on_many import FELLOWS

MOVED_BY = 7  # days
MILESTONES = {kind: FELLOWS[kind] * EACH for kind in ("move", "template")}

PLACES = """
    SELECT place.id FROM cohorts_place place
    JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id AND cohort.name = '{name}'"""
FIRST = PLACES.replace("place.id", "min(place.id)", 1)
PEOPLE = PLACES.replace("place.id", "place.person_id", 1)
FIRST_PERSON = f"SELECT person_id FROM cohorts_place WHERE id = ({FIRST})"

HISTORY = f"""
    SELECT count(*) FROM challenges_milestonechange change
    JOIN challenges_milestone milestone ON milestone.id = change.milestone_id
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({PLACES}) AND change.act = 'move' GROUP BY milestone.id"""
DAYS_MOVED = f"""
    SELECT milestone.due_on - laid.due_after FROM challenges_milestone milestone
    JOIN challenges_milestonechange laid ON laid.milestone_id = milestone.id AND laid.act = 'add'
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({PLACES})"""
WORDED = HISTORY.replace("'move'", "'edit'", 1)
WORDED_NOW = f"""
    SELECT milestone.title LIKE '%, with the team' FROM challenges_milestone milestone
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({PLACES})"""
# In days from the cohort's first, and in the template's new words.
PGCERT = """
    SELECT row(day.day - cohort.starts_on, day.venue = 'Room 4')::text FROM learning_taughtday day
    JOIN learning_module module ON module.id = day.module_id
    JOIN cohorts_cohort cohort ON cohort.id = module.cohort_id AND cohort.name = '{name}'
    UNION ALL
    SELECT row(work.due_on - cohort.starts_on, work.brief <> '')::text FROM learning_assignment work
    JOIN learning_module module ON module.id = work.module_id
    JOIN cohorts_cohort cohort ON cohort.id = module.cohort_id AND cohort.name = '{name}'"""
TAGS = f"SELECT count(*) FROM cohorts_placetag WHERE place_id IN ({PLACES}) GROUP BY place_id"
MENTORS = f"SELECT count(*) FROM cohorts_pairing WHERE place_id IN ({PLACES}) GROUP BY place_id"
FELLOWS_OF_MENTORS = MENTORS.replace("GROUP BY place_id", "GROUP BY mentor_id")
PUBLISHED = """
    SELECT count(*) FROM people_auditevent
    WHERE act = 'matching published' AND object_kind = 'cohorts.proposal' AND object_id IN (
        SELECT proposal.id::text FROM cohorts_proposal proposal
        JOIN cohorts_cohort cohort ON cohort.id = cohort_id AND cohort.name = '{name}')"""
SENT = f"""
    SELECT sum(times_sent) FROM cohorts_invitation WHERE person_id IN ({PEOPLE}) GROUP BY lower(email)"""
WITHDRAWN = f"""
    SELECT (SELECT count(*) FROM people_auditevent
            WHERE act = 'invitation withdrawn' AND object_kind = 'cohorts.invitation'
              AND object_id = invitation.id::text) + count(revoked_at)
    FROM cohorts_invitation invitation WHERE person_id IN ({PEOPLE}) GROUP BY invitation.id"""


def messages(kind: str) -> str:
    """To each fellow."""
    return f"""
    SELECT count(*) FROM notifications_message
    WHERE kind = '{kind}' AND person_id IN ({PEOPLE}) GROUP BY person_id"""


def noted(act: str) -> str:
    """On the cohort."""
    return f"""
    SELECT count(*) FROM people_auditevent
    WHERE act = '{act}' AND object_kind = 'cohorts.cohort' AND object_id = (
        SELECT id::text FROM cohorts_cohort WHERE name = '{{name}}')"""


def outcomes(kind: str) -> str:
    """What became of the messages to each fellow."""
    return messages(kind).replace("count(*)", "string_agg(status, ' ')", 1)


def once(number: int) -> Counter[object]:
    return Counter({1: number})


def pgcert(later: int, changed: str) -> Counter[object]:
    """So many weeks after the weeks of bench/year_of_many.py."""
    weeks = [
        n * 9 + part
        for n in range(1, MODULES + 1)
        for part in (*range(1, DAYS + 1), *range(5, 5 + ASSIGNMENTS))
    ]
    return Counter(f"({7 * (week - 1 + later)},{changed})" for week in weeks)


DONE = {
    "invite": {SENT: once(FELLOWS["invite"]), messages("invitation"): once(FELLOWS["invite"])},
    "remind": {messages("programme_reminder"): once(FELLOWS["remind"])},
    "message": {messages("programme_message"): once(FELLOWS["message"])},
    "tag": {TAGS: once(FELLOWS["tag"])},
    **{
        kind: {
            HISTORY: once(number),
            DAYS_MOVED: Counter({MOVED_BY: number}),
            messages("dates_moved"): once(FELLOWS[kind]),
        }
        for kind, number in MILESTONES.items()
    },
    "publish": {
        MENTORS: once(FELLOWS["publish"]),
        FELLOWS_OF_MENTORS: once(FELLOWS["publish"]),
        messages("pairing"): once(FELLOWS["publish"]),
        PUBLISHED: once(1),
    },
}
DONE["template"] |= {
    WORDED: once(MILESTONES["template"] // 2),
    WORDED_NOW: Counter({True: MILESTONES["template"] // 2, False: MILESTONES["template"] // 2}),
    PGCERT: pgcert(1, "t"),
    noted("template_followed"): once(1),
}

# What somebody does to one thing of the first fellow, after the act and before it is undone.
_IS_SENT = f"""
    UPDATE notifications_message SET status = 'sent', sent_at = now()
    WHERE kind = '{{kind}}' AND person_id = ({FIRST_PERSON})"""
_IS_MOVED_ON = f"""
    UPDATE challenges_milestone SET due_on = due_on + 1 WHERE id = (
        SELECT min(milestone.id) FROM challenges_milestone milestone
        JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
        WHERE challenge.place_id = ({FIRST}))"""
CHANGED_SINCE = {
    "invite": f"UPDATE cohorts_invitation SET accepted_at = now() WHERE person_id = ({FIRST_PERSON})",
    "remind": _IS_SENT.replace("{kind}", "programme_reminder"),
    "message": _IS_SENT.replace("{kind}", "programme_message"),
    "tag": f"DELETE FROM cohorts_placetag WHERE place_id = ({FIRST})",
    "move": _IS_MOVED_ON,
    "template": _IS_MOVED_ON,
}
UNDONE = {
    "invite": {SENT: once(FELLOWS["invite"]), WITHDRAWN: Counter({2: FELLOWS["invite"] - 1, 0: 1})},
    **{
        kind: {outcomes(f"programme_{name}"): Counter(not_needed=FELLOWS[kind] - 1, sent=1)}
        for kind, name in (("remind", "reminder"), ("message", "message"))
    },
    "tag": {TAGS: Counter()},
    **{
        kind: {
            HISTORY: Counter({2: number - 1, 1: 1}),
            DAYS_MOVED: Counter({0: number - 1, MOVED_BY + 1: 1}),
            outcomes("dates_moved"): Counter(not_needed=FELLOWS[kind]),
        }
        for kind, number in MILESTONES.items()
    },
}
UNDONE["template"] |= {
    WORDED: Counter({2: MILESTONES["template"] // 2}),
    WORDED_NOW: Counter({False: MILESTONES["template"]}),
    PGCERT: pgcert(0, "f"),
    noted("template_followed"): once(1),
    noted("template_put_back"): once(1),
}
