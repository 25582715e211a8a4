"""One of a run's processes makes its test database by the migrations, and the others copy that.

Migrations spend seven seconds of the processor on telling themselves what the models were like at each step, in each
process to the same end. What proves the migrations themselves starts the system on a database of its own (tests/ops,
tests/e2e).
"""

import fcntl
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import connection

SUFFIX = "migrated"


class MigratedOnce:
    """The folder is of all processes of one run, and of no other run.

    The first process holds the lock until its copy is kept. If it fails, the next one is the first.
    """

    def __init__(self, folder: Path) -> None:
        self.kept = folder / SUFFIX
        self.lock = (folder / "migrating").open("w")
        self.is_first = False
        self.call_command = management.call_command
        self.patch = pytest.MonkeyPatch()

    def begin(self) -> None:
        """Before Django makes the test database."""
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.is_first = not self.kept.exists()
        if not self.is_first:
            self.lock.close()
            if connection.vendor == "postgresql":
                connection.settings_dict["TEST"]["TEMPLATE"] = self.kept.read_text()
        self.patch.setattr(management, "call_command", self._call)

    def _call(self, name: str, *args: Any, **options: Any) -> None:
        if name != "migrate":
            self.call_command(name, *args, **options)
        elif self.is_first:
            self.call_command(name, *args, **options)
            self._keep()
        elif connection.vendor == "sqlite":
            connection.ensure_connection()
            with closing(sqlite3.connect(self.kept)) as source:
                source.backup(connection.connection)

    def _keep(self) -> None:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.kept)) as target:
                connection.connection.backup(target)
        else:
            connection.creation.clone_test_db(SUFFIX, verbosity=0)
            self.kept.write_text(connection.creation.get_test_db_clone_settings(SUFFIX)["NAME"])

    def made(self) -> None:
        """The test database is there, or could not be made."""
        self.patch.undo()
        self.lock.close()

    def end(self) -> None:
        """While the test database is still there, beside which the copy lies."""
        if self.is_first and self.kept.exists() and connection.vendor == "postgresql":
            connection.creation.destroy_test_db(suffix=SUFFIX, verbosity=0)
