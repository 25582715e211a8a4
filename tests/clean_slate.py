"""How the database is made as new after a test whose transactions are real: emptied, and its first rows put back.

Django flushes and then lets every app make its first rows anew, which costs more than most tests do (and for a
TRUNCATE PostgreSQL makes 300 files anew). Here the rows that the migrations left lie beside their tables.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction


class CleanSlate:
    """Made once, when the migrations have run and nothing else has."""

    def __init__(self) -> None:
        quoted = connection.ops.quote_name
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            filled = []
            for table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT * FROM {quoted(table)})")  # noqa: S608 - our own table
                if cursor.fetchone()[0]:
                    filled.append((quoted(table), quoted(f"first_rows_of_{table}")))
            for table, copy in filled:
                cursor.execute(f"CREATE TABLE {copy} AS SELECT * FROM {table}")  # noqa: S608 - our own table
        empty = [f"DELETE FROM {quoted(table)}" for table in tables]  # noqa: S608 - our own table
        fill = [f"INSERT INTO {table} SELECT * FROM {copy}" for table, copy in filled]  # noqa: S608 - our own table
        lift, put_back = lifted_triggers()
        self.statements = [*lift, *empty, *fill, *put_back]

    def restore(self) -> None:
        """The audit trail and the evidence rightly refuse to be emptied: their triggers are lifted for that."""
        for tries_left in reversed(range(TRIES)):
            try:
                self._restore()
                break
            except OperationalError:  # a page that is still open asks for something: each waits for the other
                if not tries_left:
                    raise
        ContentType.objects.clear_cache()

    def _restore(self) -> None:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)


TRIES = 5


def lifted_triggers() -> tuple[list[str], list[str]]:
    """What lifts the product's own triggers, and what puts them back."""
    if connection.vendor == "sqlite":
        triggers = stored_triggers()
        return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        alter = [f"ALTER TABLE {table} {{}} TRIGGER USER" for (table,) in cursor.fetchall()]
    # No table may be altered while a deferred constraint has still to look at its rows.
    back = ["SET CONSTRAINTS ALL IMMEDIATE", *(one.format("ENABLE") for one in alter)]
    return [one.format("DISABLE") for one in alter], back


def stored_triggers() -> list[tuple[str, str]]:
    """SQLite's, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return cursor.fetchall()
