"""The sandbox's memory: one SQLite file and the photos it fetched. Times are Unix seconds."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    user_id TEXT PRIMARY KEY,
    app_scoped_id TEXT NOT NULL UNIQUE,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    biography TEXT NOT NULL,
    followers_count INTEGER NOT NULL,
    website TEXT NOT NULL DEFAULT ''
);
DROP TABLE IF EXISTS tokens; -- an earlier sandbox's: it held nothing but the first token
CREATE TABLE IF NOT EXISTS access_tokens (
    token TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts,
    kind TEXT NOT NULL,
    permissions TEXT NOT NULL,
    issued_at REAL NOT NULL,
    expires_at REAL,
    ended_by INTEGER
);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts
);
CREATE TABLE IF NOT EXISTS containers (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts,
    media_type TEXT NOT NULL,
    is_carousel_item INTEGER NOT NULL,
    caption TEXT NOT NULL,
    alt_text TEXT NOT NULL,
    source_url TEXT NOT NULL,
    photo TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at REAL NOT NULL,
    ready_at REAL NOT NULL,
    published_at REAL,
    forced_status TEXT NOT NULL DEFAULT '',
    is_ai_generated INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS container_children (
    parent_id TEXT NOT NULL REFERENCES containers,
    position INTEGER NOT NULL,
    child_id TEXT NOT NULL REFERENCES containers,
    PRIMARY KEY (parent_id, position)
);
CREATE TABLE IF NOT EXISTS media (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts,
    container_id TEXT NOT NULL REFERENCES containers,
    parent_id TEXT REFERENCES media (id),
    media_type TEXT NOT NULL,
    caption TEXT NOT NULL,
    alt_text TEXT NOT NULL,
    photo TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    shortcode TEXT NOT NULL UNIQUE,
    published_at REAL NOT NULL,
    comment_enabled INTEGER NOT NULL DEFAULT 1,
    is_ai_generated INTEGER NOT NULL DEFAULT 0
);
DROP INDEX IF EXISTS one_post_per_container; -- an earlier sandbox's: a switch lets a container become two posts
CREATE TABLE IF NOT EXISTS comments (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    media_id TEXT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES comments (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL,
    username TEXT NOT NULL,
    text TEXT NOT NULL,
    at REAL NOT NULL,
    is_hidden INTEGER NOT NULL DEFAULT 0,
    like_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS comments_of_a_post ON comments (media_id, parent_id, seq);
CREATE INDEX IF NOT EXISTS replies_to_a_comment ON comments (parent_id);
CREATE TABLE IF NOT EXISTS subscriptions (
    account_id TEXT PRIMARY KEY REFERENCES accounts,
    fields TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS notices (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES accounts,
    value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL,
    created_at REAL NOT NULL,
    due_at REAL,
    attempts INTEGER NOT NULL,
    status INTEGER
);
CREATE INDEX IF NOT EXISTS deliveries_to_make ON deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    call TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    params TEXT NOT NULL,
    status INTEGER,
    fault TEXT
);
CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    fault TEXT NOT NULL,
    point TEXT NOT NULL,
    remaining INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""
LATER_COLUMNS = (
    ("accounts", "website", "TEXT NOT NULL DEFAULT ''"),
    ("containers", "forced_status", "TEXT NOT NULL DEFAULT ''"),
    ("containers", "is_ai_generated", "INTEGER NOT NULL DEFAULT 0"),
    ("media", "is_ai_generated", "INTEGER NOT NULL DEFAULT 0"),
)
TABLES = (
    "settings",
    "faults",
    "calls",
    "deliveries",
    "notices",
    "subscriptions",
    "comments",
    "media",
    "container_children",
    "containers",
    "codes",
    "access_tokens",
    "accounts",
)


class Store:
    """The folder and its database. Raises OSError or sqlite3.OperationalError if it cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.photos = folder / "photos"
        self.renditions = folder / "renditions"
        for directory in (self.photos, self.renditions):
            directory.mkdir(parents=True, exist_ok=True)
        self.file = folder / "sandbox.sqlite3"
        # Stays open: SQLite tidies its log away when the last connection closes, which would be every call.
        self._keeper = self.connect()
        self._keeper.execute("PRAGMA journal_mode = WAL")
        self._keeper.executescript(SCHEMA)
        self._widen()

    def _widen(self) -> None:
        """The file may be an earlier sandbox's."""
        for table, column, kind in LATER_COLUMNS:
            names = {row["name"] for row in self._keeper.execute(f"PRAGMA table_info({table})")}
            if column not in names:
                self._keeper.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=10, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        # A killed process loses nothing in WAL; only a power cut could lose the last calls.
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A file to fetch a photo into, gone at the end if it was not kept."""
        file = self.photos / f"incoming-{secrets.token_hex(8)}"
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)

    def keep_photo(self, file: Path, sha256: str) -> None:
        file.replace(self.photos / sha256)

    def keep_rendition(self, file: Path, data: bytes) -> None:
        """Write the file whole or not at all, whoever else writes it."""
        unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        unfinished.write_bytes(data)
        unfinished.replace(file)

    def empty(self, db: sqlite3.Connection) -> None:
        """Forget everything, the photos included."""
        with transaction(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are the constants above
        for directory in (self.photos, self.renditions):
            for file in directory.iterdir():
                file.unlink(missing_ok=True)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and one writer at a time from its first line on."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def read_setting(db: sqlite3.Connection, name: str, default: Any) -> Any:
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row["value"])


def write_setting(db: sqlite3.Connection, name: str, value: object) -> None:
    db.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(value)),
    )
