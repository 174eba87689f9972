"""Worker, beat, Valkey or Postgres killed in the middle of a real act on many fellows, in a real `make run`.

After the next start each act is whole, and nothing of it has happened twice.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from deploy.local.paths import ROOT
from fellowship.home.bulk import BULK_KINDS
from tests.deploy.running import Run, connect, remember, until

FELLOWS = 510  # more than one chunk of every kind
MILESTONES = 10 * FELLOWS
# One of them resumes what nobody is at each minute; a loaded machine takes its time.
GO_ON_WITHIN = 300.0

# Which part is killed while the worker is at which acts: two at once, for it has two threads.
# Publishing a matching is an act on many too, although it is one transaction and has no rows.
KILLED_IN = {
    "worker": ("tag", "publish"),
    "postgres": ("move", "template"),
    "beat": ("remind",),
    "valkey": ("invite", "message"),
}

# How often it was done, a line for each thing that it was done to; and how many things there are.
PLACES = """
    SELECT place.id FROM cohorts_place place
    JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id AND cohort.name = '{kind}'"""
PEOPLE = PLACES.replace("place.id", "place.person_id", 1)
HISTORY = f"""
    SELECT count(*) FROM challenges_milestonechange change
    JOIN challenges_milestone milestone ON milestone.id = change.milestone_id
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({PLACES}) AND change.act = 'move' GROUP BY milestone.id"""
WEEKS_MOVED = f"""
    SELECT (milestone.due_on - laid.due_after) / 7.0 FROM challenges_milestone milestone
    JOIN challenges_milestonechange laid ON laid.milestone_id = milestone.id AND laid.act = 'add'
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({PLACES})"""
MESSAGES = f"""
    SELECT count(*) FROM notifications_message
    WHERE kind = '{{message}}' AND person_id IN ({PEOPLE}) GROUP BY person_id"""
TOLD = MESSAGES.replace("{message}", "dates_moved")
INVITATIONS = f"""
    SELECT sum(times_sent) FROM cohorts_invitation WHERE person_id IN ({PEOPLE}) GROUP BY lower(email)"""
TAGS = f"SELECT count(*) FROM cohorts_placetag WHERE place_id IN ({PLACES}) GROUP BY place_id"
MENTORS = f"SELECT count(*) FROM cohorts_pairing WHERE place_id IN ({PLACES}) GROUP BY place_id"
FELLOWS_OF_MENTORS = MENTORS.replace("GROUP BY place_id", "GROUP BY mentor_id")
PUBLISHED = """
    SELECT count(*) FROM people_auditevent
    WHERE act = 'matching published' AND object_kind = 'cohorts.proposal' AND object_id IN (
        SELECT proposal.id::text FROM cohorts_proposal proposal
        JOIN cohorts_cohort cohort ON cohort.id = cohort_id AND cohort.name = '{kind}')"""
TIMES = {
    "invite": {INVITATIONS: FELLOWS, MESSAGES.replace("{message}", "invitation"): FELLOWS},
    "remind": {MESSAGES.replace("{message}", "programme_reminder"): FELLOWS},
    "message": {MESSAGES.replace("{message}", "programme_message"): FELLOWS},
    "tag": {TAGS: FELLOWS},
    "move": {HISTORY: MILESTONES, WEEKS_MOVED: MILESTONES, TOLD: FELLOWS},
    "template": {HISTORY: MILESTONES, WEEKS_MOVED: MILESTONES, TOLD: FELLOWS},
    "publish": {
        MENTORS: FELLOWS,
        FELLOWS_OF_MENTORS: FELLOWS,
        MESSAGES.replace("{message}", "pairing"): FELLOWS,
        PUBLISHED: 1,
    },
}
LEFT_OUT = {"template": 1}  # the cohort itself: its PgCert and its reminders stay as they are

# Where an act stops as long as the test holds its gate: within the second chunk, whose work is done and not
# committed yet; with half of the pairings made.
GATES = f"""
CREATE OR REPLACE FUNCTION gate_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext(kind))
    FROM cohorts_bulkact WHERE id = NEW.act_id AND handled > 0;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER gate BEFORE UPDATE ON cohorts_bulkrow
FOR EACH ROW EXECUTE FUNCTION gate_of_rows();
CREATE OR REPLACE FUNCTION gate_of_pairings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('publish'))
    FROM cohorts_place place JOIN cohorts_place same USING (cohort_id)
    JOIN cohorts_pairing pairing ON pairing.place_id = same.id
    WHERE place.id = NEW.place_id HAVING count(*) = {FELLOWS // 2};
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER gate BEFORE INSERT ON cohorts_pairing
FOR EACH ROW EXECUTE FUNCTION gate_of_pairings();
"""
AT_A_GATE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
ACT = """
SELECT status, handled, in_all,
       (SELECT count(*) FROM cohorts_bulkrow WHERE act_id = act.id AND status = 'waiting'),
       (SELECT count(*) FROM cohorts_bulkrow WHERE act_id = act.id AND status = 'done'),
       (SELECT count(*) FROM people_auditevent
        WHERE act = 'bulk act done' AND object_kind = 'cohorts.bulkact' AND object_id = act.id::text)
FROM cohorts_bulkact act JOIN cohorts_cohort cohort ON cohort.id = cohort_id AND cohort.name = act.kind
WHERE kind = '{kind}'"""
UNFINISHED = """
SELECT kind FROM cohorts_bulkact WHERE status NOT IN ('done', 'undone')
UNION SELECT 'publish' FROM cohorts_proposal WHERE status = 'publishing'"""
A_WHILE_LATER = """
UPDATE cohorts_bulkact SET moved_at = moved_at - interval '3 minutes';
UPDATE cohorts_proposal SET moved_at = moved_at - interval '3 minutes'"""


def test_every_kind_of_act_is_begun_and_every_part_is_killed() -> None:
    begun = [kind for kinds in KILLED_IN.values() for kind in kinds]
    assert sorted(begun) == sorted([*(kind.code for kind in BULK_KINDS), "publish"]) == sorted(TIMES)
    assert set(KILLED_IN) == {"worker", "beat", "valkey", "postgres"}


@pytest.mark.slow
def test_act_on_many_is_whole_and_nothing_twice_whatever_was_killed_in_its_middle(
    start: Callable[..., Run], copy: Path
) -> None:
    """One story, for each start takes a while; what was cut off first goes on while the next is begun."""
    run = start()
    run.ready()
    remember(copy, GATES)
    for part, kinds in KILLED_IN.items():
        with gates(copy, kinds):
            begin(run, kinds)
            wait_at_the_gates(copy, len(kinds))
            for kind in rows_kept(kinds):
                act = act_of(copy, kind)
                assert 0 < act["handled"] < act["in_all"], kind
                assert act["waiting"] == act["in_all"] - act["handled"], kind
            process_of(run, part).kill()
        assert run.stopped() == 1, part
        run = start()
        run.ready()

    remember(copy, A_WHILE_LATER)
    until(lambda: remember(copy, UNFINISHED) == [], GO_ON_WITHIN)

    for kind in rows_kept(TIMES):
        act = act_of(copy, kind)
        assert (act["status"], act["waiting"], act["ends"]) == ("done", 0, 1), kind
        assert act["handled"] == act["in_all"] == act["done"] + LEFT_OUT.get(kind, 0), kind
    for kind, things in TIMES.items():
        for sql, number in things.items():
            times = Counter(times for (times,) in remember(copy, sql.format(kind=kind)))
            assert times == {1: number}, f"{kind}: {sql}"


def begin(run: Run, kinds: Iterable[str]) -> None:
    """By a program with the environment of the web server and the code of the copy."""
    environment = {**run.part("fellowship.wsgi").environ(), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "fellowship.settings"
    program = [sys.executable, "-m", "tests.deploy.acts_on_many", str(FELLOWS), *kinds]
    subprocess.run(program, cwd=run.copy, env=environment, check=True, timeout=GO_ON_WITHIN)


@contextmanager
def gates(copy: Path, kinds: Iterable[str]) -> Iterator[None]:
    """Closed for these kinds of acts until what is done within is over, or the database is gone."""
    connection = connect(copy)
    try:
        with connection.cursor() as cursor:
            for kind in kinds:
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [kind])
        yield
    finally:
        connection.close()


def wait_at_the_gates(copy: Path, number: int) -> None:
    until(lambda: remember(copy, AT_A_GATE) == [(number,)], GO_ON_WITHIN)


def process_of(run: Run, part: str) -> psutil.Process:
    data = run.copy / "var" / "run" / part
    return run.part(str(data)) if part in ("postgres", "valkey") else run.part(part)


def rows_kept(kinds: Iterable[str]) -> list[str]:
    return [kind for kind in kinds if kind != "publish"]


def act_of(copy: Path, kind: str) -> dict[str, Any]:
    """The one act of this kind."""
    names = ("status", "handled", "in_all", "waiting", "done", "ends")
    ((*values,),) = remember(copy, ACT.format(kind=kind))
    return dict(zip(names, values, strict=True))
