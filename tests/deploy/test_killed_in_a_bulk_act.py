"""Worker, beat, Valkey or Postgres killed in the middle of a real act on many fellows, in a real `make run`.

After the next start each act is whole, and nothing of it has happened twice.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
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
HISTORY = """
    SELECT count(*) FROM challenges_milestonechange change
    JOIN challenges_milestone milestone ON milestone.id = change.milestone_id
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({places}) AND change.act = 'move' GROUP BY milestone.id"""
WEEKS_MOVED = """
    SELECT (milestone.due_on - laid.due_after) / 7.0 FROM challenges_milestone milestone
    JOIN challenges_milestonechange laid ON laid.milestone_id = milestone.id AND laid.act = 'add'
    JOIN challenges_challenge challenge ON challenge.id = milestone.challenge_id
    WHERE challenge.place_id IN ({places})"""
MESSAGES = """
    SELECT count(*) FROM notifications_message
    WHERE kind = '{message}' AND person_id IN ({people}) GROUP BY person_id"""
TIMES: dict[str, list[tuple[str, int]]] = {
    "invite": [
        ("SELECT sum(times_sent) FROM cohorts_invitation WHERE person_id IN ({people}) GROUP BY email", FELLOWS),
        (MESSAGES.replace("{message}", "invitation"), FELLOWS),
    ],
    "remind": [(MESSAGES.replace("{message}", "programme_reminder"), FELLOWS)],
    "message": [(MESSAGES.replace("{message}", "programme_message"), FELLOWS)],
    "tag": [("SELECT count(*) FROM cohorts_placetag WHERE place_id IN ({places}) GROUP BY place_id", FELLOWS)],
    "move": [(HISTORY, MILESTONES), (WEEKS_MOVED, MILESTONES)],
    "template": [(HISTORY, MILESTONES), (WEEKS_MOVED, MILESTONES)],
    "publish": [
        ("SELECT count(*) FROM cohorts_pairing WHERE place_id IN ({places}) GROUP BY place_id", FELLOWS),
        ("SELECT count(*) FROM cohorts_pairing WHERE place_id IN ({places}) GROUP BY mentor_id", FELLOWS),
        (MESSAGES.replace("{message}", "pairing"), FELLOWS),
    ],
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
ACTS = """
SELECT kind, status, handled, in_all,
       (SELECT count(*) FROM cohorts_bulkrow WHERE act_id = act.id AND status = 'waiting'),
       (SELECT count(*) FROM cohorts_bulkrow WHERE act_id = act.id AND status = 'done'),
       (SELECT count(*) FROM people_auditevent
        WHERE act = 'bulk act done' AND object_kind = 'cohorts.bulkact' AND object_id = act.id::text)
FROM cohorts_bulkact act JOIN cohorts_cohort cohort ON cohort.id = cohort_id AND cohort.name = act.kind"""
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
            until(lambda waiting=len(kinds): remember(copy, AT_A_GATE) == [(waiting,)], GO_ON_WITHIN)
            for kind, _status, handled, in_all, waiting, *_ in acts_of(copy, kinds):
                assert 0 < handled < in_all, kind
                assert waiting == in_all - handled, kind
            process_of(run, part).kill()
        assert run.stopped() == 1
        run = start()
        run.ready()

    remember(copy, A_WHILE_LATER)
    until(lambda: remember(copy, UNFINISHED) == [], GO_ON_WITHIN)

    for kind, status, handled, in_all, waiting, done, ends in acts_of(copy, TIMES):
        assert (kind, status, waiting, ends) == (kind, "done", 0, 1)
        assert (kind, handled, done) == (kind, in_all, in_all - LEFT_OUT.get(kind, 0))
    assert {kind: done_once(copy, kind) for kind in TIMES} == dict.fromkeys(TIMES, True)


def begin(run: Run, kinds: tuple[str, ...]) -> None:
    """By a program with the environment of the web server and with the run's own code."""
    environment = {**run.part("fellowship.wsgi").environ(), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "fellowship.settings"
    program = [sys.executable, "-m", "tests.deploy.acts_on_many", str(FELLOWS), *kinds]
    subprocess.run(program, cwd=run.copy, env=environment, check=True, timeout=GO_ON_WITHIN)


@contextmanager
def gates(copy: Path, kinds: tuple[str, ...]) -> Iterator[None]:
    """Closed until what is done within is over, or the database is gone."""
    connection = connect(copy)
    try:
        with connection.cursor() as cursor:
            for kind in kinds:
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [kind])
        yield
    finally:
        connection.close()


def process_of(run: Run, part: str):
    data = run.copy / "var" / "run" / part
    return run.part(str(data)) if part in ("postgres", "valkey") else run.part(part)


def acts_of(copy: Path, kinds) -> list[tuple]:
    return [act for act in remember(copy, ACTS) if act[0] in kinds]


def done_once(copy: Path, kind: str) -> bool:
    """To each thing that it was meant for."""
    places = f"SELECT place.id FROM cohorts_place place JOIN cohorts_cohort c ON c.id = cohort_id AND c.name = '{kind}'"
    people = places.replace("place.id", "person_id", 1)
    return all(
        [times for (times,) in remember(copy, sql.format(places=places, people=people))] == [1] * things
        for sql, things in TIMES[kind]
    )
