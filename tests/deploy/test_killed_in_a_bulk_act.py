"""Worker, Postgres, Valkey or beat killed in the middle of every act on many, in a real `make run`.

The middle is the same for all: the work of the second chunk is done and not committed. What it is the middle
of is not: a worker dies at its work and Postgres with it unwritten; Valkey holds each act as taken and not
acknowledged, and gives it out again; the beat has just brought acts that no worker was told of.

After the next start each act is whole, or wholly taken back, and nothing of it has happened twice.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from deploy.local.paths import ROOT
from fellowship.home.bulk import BULK_KINDS
from tests.deploy.acts_on_many import FELLOWS, kind_of
from tests.deploy.counted import CHANGED_SINCE, DONE, UNDONE
from tests.deploy.running import Run, connect, remember, until

# The beat comes each minute; a loaded machine takes its time.
GO_ON_WITHIN = 300.0
# So many acts stand at their gates at once, and what else is to be done needs threads too.
THREADS = "20"

KINDS = [kind.code for kind in BULK_KINDS]
# What is killed in each round. Acts of every kind are begun in the first four, and undone two rounds later.
ROUNDS = ("worker", "postgres", "valkey", "beat", "worker", "postgres")
BEGUN, UNDONE_AFTER = 4, 2


def begun_in(number: int) -> list[str]:
    """Publishing a matching is an act on many too, although it is one transaction and has no rows."""
    return [f"{kind} {number}" for kind in [*KINDS, "publish"]] if number <= BEGUN else []


def undone_in(number: int) -> list[str]:
    return [f"{kind} {number - UNDONE_AFTER}" for kind in KINDS] if number > UNDONE_AFTER else []


# Where an act stops as long as the test holds its gate: at the end of the second chunk, whose work is done
# and not committed yet; with half of the pairings made. No message leaves before the test is over.
GATES = f"""
CREATE OR REPLACE FUNCTION gate_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext(cohort.name))
    FROM cohorts_bulkact act JOIN cohorts_cohort cohort ON cohort.id = act.cohort_id
    WHERE act.id = NEW.act_id AND act.handled > 0;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER gate BEFORE UPDATE ON cohorts_bulkrow
FOR EACH ROW EXECUTE FUNCTION gate_of_rows();
CREATE OR REPLACE FUNCTION gate_of_pairings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext(cohort.name))
    FROM cohorts_place place JOIN cohorts_cohort cohort ON cohort.id = place.cohort_id
    JOIN cohorts_place same ON same.cohort_id = cohort.id
    JOIN cohorts_pairing pairing ON pairing.place_id = same.id
    WHERE place.id = NEW.place_id GROUP BY cohort.name HAVING count(*) = {FELLOWS["publish"] // 2};
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER gate BEFORE INSERT ON cohorts_pairing
FOR EACH ROW EXECUTE FUNCTION gate_of_pairings();
CREATE OR REPLACE FUNCTION wait_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.send_after = coalesce(NEW.send_after, now()) + interval '1 day';
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_day BEFORE INSERT ON notifications_message
FOR EACH ROW EXECUTE FUNCTION wait_a_day();
"""
AT_A_GATE = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
ACT = """
SELECT status, handled, in_all,
       (SELECT jsonb_object_agg(status, number) FROM (
            SELECT status, count(*) AS number FROM cohorts_bulkrow
            WHERE act_id = act.id GROUP BY 1) AS counted),
       (SELECT jsonb_object_agg(act, number) FROM (
            SELECT act, count(*) AS number FROM people_auditevent
            WHERE object_kind = 'cohorts.bulkact' AND object_id = act.id::text GROUP BY 1) AS noted)
FROM cohorts_bulkact act JOIN cohorts_cohort cohort ON cohort.id = cohort_id AND cohort.name = '{name}'"""
UNFINISHED = """
SELECT kind FROM cohorts_bulkact WHERE status NOT IN ('done', 'undone')
UNION SELECT 'publish' FROM cohorts_proposal WHERE status = 'publishing'"""
A_WHILE_LATER = """
UPDATE cohorts_bulkact SET moved_at = moved_at - interval '3 minutes' WHERE id IN (
    SELECT id FROM cohorts_bulkact FOR UPDATE SKIP LOCKED);
UPDATE cohorts_proposal SET moved_at = moved_at - interval '3 minutes' WHERE id IN (
    SELECT id FROM cohorts_proposal FOR UPDATE SKIP LOCKED)"""


def test_every_part_is_killed_in_every_act_and_in_its_undoing() -> None:
    rounds = list(enumerate(ROUNDS, 1))
    parts = ("worker", "postgres", "valkey", "beat")
    begun = [(part, kind_of(name)) for number, part in rounds for name in begun_in(number)]
    undone = [(part, kind_of(name)) for number, part in rounds for name in undone_in(number)]
    assert sorted(begun) == sorted(product(parts, DONE))
    assert sorted(undone) == sorted(product(parts, UNDONE))
    assert DONE.keys() - UNDONE.keys() == {"publish"}


@pytest.mark.slow
def test_act_on_many_is_whole_and_nothing_twice_whatever_was_killed_in_its_middle(
    start: Callable[..., Run], copy: Path
) -> None:
    """One story, for each start takes a while; what was cut off goes on while the next is begun."""
    for number, part in enumerate(ROUNDS, 1):
        run = start(WORKER_THREADS=THREADS)
        run.ready()
        remember(copy, GATES)
        begun, undone = begun_in(number), undone_in(number)
        if undone:
            until_all_is_done(copy)
        for name in undone:
            check_done(copy, name)
            remember(copy, CHANGED_SINCE[kind_of(name)].format(name=name))
        with gates(copy, begun + undone):
            in_the_middle(run, part, begun, undone)
            process_of(run, part).kill()
            assert run.stopped() == 1, part

    start(WORKER_THREADS=THREADS).ready()
    until_all_is_done(copy)
    for number in range(1, BEGUN + 1):
        check_done(copy, f"publish {number}")
        for kind in KINDS:
            check_undone(copy, f"{kind} {number}")


def in_the_middle(run: Run, part: str, begun: list[str], undone: list[str]) -> None:
    """All of these acts wait at their gates, and the part that will be killed has to do with that."""
    taken = len(unacknowledged(run.copy))
    do(run, "begin", begun, is_heard=part != "beat")
    do(run, "undo", undone, is_heard=part != "beat")
    if part == "beat":
        remember(run.copy, A_WHILE_LATER)
    at_gates = [(len(begun + undone),)]
    until(lambda: remember(run.copy, AT_A_GATE) == at_gates, GO_ON_WITHIN)
    for name in rows_kept(begun + undone):
        act = act_of(run.copy, name)
        assert 0 < act["handled"] < act["in_all"], name
        assert act["rows"]["waiting" if name in begun else "done"] == act["in_all"] - act["handled"], name
    if part == "valkey":
        assert len(unacknowledged(run.copy)) >= taken + len(begun + undone)
        an_hour_later(run.copy)


def do(run: Run, what: str, names: Iterable[str], *, is_heard: bool) -> None:
    """By a program with the environment of the web server and the code of the copy.

    Unless `is_heard`, its messages go where no worker looks: only the beat can find what is to be done.
    """
    environment = {**run.part("fellowship.wsgi").environ(), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "fellowship.settings"
    if not is_heard:
        environment["REDIS_URL"] = environment["REDIS_URL"].removesuffix("/0") + "/9"
    program = [sys.executable, "-m", "tests.deploy.acts_on_many", what, *names]
    subprocess.run(program, cwd=run.copy, env=environment, check=True, timeout=GO_ON_WITHIN)


@contextmanager
def gates(copy: Path, names: Iterable[str]) -> Iterator[None]:
    """Closed for these acts until what is done within is over, or the database is gone."""
    connection = connect(copy)
    try:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield
    finally:
        connection.close()


def process_of(run: Run, part: str) -> psutil.Process:
    data = run.copy / "var" / "run" / part
    return run.part(str(data)) if part in ("postgres", "valkey") else run.part(part)


def valkey(copy: Path) -> "redis.Redis[str]":
    var = copy / "var"
    port = int((var / "run" / "valkey.port").read_text())
    password = (var / "secrets" / "valkey").read_text()
    return redis.Redis(port=port, password=password, decode_responses=True)


def unacknowledged(copy: Path) -> list[str]:
    """Messages that a worker has taken, and has not said that their work is done."""
    with valkey(copy) as asked:
        return asked.hkeys("unacked")


def an_hour_later(copy: Path) -> None:
    """The next worker gets all of them again."""
    with valkey(copy) as asked:
        asked.zadd("unacked_index", dict.fromkeys(asked.zrange("unacked_index", 0, -1), 0))


def until_all_is_done(copy: Path) -> None:
    remember(copy, A_WHILE_LATER)
    until(lambda: remember(copy, UNFINISHED) == [], GO_ON_WITHIN)


def check_done(copy: Path, name: str) -> None:
    for _kept in rows_kept([name]):
        act = act_of(copy, name)
        assert (act["status"], act["handled"]) == ("done", act["in_all"]), name
        assert act["rows"] == {"done": act["in_all"]}, name
        assert act["noted"] == {"bulk act begun": 1, "bulk act done": 1}, name
    check_counts(copy, name, DONE)


def check_undone(copy: Path, name: str) -> None:
    """All but what somebody has changed meanwhile."""
    act = act_of(copy, name)
    assert (act["status"], act["handled"]) == ("undone", act["in_all"]), name
    assert act["rows"] == {"undone": act["in_all"] - 1, "kept": 1}, name
    ends = dict.fromkeys(("bulk act begun", "bulk act done", "bulk act undone", "bulk act put back"), 1)
    assert act["noted"] == ends, name
    check_counts(copy, name, UNDONE)


def check_counts(copy: Path, name: str, expected: dict[str, dict[str, Counter[Any]]]) -> None:
    for sql, counted in expected[kind_of(name)].items():
        found = Counter(value for (value,) in remember(copy, sql.format(name=name)))
        assert found == counted, f"{name}: {sql}"


def rows_kept(names: Iterable[str]) -> list[str]:
    return [name for name in names if kind_of(name) != "publish"]


def act_of(copy: Path, name: str) -> dict[str, Any]:
    """The one act of this name."""
    names = ("status", "handled", "in_all", "rows", "noted")
    ((*values,),) = remember(copy, ACT.format(name=name))
    return dict(zip(names, values, strict=True))
