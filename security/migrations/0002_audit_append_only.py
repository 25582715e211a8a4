"""The database itself refuses to change or delete an audit event, whoever asks."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION security_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is append-only (%)', TG_OP;
    END $$
    """,
    """
    CREATE TRIGGER security_auditevent_rows BEFORE UPDATE OR DELETE ON security_auditevent
    FOR EACH ROW EXECUTE FUNCTION security_auditevent_refuse()
    """,
    """
    CREATE TRIGGER security_auditevent_truncate BEFORE TRUNCATE ON security_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION security_auditevent_refuse()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER security_auditevent_update BEFORE UPDATE ON security_auditevent
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only (UPDATE)'); END
    """,
    """
    CREATE TRIGGER security_auditevent_delete BEFORE DELETE ON security_auditevent
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only (DELETE)'); END
    """,
    # INSERT OR REPLACE takes the old row away without firing the trigger above.
    """
    CREATE TRIGGER security_auditevent_replace BEFORE INSERT ON security_auditevent
    WHEN EXISTS (SELECT 1 FROM security_auditevent WHERE id = NEW.id OR number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only (REPLACE)'); END
    """,
]


def guard(apps, schema_editor):
    statements = {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("security", "0001_release_0_2")]
    operations = [migrations.RunPython(guard, elidable=False)]
