"""The role that works cannot undo what keeps the trail, and all that the product does works with it."""

import os
import subprocess
import sys
import uuid
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.errors
import pytest

from tests import misses
from tests.e2e.processes import ROOT, clean_environment, free_ports

pytestmark = pytest.mark.postgres

FORBIDDEN = [
    "ALTER TABLE security_auditevent DISABLE TRIGGER ALL",
    "ALTER TABLE security_auditevent DISABLE TRIGGER security_auditevent_rows",
    "DROP TRIGGER security_auditevent_rows ON security_auditevent",
    "DROP FUNCTION security_auditevent_refuse() CASCADE",
    "CREATE OR REPLACE FUNCTION security_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN END$$",
    "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN END$$",
    "CREATE TRIGGER more BEFORE INSERT ON security_auditevent EXECUTE FUNCTION security_auditevent_refuse()",
    "CREATE RULE none AS ON INSERT TO security_auditevent DO INSTEAD NOTHING",
    "TRUNCATE security_auditevent",
    "TRUNCATE security_user CASCADE",
    "DROP TABLE security_auditevent",
    "ALTER TABLE security_auditevent ADD COLUMN more integer",
    "ALTER TABLE security_auditevent OWNER TO CURRENT_USER",
    "SET session_replication_role = replica",
    "UPDATE security_auditevent SET actor_label = 'x'",
    "DELETE FROM security_auditevent",
    "UPDATE comments_caseentry SET text = 'x'",
    "DELETE FROM comments_caseentry",
    "UPDATE comments_evidence SET digest = 'x'",
    "DELETE FROM comments_evidence",
    "DELETE FROM approvals_decision",
    "DELETE FROM approvals_submission",
    "DELETE FROM security_audithead",
    "UPDATE django_migrations SET name = 'x'",
    "CREATE TABLE more (id integer)",
    "CREATE TEMPORARY TABLE security_auditevent (id integer)",
    "CREATE SCHEMA more",
    "SET ROLE {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE {owner} PASSWORD 'x'",
    "ALTER DATABASE {database} OWNER TO CURRENT_USER",
    "COPY (SELECT 1) TO PROGRAM 'true'",
]


class Cluster:
    """A database of its own with its roles, as docker-compose.yml makes them."""

    def __init__(self, folder):
        self.database, mark = f"cafe_roles_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex[:12]
        self.owner, self.working = f"cafe_owner_{mark}", f"cafe_app_{mark}"
        self.folder = folder
        self.server = urlsplit(os.environ["DATABASE_URL"])

    def url(self, role="", database=""):
        host = f"{self.server.hostname}:{self.server.port or 5432}"
        at = f"{role}:pass4{role}@{host}" if role else self.server.netloc
        return urlunsplit(self.server._replace(netloc=at, path=f"/{database or self.database}"))

    def ask(self, statement, role="", database=""):
        with closing(psycopg2.connect(self.url(role, database))) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def make_roles(self):
        for name, role in (("owner_url", self.owner), ("url", self.working)):
            (self.folder / name).write_text(self.url(role) + "\n")
        environment = os.environ | {
            "DATABASE_OWNER_URL_FILE": str(self.folder / "owner_url"),
            "DATABASE_URL_FILE": str(self.folder / "url"),
            "POSTGRES_USER": self.server.username,
            "POSTGRES_DB": self.database,
            "PGHOST": self.server.hostname,
            "PGPORT": str(self.server.port or 5432),
            "PGPASSWORD": self.server.password or "",
        }
        subprocess.run([str(ROOT / "deploy/database_roles.sh")], env=environment, check=True)

    def manage(self, *arguments, role=""):
        port, sandbox_port = map(str, free_ports(2))
        environment = clean_environment(
            DEMO="1",
            DATA_DIR=str(self.folder / "data"),
            DATABASE_URL=self.url(role),
            PORT=port,
            SANDBOX_PORT=sandbox_port,
        )
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def drop(self):
        self.ask(f"DROP DATABASE {self.database} WITH (FORCE)", database="postgres")
        for role in (self.working, self.owner):
            self.ask(f"DROP ROLE {role}", database="postgres")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """With the demo in it, which was made by the role that works: 起案, 承認, cases, evidence, policies."""
    made = Cluster(tmp_path_factory.mktemp("roles"))
    made.ask(f"CREATE DATABASE {made.database}", database="postgres")
    made.make_roles()
    for role, *command in (
        (made.owner, "migrate", "--noinput"),
        (made.owner, "grant_rights", made.working),
        (made.working, "demo"),
    ):
        done = made.manage(*command, role=role)
        assert done.returncode == 0, done.stdout + done.stderr
    yield made
    made.drop()


def test_role_that_works_undoes_nothing_that_keeps_the_records(cluster):
    missed = []
    for statement in FORBIDDEN:
        written = statement.format(owner=cluster.owner, database=cluster.database)
        try:
            cluster.ask(written, cluster.working)
            missed.append(written)
        except psycopg2.errors.InsufficientPrivilege:
            pass
        except psycopg2.Error as error:
            missed.append(f"{written}: {error}")
    misses.none(missed)
    assert cluster.ask("SELECT count(*) > 100 FROM security_auditevent", cluster.working) == [(True,)]


def test_commands_of_every_day_work_with_it(cluster):
    tried = [
        ("verify_audit",),
        ("rotate_field_keys",),
        ("rotate_seal_keys",),
        ("migrate", "--noinput"),  # as `up` does, with nothing to migrate
        ("doctor", "--before-start"),
    ]
    done = [(command, cluster.manage(*command, role=cluster.working)) for command in tried]
    misses.none([(command, it.stdout, it.stderr) for command, it in done if it.returncode])
    assert "○ データベースの役割" in done[-1][1].stdout


@pytest.mark.parametrize("how", ["superuser", "owner"])
def test_doctor_tells_of_a_role_that_is_too_strong(cluster, how):
    done = cluster.manage("doctor", "--before-start", role="" if how == "superuser" else cluster.owner)
    assert done.returncode == 1
    assert "× データベースの役割" in done.stdout
    assert ("スーパーユーザーです" if how == "superuser" else "所有者") in done.stdout
    assert "役割を分け" in done.stdout


# What is given and taken again, with {0} for the role that works and {1} for the owner, and the word that tells of it.
RIGHTS_TOO_MANY = [
    [
        ("GRANT {1} TO {0}", "REVOKE {1} FROM {0}", "表の所有者"),
        ("ALTER ROLE {0} CREATEROLE", "ALTER ROLE {0} NOCREATEROLE", "ほかの役割を作れます"),
        ("GRANT pg_execute_server_program TO {0}", "REVOKE pg_execute_server_program FROM {0}", "pg_execute"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "を作れます"),
    ],
    [
        ("GRANT TRUNCATE ON posts_post TO {0}", "REVOKE TRUNCATE ON posts_post FROM {0}", "posts_post に"),
        ("GRANT UPDATE (data) ON security_auditevent TO PUBLIC", "REVOKE UPDATE (data) ON security_auditevent FROM PUBLIC", "security_auditevent に"),
        ("GRANT pg_write_all_data TO {0}", "REVOKE pg_write_all_data FROM {0}", "approvals_decision に"),
    ],
]  # fmt: skip


@pytest.mark.parametrize("rights", RIGHTS_TOO_MANY)
def test_doctor_tells_of_each_right_too_many(cluster, rights):
    roles = (cluster.working, cluster.owner)
    for given, _, _ in rights:
        cluster.ask(given.format(*roles))
    try:
        done = cluster.manage("doctor", "--before-start", role=cluster.working)
    finally:
        for _, taken, _ in rights:
            cluster.ask(taken.format(*roles))
    assert done.returncode == 1
    misses.none([told for _, _, told in rights if told not in done.stdout])


def test_what_a_superuser_has_made_before_is_handed_over(tmp_path):
    """An installation of before: everything belongs to the superuser that the program signed in as."""
    older = Cluster(tmp_path)
    older.ask(f"CREATE DATABASE {older.database}", database="postgres")
    try:
        assert older.manage("migrate", "--noinput").returncode == 0
        for _ in range(2):  # it may be run again
            older.make_roles()
        assert older.manage("migrate", "--noinput", role=older.owner).returncode == 0
        assert older.manage("grant_rights", older.working, role=older.owner).returncode == 0
        for command in (["first_administrator", "yamada", "山田太郎"], ["doctor", "--before-start"]):
            done = older.manage(*command, role=older.working)
            assert done.returncode == 0, done.stdout + done.stderr
        # A later version changes what is there: nothing is half done, and it is said who does it.
        older.ask("DELETE FROM django_migrations WHERE name = '0002_evidence_cannot_change'")
        done = older.manage("up", role=older.working)
        assert done.returncode == 1
        assert "所有者の役割で manage.py migrate" in done.stderr
    finally:
        older.drop()


def test_role_that_works_is_told_who_migrates(tmp_path):
    fresh = Cluster(tmp_path)
    fresh.ask(f"CREATE DATABASE {fresh.database}", database="postgres")
    try:
        fresh.make_roles()
        done = fresh.manage("up", role=fresh.working)
        assert done.returncode == 1
        assert "所有者の役割で manage.py migrate" in done.stderr
        refused = fresh.manage("grant_rights", "nobody_at_all", role=fresh.owner)
        assert refused.returncode == 1
    finally:
        fresh.drop()


def test_restored_copy_has_its_rights_again(cluster, tmp_path):
    """As docs/running.md says: without the rights of the dump, which belong to another installation's roles."""
    copy = Cluster(tmp_path)
    copy.ask(f"CREATE DATABASE {copy.database}", database="postgres")
    try:
        copy.make_roles()
        dump = subprocess.run(
            ["pg_dump", "--format=custom", cluster.url()], capture_output=True, check=True
        ).stdout
        restore = [
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            f"--role={copy.owner}",
            f"--dbname={copy.url()}",
        ]
        subprocess.run(restore, input=dump, check=True)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            copy.ask("SELECT 1 FROM posts_post", copy.working)
        assert copy.manage("grant_rights", copy.working, role=copy.owner).returncode == 0
        told = copy.manage("doctor", "--before-start", role=copy.working).stdout
        (wrong,) = [line for line in told.splitlines() if line.startswith("×")]
        assert "FIELD_KEYS" in wrong  # the other installation's keys have not come along
        assert copy.ask("SELECT count(*) FROM posts_post", copy.working) == cluster.ask(
            "SELECT count(*) FROM posts_post"
        )
    finally:
        copy.drop()
