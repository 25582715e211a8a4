"""What only somebody with the database's own keys could do: to the audit trail, and to a sealed version."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

from approvals import seals
from approvals.models import Approvable, Submission
from security.office.macs import mac_of
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


def sign_anew(rows: QuerySet) -> None:
    """What the test has changed in these rows, as if the program had written it."""
    for row in rows:
        rows.filter(pk=row.pk).update(mac=mac_of(row.mac_facts()))


def seal_anew(item: Approvable) -> None:
    """Content and seal of its version, forged to fit the rows."""
    version = item.submission
    assert version
    content = item.FORMS[version.form].write(item.sealed_content())
    Submission.objects.filter(pk=version.pk).update(
        content=seals.canonical(content), seal=seals.seal_on_terms_of(version, item, content)
    )
