"""The database itself keeps evidence and the log of a case as they are, and hides nothing of which no evidence is kept.

What was decided as one measure is never made another: to hide was not to delete.

Of a piece of evidence only the sealed bytes may be written again: sealed anew under a newer key.
"""

from django.db import migrations

KEPT = (
    "id", "case_id", "number", "kind", "comment_id", "digest", "file_digest", "file_name", "kept_by_id", "kept_at",
)  # fmt: skip


def row(prefix):
    return ", ".join(f"{prefix}.{name}" for name in KEPT)


POSTGRESQL = [
    """
    CREATE FUNCTION comments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is never changed (%)', TG_TABLE_NAME, TG_OP;
    END $$
    """,
    """
    CREATE TRIGGER comments_caseentry_rows BEFORE UPDATE OR DELETE ON comments_caseentry
    FOR EACH ROW EXECUTE FUNCTION comments_refuse_change()
    """,
    """
    CREATE TRIGGER comments_caseentry_truncate BEFORE TRUNCATE ON comments_caseentry
    FOR EACH STATEMENT EXECUTE FUNCTION comments_refuse_change()
    """,
    f"""
    CREATE TRIGGER comments_evidence_update BEFORE UPDATE ON comments_evidence FOR EACH ROW
    WHEN (ROW({row("OLD")}) IS DISTINCT FROM ROW({row("NEW")})
          OR (OLD.sealed_file IS NULL) <> (NEW.sealed_file IS NULL))
    EXECUTE FUNCTION comments_refuse_change()
    """,
    """
    CREATE TRIGGER comments_evidence_delete BEFORE DELETE ON comments_evidence
    FOR EACH ROW EXECUTE FUNCTION comments_refuse_change()
    """,
    """
    CREATE TRIGGER comments_evidence_truncate BEFORE TRUNCATE ON comments_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION comments_refuse_change()
    """,
    """
    CREATE FUNCTION comments_measure_needs_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.kind IN ('hide', 'delete') AND NOT EXISTS (
            SELECT 1 FROM comments_evidence
            WHERE case_id = NEW.case_id AND comment_id = NEW.comment_id
        ) THEN
            RAISE EXCEPTION 'no evidence of this comment is kept in this case' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER comments_measure_evidence BEFORE INSERT OR UPDATE OF kind, case_id, comment_id ON comments_measure
    FOR EACH ROW EXECUTE FUNCTION comments_measure_needs_evidence()
    """,
    """
    CREATE TRIGGER comments_measure_same BEFORE UPDATE ON comments_measure FOR EACH ROW
    WHEN (ROW(OLD.kind, OLD.case_id, OLD.comment_id, OLD.is_emergency)
          IS DISTINCT FROM ROW(NEW.kind, NEW.case_id, NEW.comment_id, NEW.is_emergency))
    EXECUTE FUNCTION comments_refuse_change()
    """,
]


def refusing(name, moment, condition, message):
    return f"""
    CREATE TRIGGER {name} BEFORE {moment}
    WHEN {condition}
    BEGIN SELECT RAISE(ABORT, '{message}'); END
    """


UNPROVEN = """NEW.kind IN ('hide', 'delete') AND NOT EXISTS (
    SELECT 1 FROM comments_evidence WHERE case_id = NEW.case_id AND comment_id = NEW.comment_id)"""
CHANGED = " OR ".join(
    [*(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT), "(OLD.sealed_file IS NULL) <> (NEW.sealed_file IS NULL)"]
)
ANOTHER = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in ("kind", "case_id", "comment_id", "is_emergency"))
SQLITE = [
    refusing("comments_caseentry_update", "UPDATE ON comments_caseentry", "1", "the log is never changed"),
    refusing("comments_caseentry_delete", "DELETE ON comments_caseentry", "1", "the log is never changed"),
    # INSERT OR REPLACE takes the old row away without firing the triggers above.
    refusing(
        "comments_caseentry_replace",
        "INSERT ON comments_caseentry",
        "EXISTS (SELECT 1 FROM comments_caseentry WHERE id = NEW.id)",
        "the log is never changed",
    ),
    refusing("comments_evidence_update", "UPDATE ON comments_evidence", CHANGED, "evidence is never changed"),
    refusing("comments_evidence_delete", "DELETE ON comments_evidence", "1", "evidence is never changed"),
    refusing(
        "comments_evidence_replace",
        "INSERT ON comments_evidence",
        """EXISTS (SELECT 1 FROM comments_evidence
                   WHERE id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number))""",
        "evidence is never changed",
    ),
    refusing("comments_measure_insert", "INSERT ON comments_measure", UNPROVEN, "no evidence of this comment"),
    refusing(
        "comments_measure_update",
        "UPDATE OF kind, case_id, comment_id ON comments_measure",
        UNPROVEN,
        "no evidence of this comment",
    ),
    refusing("comments_measure_same", "UPDATE ON comments_measure", ANOTHER, "a measure is never made another"),
]


def guard(apps, schema_editor):
    statements = {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_release_0_2")]
    operations = [migrations.RunPython(guard, elidable=False)]
