"""How many statements something costs the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Begins, ends and marks of transactions ask for no rows.
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements, as they come."""
    statements: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(OF_TRANSACTIONS):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield statements
