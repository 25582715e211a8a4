"""Sessions: begun, kept alive and ended, so that an end is an end at the very next request."""

from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from security.office.answers import require
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events, rules
from security.trail.recording import record
from security.workplaces.models import Device

SEEN_EVERY = timedelta(seconds=30)  # a row is not written more often than this
AGENT_LENGTH = 200
LIMITS = {"idle": "操作のない時間が続いたため", "absolute": "ログインからの時間が上限に達したため"}


@transaction.atomic
def begin_session(*, user: User, key: str, address: str, user_agent: str) -> None:
    """The row without which a session is over (security/signing_in/session_limits.py)."""
    now = timezone.now()
    UserSession.objects.update_or_create(
        session_key=key,
        defaults={
            "user": user,
            "ip": address,
            "user_agent": user_agent[:AGENT_LENGTH],
            "created_at": now,
            "last_seen_at": now,
        },
    )


def stay(*, session: UserSession) -> None:
    """The person is there. No event: it would be one for every page."""
    now = timezone.now()
    if now - session.last_seen_at >= SEEN_EVERY:
        session.last_seen_at = now
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)


@transaction.atomic
def forget_session(*, key: str) -> None:
    """Whoever signs out has no row any more; the trail tells of the sign-out itself."""
    UserSession.objects.filter(session_key=key).delete()


@transaction.atomic
def end_overdue_session(*, session: UserSession, limit: str) -> None:
    """The limit is `idle` or `absolute`. Of two requests that find it over, one tells the trail."""
    if _end([session]):
        record(events.SESSION_ENDED, by=None, subject=session.user, reason=LIMITS[limit])


@transaction.atomic
def end_own_sessions(*, by: User, sessions: list[UserSession]) -> int:
    """One's own, chosen from the list; others' are left alone. Returns how many have ended."""
    ended = _end([session for session in sessions if session.user_id == by.pk])
    if ended:
        record(events.SESSION_ENDED, by=Actor.of(by), subject=by, reason="本人が終わらせたため", count=ended)
    return ended


@transaction.atomic
def end_sessions(*, user: User, by: User | None, reason: str) -> int:
    """Every session of a person, at once; `by=None` is the system. Whoever calls has asked the rule of his own act.

    A session that has no row is over anyway. Returns how many have ended.
    """
    ended = _end(list(UserSession.objects.filter(user=user)))
    if ended:
        record(
            events.SESSION_ENDED,
            by=Actor.of(by) if by else None,
            subject=user,
            reason=reason[:200],
            count=ended,
        )
    return ended


@transaction.atomic
def end_other_sessions(*, user: User, but: str, reason: str) -> None:
    """All of one's own sessions but the one with that key."""
    ended = _end(list(UserSession.objects.filter(user=user).exclude(session_key=but)))
    if ended:
        record(events.SESSION_ENDED, by=Actor.of(user), subject=user, reason=reason, count=ended)


@transaction.atomic
def sign_out_person(*, by: User, person: User) -> int:
    """Somebody else's sessions, ended by the administrator. Returns how many."""
    require(rules.may_end_sessions(Actor.of(by)))
    return end_sessions(user=person, by=by, reason="システム管理者が終わらせたため")


def _end(sessions: list[UserSession]) -> int:
    keys = [session.session_key for session in sessions]
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended, _ = UserSession.objects.filter(session_key__in=keys).delete()
    for key in keys:
        store().delete(key)
    return ended


@transaction.atomic
def refuse_session(*, user: User, device_id: int, session_key: str | None) -> None:
    """A session begun on a device was used without it: written down, and no longer listed."""
    UserSession.objects.filter(session_key=session_key).delete()
    device = Device.objects.filter(pk=device_id).first()
    record(events.SESSION_REFUSED, by=None, subject=user, device=str(device or ""))
