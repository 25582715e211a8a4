"""How the system is, for machines that watch it: numbers and yes or no, nothing of what it holds."""

import math
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from comments.cases.models import MeasureJob
from comments.replies.models import ReplyJob
from outbox import claims, heartbeat
from posts.publishing.models import PublishJob
from security.account import connection as instagram
from security.models import Letter
from security.office import disk

JOBS = (PublishJob, ReplyJob, MeasureJob)
KEPT_S = 5.0  # a standstill is told when it has lasted a minute: this hides none
BROKER_PATIENCE_S = 1
QUEUE = "celery"  # as Celery calls its only one

# Without the database nobody can tell.
UNKNOWN = dict.fromkeys(("heartbeat", "beat", "clock", "oldest_due", "mail", "token"))


@dataclass
class Kept:
    """The last answer of this process, and when it was found."""

    at: float = -math.inf
    told: dict[str, object] = field(default_factory=dict)


_kept, _asking = Kept(), threading.Lock()


def told() -> dict[str, object]:
    """As `found`, at most KEPT_S old: whoever asks on and on, and anybody may, costs no more than one who asks now and then."""
    with _asking:
        if time.monotonic() - _kept.at >= KEPT_S:
            began = time.monotonic()
            _kept.told, _kept.at = found(), began
        return _kept.told


def found() -> dict[str, object]:
    """`ok` if pages answer, the sweep runs, the clock is believed and there is room. The rest says where to look.

    A database that can only be read shows in the heartbeat, which is written, within the minute.
    """
    free = disk.free()
    seen: dict[str, object] = {
        "disk": None if free is None else free // 2**20,
        "broker": broker_takes_messages(),
    }
    try:
        seen |= {"database": True} | _pulse() | _waiting()
    except Error:
        connection.close()
        return UNKNOWN | seen | {"ok": False, "database": False}
    return seen | {"ok": seen["ok"] and not disk.is_full()}


def _pulse() -> dict[str, object]:
    """A site that has just begun is well: the others begin with it."""
    pulse = heartbeat.read()
    if pulse is None:
        return {"ok": heartbeat.is_young(), "heartbeat": None, "beat": None, "clock": True}
    return {
        "ok": (heartbeat.is_young() or not pulse.is_stale) and not pulse.is_in_doubt,
        "heartbeat": _seconds(pulse.age),
        "beat": _seconds(pulse.age_of_call) if pulse.row.called_at else None,
        "clock": not pulse.is_in_doubt,
    }


def _waiting() -> dict[str, object]:
    return {
        "oldest_due": oldest_due(),
        "mail": not Letter.objects.needing_attention().exists(),
        "token": instagram.outage() is None,
    }


def oldest_due() -> int:
    """Seconds that the job which has waited longest could have been begun."""
    now = timezone.now()
    due = [at for job in JOBS if (at := claims.oldest_due(job, now))]
    return _seconds(now - min(due)) if due else 0


def broker_takes_messages() -> bool:
    """A Redis that is full or a replica answers, and takes nothing."""
    if not settings.REDIS_URL:
        return True
    import redis  # noqa: PLC0415 - some megabytes, which the embedded system does without

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=BROKER_PATIENCE_S, socket_connect_timeout=BROKER_PATIENCE_S
        ) as server:
            return bool(server.set("cafe-instagram-health", 1, ex=60))
    except redis.RedisError:
        return False


def messages_waiting() -> int | None:
    """Wake-ups that no worker has taken; None if nobody can tell."""
    if not settings.REDIS_URL:
        return sum(1 for one in (settings.BROKER_DIR / "queue").iterdir() if one.suffix == ".msg")
    import redis  # noqa: PLC0415 - as above

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=BROKER_PATIENCE_S, socket_connect_timeout=BROKER_PATIENCE_S
        ) as server:
            return int(server.llen(QUEUE))
    except redis.RedisError:
        return None


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
