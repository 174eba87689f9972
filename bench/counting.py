"""How many statements a page sends, how many rows the database answers with, and what it costs both."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
from django.db import connection


@dataclass
class Count:
    statements: int = 0
    rows: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict) -> Any:
        answer = execute(sql, params, many, context)
        if "SAVEPOINT" in sql or sql.startswith("SET LOCAL"):  # a test's transaction; said to the planner
            return answer
        self.statements += 1
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "EXECUTE")):
            self.rows += max(context["cursor"].rowcount, 0)
        return answer


@contextmanager
def counted() -> Iterator[Count]:
    count = Count()
    with connection.execute_wrapper(count):
        yield count


def processor_seconds() -> float:
    """Of this process, and of the database's that works for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    times = psutil.Process(pid).cpu_times()
    return time.process_time() + times.user + times.system
