"""The processes of one machine, and what can happen to them, to the queue, to the database and to time."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg2
import redis
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import DateTimeField, F

from approvals.models import SendingJob
from bench.processes import STOP_S, answers, wait_for
from cafe_instagram import supervisor
from outbox.jobs import OPEN
from posts.models import PublishJob
from tests.sandbox.running import Sandbox
from tests.tampering import sign_anew

WORKERS = ("worker 1", "worker 2")
BEATS = ("beat 1", "beat 2")
# The demo's citizens would write between ours, and every process of a machine is named once.
TWICE = ("worker", "beat")


class Machine:
    """What `manage.py up` runs, with a second worker and a second beat. `done` counts what happened to it."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        self.log = (settings.DATA_DIR / "soak.log").open("ab")
        self.programs = {
            name: program
            for program in supervisor.programs(os.environ)
            for name in ([f"{program.name} {n}" for n in (1, 2)] if program.name in TWICE else [program.name])
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.done: Counter[str] = Counter()
        self.sandbox = Sandbox(None, f"http://127.0.0.1:{settings.SANDBOX_PORT}")
        self.store = _Server() if connection.vendor == "postgresql" else _File()

    def revive(self) -> None:
        """Start whatever does not run, as the supervisor would."""
        for name, program in self.programs.items():
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self.running[name] = subprocess.Popen(
                    [sys.executable, "-m", *program.arguments],
                    env={**os.environ, **program.environment},
                    stdout=self.log,
                    stderr=self.log,
                )

    def ready(self) -> None:
        self.revive()
        wait_for(lambda: answers(settings.PORT) and answers(settings.SANDBOX_PORT), "the site answers")

    def kill(self, *names: str) -> None:
        """-9, in the midst of whatever they do."""
        for name in names:
            if process := self.running.pop(name, None):
                process.kill()
                process.wait(timeout=STOP_S)
                self.done["kill -9"] += 1

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=STOP_S)
        self.log.close()

    def leap(self, seconds: float) -> None:
        """As if the machine had been off for so long: nobody works, and all that waits has waited longer."""
        self.kill(*WORKERS)
        put_back(seconds)
        self.sandbox.advance(seconds)
        self.done["off for minutes"] += 1

    def empty_queue(self) -> None:
        if settings.REDIS_URL:
            with closing(redis.Redis.from_url(settings.REDIS_URL)) as server:
                server.flushdb()
        else:
            for message in Path(settings.BROKER_DIR / "queue").iterdir():
                message.unlink(missing_ok=True)
        self.done["queue emptied"] += 1

    def cut_connections(self) -> None:
        if self.store.cut():
            self.done["database connections cut"] += 1

    def keep(self) -> None:
        """A copy of the database as it is; nothing runs meanwhile but the sandbox."""
        self.kill("web", *WORKERS, *BEATS)
        self.store.keep()

    def restore(self) -> None:
        self.kill("web", *WORKERS, *BEATS)
        self.store.restore()
        self.done["restored"] += 1


def put_back(seconds: float) -> None:
    """All times in the rows of what waits."""
    for model in jobs():
        times = [one.name for one in model._meta.get_fields() if isinstance(one, DateTimeField)]
        by = timedelta(seconds=seconds)
        with transaction.atomic():
            waiting = model._default_manager.filter(state__in=OPEN)
            waiting.update(**{name: F(name) - by for name in times})
    sign_anew(PublishJob.objects.filter(state__in=OPEN))  # its MAC covers the time it was asked for


def jobs() -> list[type[SendingJob]]:
    """What goes to Instagram; letters have a post office of their own."""
    return [model for model in apps.get_models() if issubclass(model, SendingJob)]


class _Server:
    """A database on PostgreSQL."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.kept = f"{self.name}_kept"

    def cut(self) -> bool:
        """Everybody's connections but this one's."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return True

    def keep(self) -> None:
        connection.close()
        self._on_server(
            f"DROP DATABASE IF EXISTS {self.kept} WITH (FORCE)",
            f"CREATE DATABASE {self.kept} TEMPLATE {self.name}",
        )

    def restore(self) -> None:
        connection.close()
        self._on_server(
            f"DROP DATABASE {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name} TEMPLATE {self.kept}"
        )

    def _on_server(self, *statements: str) -> None:
        to = connection.settings_dict
        given = {"host": to["HOST"], "port": to["PORT"], "user": to["USER"], "password": to["PASSWORD"]}
        with closing(psycopg2.connect(dbname="postgres", **given)) as server:
            server.autocommit = True
            for statement in statements:
                server.cursor().execute(statement)


class _File:
    """A database in a file."""

    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])
        self.kept = self.file.with_suffix(".kept")

    def cut(self) -> bool:
        return False  # nobody is connected to a file

    def keep(self) -> None:
        connection.close()
        self.kept.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as live, closing(sqlite3.connect(self.kept)) as copy:
            live.backup(copy)

    def restore(self) -> None:
        connection.close()
        for rest in ("-wal", "-shm"):
            Path(f"{self.file}{rest}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)
