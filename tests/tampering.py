"""What only somebody with the database's own keys could do to the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.clean_slate import stored_triggers


@contextmanager
def audit_guard_lifted() -> Iterator[None]:
    """Inside, the database lets audit events be changed and deleted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE security_auditevent DISABLE TRIGGER USER")
            yield
            cursor.execute("ALTER TABLE security_auditevent ENABLE TRIGGER USER")
            return
        triggers = stored_triggers()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)
