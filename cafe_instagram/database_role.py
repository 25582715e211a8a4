"""What the role in DATABASE_URL may do: work with the tables, and not undo what keeps them (PostgreSQL).

Triggers refuse to change the trail and the evidence, and an owner of the tables can switch them off. So another role owns
and migrates them (docs/running.md), and gives the working one what stands here.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

# Neither changed nor deleted.
APPEND_ONLY = ("security_auditevent", "comments_caseentry")
# Never deleted. Of evidence the sealed bytes alone are written anew, under a newer key.
NEVER_DELETED = ("security_audithead", "approvals_submission", "approvals_decision")
EVIDENCE, SEALED = "comments_evidence", ("sealed_content", "sealed_file")
ONLY_READ = ("django_migrations",)
POWERS = ("ほかの役割を作れます", "データベースの複製を取れます", "行ごとの制限を受けません")
SERVER_ROLES = ("pg_execute_server_program", "pg_write_server_files", "pg_read_server_files")
PARAMETERS_SINCE = (
    150000  # whether a parameter may be set is told from PostgreSQL 15 on; before, superusers alone may
)


@transaction.atomic
def grant(role: str) -> None:
    """Give the role what it needs for work, and take the rest. As the tables' owner, after each migration or restore."""
    quote = connection.ops.quote_name
    name = quote(role)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM PUBLIC, {name}")
            cursor.execute(f"GRANT {_rights(table)} ON {quote(table)} TO {name}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {name}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")


def _rights(table: str) -> str:
    if table in ONLY_READ:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    if table == EVIDENCE:
        return f"SELECT, INSERT, UPDATE ({', '.join(SEALED)})"
    return "SELECT, INSERT, UPDATE" if table in NEVER_DELETED else "SELECT, INSERT, UPDATE, DELETE"


def too_strong() -> list[str]:
    """What the role of this connection can do that it must not; a superuser anything, so nothing else is told of one."""
    with connection.cursor() as cursor:
        # session_user: whoever has signed in, whatever role is worn meanwhile. It can be taken off.
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
            " WHERE rolname = session_user"
        )
        is_superuser, *powers = cursor.fetchone()
        if is_superuser:
            return ["スーパーユーザーです"]
        named = [words for has, words in zip(powers, POWERS, strict=True) if has]
        return [*named, *_of_the_server(cursor), *_of_the_tables(cursor)]


def _of_the_server(cursor: CursorWrapper) -> Iterator[str]:
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(session_user, oid, 'MEMBER')",
        [list(SERVER_ROLES)],
    )
    for (name,) in cursor.fetchall():
        yield f"サーバーのファイルやプログラムに触れる役割 {name} に属しています"
    if connection.connection.server_version >= PARAMETERS_SINCE:
        cursor.execute("SELECT has_parameter_privilege(session_user, 'session_replication_role', 'SET')")
        if cursor.fetchone() == (True,):
            yield "トリガーを止める設定(session_replication_role)を変えられます"


def _of_the_tables(cursor: CursorWrapper) -> Iterator[str]:
    cursor.execute(
        """
        SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                       AND pg_has_role(session_user, relowner, 'MEMBER')),
               (SELECT pg_has_role(session_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'public')
               OR (SELECT pg_has_role(session_user, datdba, 'MEMBER') FROM pg_database
                   WHERE datname = current_database()),
               has_schema_privilege(session_user, 'public', 'CREATE')
        """
    )
    owns_tables, owns_database, creates = cursor.fetchone()
    if owns_tables:
        yield "表の所有者か、所有者になれる役割で、トリガーを外せます"
    if owns_database:
        yield "データベースの所有者か、所有者になれる役割です"
    if creates:
        yield "表や関数を作れます"
    for table, right in [] if owns_tables else _rights_too_many(cursor):
        yield f"{table} に、余分な権限 {right} があります"


def _rights_too_many(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    """An owner has them all, and is told of as such."""
    for table in connection.introspection.table_names(cursor):
        cursor.execute(
            "SELECT has_any_column_privilege(session_user, %(table)s, 'UPDATE'),"
            " has_table_privilege(session_user, %(table)s, 'UPDATE'),"
            " has_table_privilege(session_user, %(table)s, 'DELETE'),"
            " has_table_privilege(session_user, %(table)s, 'TRUNCATE'),"
            " has_table_privilege(session_user, %(table)s, 'TRIGGER')",
            {"table": f"public.{connection.ops.quote_name(table)}"},
        )
        some, *whole = cursor.fetchone()
        held = {
            right
            for right, has in zip(("UPDATE", "DELETE", "TRUNCATE", "TRIGGER"), whole, strict=True)
            if has
        }
        if some and table in (*APPEND_ONLY, *ONLY_READ):
            held.add("UPDATE")
        for right in sorted(held - set(_rights(table).split(", "))):
            yield table, right
