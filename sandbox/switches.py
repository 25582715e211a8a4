"""What is disputed or undocumented about Instagram, as switches: each can be turned without a restart."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields

from sandbox.store import read_setting, transaction, write_setting

STORED = "switches"


@dataclass(frozen=True)
class Switches:
    processing_seconds: float = 2.0
    follow_redirects: bool = False
    obey_robots: bool = True
    fetch_timeout_seconds: float = 10.0
    accept_png: bool = False
    min_ratio: float = 0.75  # Meta's reference still says 0.8; the app and the API take 3:4
    quota_total: int = 50
    containers_total: int = 400  # in 24 hours
    usage_percent: int = 1  # of the calls that an hour allows, as the headers tell it
    stale_status_seconds: float = 0.0  # a container says FINISHED for so long after its publication
    second_publish_accepted: bool = False  # the worst that could be: a container asked for twice is two posts
    insights_delay_seconds: float = 0.0
    multi_id_requests: bool = True  # apps made since 2026-11-04 have none
    flat_token_answers: bool = False
    webhooks: bool = True
    webhook_batch: int = 1000  # updates in one notification, at most
    webhook_flat: bool = False  # `field` and `value` in the entry itself, without `changes`
    webhook_in_list: bool = False
    refuse_authors: bool = False  # a call that asks who wrote a comment fails as a whole


def load(db: sqlite3.Connection) -> Switches:
    return Switches(**read_setting(db, STORED, {}))


def change(db: sqlite3.Connection, wanted: Mapping[str, object]) -> Switches:
    """Turn the named switches. Raises ValueError on an unknown name or a value of the wrong kind."""
    kinds = {field.name: type(field.default) for field in fields(Switches)}
    for name, value in wanted.items():
        if name not in kinds:
            raise ValueError(f"unknown switch {name!r}; known: {', '.join(kinds)}")
        if not _fits(value, kinds[name]):
            raise ValueError(f"switch {name!r} wants a {kinds[name].__name__}, got {value!r}")
    with transaction(db):
        write_setting(db, STORED, {**read_setting(db, STORED, {}), **wanted})
    return load(db)


def _fits(value: object, kind: type) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    number = isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    return number and float(str(value)) >= 0
