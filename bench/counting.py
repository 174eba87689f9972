"""How many statements a page sends, and how many rows the database answers with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
