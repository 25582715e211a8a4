"""A server that can keep nothing more: its disk is full, or its database takes no writes.

What somebody sends is then refused with a sentence, and what a page would write by the way is left out, so that reading
goes on (`spared`). The log hears of it once in a minute (cafe_instagram/logs.py).
"""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error

from security.office.answers import Refused, no

logger = logging.getLogger(__name__)

OF_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
# SQLite: full, read-only, cannot be opened, cannot be read or written. The last two are what a full disk does to the files
# beside the database. Of an extended code the lowest byte counts.
OF_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
}
# PostgreSQL: disk full; read-only (a standby, or so set); an I/O error of the server.
OF_POSTGRESQL = {"53100", "25006", "58030"}

FULL = no(
    "サーバーの保存場所がいっぱいか、書き込めない状態のため、保存できませんでした",
    remedy="システム管理者に知らせてください。文章はこの画面に残っています。直ってから、もう一度送ってください"
    "(選んだファイルは、選び直してください)。",
)


def takes_nothing(error: BaseException | None) -> bool:
    """Whether the error, or what it comes from, says so."""
    while error is not None:
        if _says_so(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _says_so(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in OF_SQLITE
    if isinstance(error, OSError):
        return error.errno in OF_FILES
    return getattr(error, "pgcode", None) in OF_POSTGRESQL


@contextmanager
def refusing() -> Iterator[None]:
    """Around an action of a form that shows refusals: raises `Refused` with what to do."""
    try:
        yield
    except (OSError, Error) as error:
        if not takes_nothing(error):
            raise
        logger.warning("nothing can be kept: %s", error)
        raise Refused(FULL) from error


@contextmanager
def spared() -> Iterator[None]:
    """Around what is written because somebody looks at a page: he sees it all the same."""
    try:
        yield
    except (OSError, Error) as error:
        if not takes_nothing(error):
            raise
        logger.warning("nothing can be kept: %s", error)
