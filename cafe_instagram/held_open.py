"""SQLite keeps two files beside its database while anybody has it open, and makes them anew for the first who opens it.

On a full disk they cannot be made, and then nothing can even be read. So site and worker each hold it open as long as they
run: what is there already is enough for reading. It also spares each page to fold the log into the database.
"""

import sqlite3

from django.db import connection

_held: list[sqlite3.Connection] = []


def hold() -> None:
    """Once in each process that serves or works, in the process itself and not in one that it is copied from."""
    if connection.vendor != "sqlite" or _held:
        return
    held = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False, isolation_level=None)
    _held.append(held)
    try:
        held.execute("PRAGMA journal_mode=WAL")
        held.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        _held.remove(held)  # the disk is full already: each page says so
        held.close()
