"""How the system is, for machines that watch it: numbers and yes or no, nothing of what it holds."""

import shutil
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

JOBS = (PublishJob, ReplyJob, MeasureJob)
BROKER_PATIENCE_S = 1


def told() -> dict[str, object]:
    """`ok` if pages answer, the sweep runs and the clock is believed. The rest says where to look."""
    try:
        return {"ok": True, "database": True} | _pulse() | _rest()
    except Error:
        connection.close()
        return {"ok": False, "database": False}


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


def _rest() -> dict[str, object]:
    return {
        "broker": _broker_takes_messages(),
        "oldest_due": _oldest_due(),
        "disk": shutil.disk_usage(settings.DATA_DIR).free // 2**20,
        "mail": not Letter.objects.needing_attention().exists(),
        "token": instagram.outage() is None,
    }


def _oldest_due() -> int:
    now = timezone.now()
    due = [at for job in JOBS if (at := claims.oldest_due(job, now))]
    return _seconds(now - min(due)) if due else 0


def _broker_takes_messages() -> bool:
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


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
