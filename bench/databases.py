"""Databases that live as long as a bench: made by the migrations once, then copied, and dropped at the end."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import Any

from django.db import connection, connections

Connection = Any
# A million rows are written at once, and nothing of them needs to survive a power cut. Only a superuser may leave the
# triggers and the checks of foreign keys out; for anybody else filling takes longer.
FILLING = (
    "SET synchronous_commit = off",
    "SET maintenance_work_mem = '256MB'",
    "SELECT set_config('session_replication_role', 'replica', false) FROM pg_user WHERE usename = user AND usesuper",
)
FILLED = (
    "RESET synchronous_commit",
    "RESET maintenance_work_mem",
    "SELECT set_config('session_replication_role', 'origin', false) FROM pg_user WHERE usename = user AND usesuper",
    "VACUUM ANALYZE",
)
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
"""


@contextmanager
def migrated() -> Iterator[str]:
    """The name of a database as the migrations leave it, to be copied; the connection leads there meanwhile."""
    given = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{given}"
    with redirect_stdout(sys.stderr):
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield name
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)


@contextmanager
def copied(template: str, name: str) -> Iterator[Connection]:
    """A connection to a new copy, put in the place of the product's; nobody may be connected to the template."""
    before, made = connections["default"], f"{template}_{name}"
    before.close()
    drop(made)
    with before._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{made}" TEMPLATE "{template}"')
    copy = type(before)({**before.settings_dict, "NAME": made}, "default")
    try:
        use(copy)
        yield copy
    finally:
        copy.close()
        use(before)
        drop(made)


def drop(name: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def use(one: Connection) -> None:
    """From here on the product asks this one."""
    connections["default"] = one


def address_of(one: Connection) -> str:
    """As DATABASE_URL, for processes of their own."""
    to = one.settings_dict
    return f"postgres://{to['USER']}:{to['PASSWORD']}@{to['HOST']}:{to['PORT']}/{to['NAME']}".replace(
        ":@", "@"
    )


def current_name() -> str:
    """The database that the product asks now; its connection is closed, so that it may be copied."""
    connection.close()
    return str(connection.settings_dict["NAME"])


@contextmanager
def being_filled(*tables: str) -> Iterator[Any]:
    """A cursor that writes quickly into these tables: their indexes are made anew when all rows are there."""
    with connection.cursor() as cursor:
        execute_all(cursor, FILLING)
        cursor.execute(INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        execute_all(cursor, [f"DROP INDEX {name}" for name, _ in indexes])
        yield cursor
        execute_all(cursor, [made for _, made in indexes])
        execute_all(cursor, FILLED)


def execute_all(cursor: Any, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor.execute(statement)
