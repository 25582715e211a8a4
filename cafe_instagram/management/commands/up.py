"""Starts everything that one machine needs."""

import errno
import fcntl
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory, MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor

INSUFFICIENT_PRIVILEGE = "42501"  # of PostgreSQL


class Command(BaseCommand):
    help = "データベースを整え、画面、ワーカー、(デモでは)サンドボックスを動かします。Ctrl-C で止まります。"
    requires_system_checks = []  # after the ports: a taken port is the likelier trouble

    def handle(self, *args: Any, **options: Any) -> None:
        keep_lock()
        with require_free_port("PORT"):
            if settings.DEMO:
                require_free_port("SANDBOX_PORT").close()
        self.prepare_database()
        become_supervisor()

    def prepare_database(self) -> None:
        try:
            if something_to_migrate():
                self.check()  # new code; what has started before is not checked at each start
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            sys.exit(
                "データベースに接続できません。DATABASE_URL とデータベースの状態を確かめてください"
                f"({str(error).splitlines()[0]})。"
            )
        except (ProgrammingError, MigrationSchemaMissing) as error:
            refused = error.__context__ if isinstance(error, MigrationSchemaMissing) else error
            if refused is None or getattr(refused.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
                raise
            sys.exit(
                "DATABASE_URL の役割ではデータベースの形を変えられません。所有者の役割で manage.py migrate と"
                "manage.py grant_rights を実行してから、もう一度始めてください(docs/running.md)。"
            )
        except InconsistentMigrationHistory:
            sys.exit(
                "このデータは、バージョン 0.2.0 より前のもので、引き継ぐことができません(CHANGELOG.md)。"
                "試用のデータを消してよいときは、make clean の後にもう一度始めるか、DATA_DIR に別の場所を指定してください。"
            )
        if settings.DEMO and not get_user_model().objects.exists():
            call_command("demo")
        connection.close()


def keep_lock() -> None:
    """Hold DATA_DIR for this process until it ends, also as the supervisor."""
    lock = os.open(settings.DATA_DIR / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(
            f"このデータ({settings.DATA_DIR})ではもう動いています。先に動かしたほうを止めるか、"
            "DATA_DIR に別の場所を指定してください。"
        )
    os.set_inheritable(lock, True)


def require_free_port(name: str) -> socket.socket:
    """Take the port for a moment, so that the other one cannot be the same."""
    port = getattr(settings, name)
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", port))
        probe.listen()
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: "ほかのプログラムが使っています",
            errno.EACCES: "使うことを許されていません",
        }
        reason = reasons.get(error.errno or 0, f"使えません({error.strerror})")
        example = f"{name}={port % 60000 + 1100} make run"
        sys.exit(f"ポート {port} は{reason}。{name} に空いている番号を指定してください(例: {example})。")
    return probe


def something_to_migrate() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def become_supervisor() -> None:
    """Give the memory of Django back: the supervisor needs none of it."""
    os.environ |= {
        "DEMO": str(int(settings.DEMO)),
        "PORT": str(settings.PORT),
        "SANDBOX_PORT": str(settings.SANDBOX_PORT),
        "DATA_DIR": str(settings.DATA_DIR),
        "PUBLIC_URL": settings.PUBLIC_URL,
    }
    os.chdir(settings.BASE_DIR)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "cafe_instagram.supervisor"])  # noqa: S606 - no shell is meant
