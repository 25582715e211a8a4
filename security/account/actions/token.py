"""The API token: adopted, connected anew, and what became known of it (第５第１項).

No network here: whoever has asked Instagram tells the result. The secret is sealed on the way in and never told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from security.account import events, rules
from security.account.models import AccessToken
from security.account.notices import BLOCKED, CONNECTION
from security.notices.telling import call_off
from security.office import vault
from security.office.answers import Refused, no, require
from security.people import signals
from security.people.actors import Actor
from security.people.models import User
from security.trail.recording import record

State = AccessToken.State
CHANGED_MEANWHILE = "接続している間に、公式アカウントのパスワードの変更などが記録されました。"


@dataclass(frozen=True)
class Findings:
    """What Instagram has said of the account and of what the token may do.

    app_scoped_id: the number by which our app alone knows the account, if it has one. expires_at: None where it was
    not said. quota_used, quota_total: publications within 24 hours. notified: whether Instagram notifies us of comments;
    None where that was not said.
    """

    user_id: str
    username: str
    permissions: tuple[str, ...]
    app_scoped_id: str = ""
    expires_at: datetime | None = None
    quota_used: int | None = None
    quota_total: int | None = None
    notified: bool | None = None


class AnotherAccount(Refused):
    """The token speaks for an account other than the one known so far; to be confirmed if it is meant."""


@transaction.atomic
def adopt() -> None:
    """Take over the environment's token as the first one. Does nothing once there is any.

    It counts as connected until Instagram says otherwise: whoever runs the system has put it there.
    """
    secret = settings.INSTAGRAM_ACCESS_TOKEN
    if not (secret and settings.INSTAGRAM_USER_ID) or AccessToken.objects.exists():
        return
    token = AccessToken(
        flavour=settings.INSTAGRAM_FLAVOUR,
        user_id=settings.INSTAGRAM_USER_ID,
        sealed_secret=vault.seal(secret),
        state=State.CONNECTED,
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        return  # another process was faster
    record(events.TOKEN_CONNECTED, by=None, subject=token, source="INSTAGRAM_ACCESS_TOKEN")


@transaction.atomic
def connect(
    *,
    by: User,
    secret: str,
    flavour: str,
    findings: Findings,
    asked_at: datetime,
    another_account: bool = False,
) -> AccessToken:
    """接続し直す: from now on this token counts, and the former one's secret is erased.

    `asked_at`: just before Instagram was asked, for its answer proves nothing of what came later. Refused for an account
    other than the one known so far, unless `another_account` has been confirmed.
    """
    actor = Actor.of(by)
    require(rules.may_connect(actor))
    before = _locked_current()
    known = before.user_id if before else settings.INSTAGRAM_USER_ID
    if is_another(known, findings) and not another_account:
        raise AnotherAccount(
            no(
                f"このトークンは、これまでと違うアカウント({findings.username or findings.user_id})のものです。",
                clause="第５第１項",
                remedy="公式アカウントでログインして発行したトークンか、お確かめください。",
            )
        )
    now = timezone.now()
    if before:
        before.sealed_secret, before.replaced_at = "", now
        before.save(update_fields=["sealed_secret", "replaced_at"])
        call_off(CONNECTION, about=before)
    token = AccessToken(
        flavour=flavour,
        user_id=findings.user_id,
        username=findings.username,
        sealed_secret=vault.seal(secret),
        permissions=list(findings.permissions),
        state=State.CONNECTED,
        connected_by=by,
        issued_at=now,
        expires_at=findings.expires_at,
        checked_at=now,
        check_tried_at=now,
        blocked_until=before.blocked_until if before and not is_another(known, findings) else None,
    )
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            no("同じときに、ほかの方が接続しました。", remedy="いまの接続の状態をお確かめください。")
        ) from None
    record(events.TOKEN_CONNECTED, by=actor, subject=token, account=findings.user_id, flavour=flavour)
    if before and before.doubted_at and before.doubted_at >= asked_at:
        doubt(by=None, reason=CHANGED_MEANWHILE)
        token.refresh_from_db()
    else:
        signals.connection_confirmed.send(sender=AccessToken, at=asked_at)
    return token


def _differ(one: str, other: str) -> bool:
    """Two numbers of accounts; until it has once been asked for, only `me` may be known."""
    return one.isdigit() and other.isdigit() and one != other


def is_another(known: str, found: Findings) -> bool:
    """Whether the account differs. Until it has once been asked for, only `me` may be known of it."""
    return known.isdigit() and known not in (found.user_id, found.app_scoped_id)


@transaction.atomic
def doubt(*, by: User | None, reason: str) -> None:
    """接続の確認待ち: something (a new password of the account) may have ended the connection; to be asked soon.

    An answer that is still on its way no longer counts. A connection that is known to be lost stays lost.
    """
    adopt()
    # Who waited for a row that was then replaced finds none, and asks for the new one.
    token = _locked_current() or _locked_current()
    if token is None:
        return
    if token.state != State.LOST:
        token.state, token.problem = State.TO_CHECK, reason[:300]
    token.check_tried_at, token.doubted_at = None, timezone.now()
    token.save(update_fields=["state", "problem", "check_tried_at", "doubted_at"])
    record(events.TOKEN_DOUBTED, by=Actor.of(by) if by else None, subject=token, reason=reason)
    signals.connection_doubted.send(sender=AccessToken)


def take_check_turn(token: AccessToken, *, pause: timedelta) -> AccessToken | None:
    """The token with the turn to ask Instagram about it, or None: somebody has, less than `pause` ago."""
    now = timezone.now()
    due = Q(check_tried_at=None) | Q(check_tried_at__lte=now - pause)
    mine = AccessToken.objects.filter(due, pk=token.pk, replaced_at=None)
    if not mine.update(check_tried_at=now):
        return None
    taken = AccessToken.objects.get(pk=token.pk)
    taken.check_tried_at = now  # ours, also if a doubt has ended the turn since
    return taken


def take_refresh_turn(token: AccessToken, *, pause: timedelta) -> bool:
    """Whether it is ours to have it prolonged now; of two workers only one gets a yes."""
    now = timezone.now()
    due = Q(refresh_tried_at=None) | Q(refresh_tried_at__lte=now - pause)
    mine = AccessToken.objects.filter(due, pk=token.pk, replaced_at=None)
    return bool(mine.update(refresh_tried_at=now))


@transaction.atomic
def note_checked(*, token: AccessToken, findings: Findings, by: User | None = None) -> bool:
    """Instagram has answered in this turn: connected. False if the turn was over (doubted or replaced meanwhile)."""
    stored = _locked_current(pk=token.pk, check_tried_at=token.check_tried_at)
    if stored is None:
        return False
    if stored.state != State.CONNECTED:
        call_off(CONNECTION, about=stored)
    now = timezone.now()
    stored.user_id, stored.username = findings.user_id, findings.username
    stored.permissions = list(findings.permissions)
    stored.expires_at = findings.expires_at or stored.expires_at
    stored.state, stored.problem, stored.checked_at = State.CONNECTED, "", now
    stored.save()
    record(
        events.TOKEN_CHECKED,
        by=Actor.of(by) if by else None,
        subject=stored,
        quota_used=findings.quota_used,
        quota_total=findings.quota_total,
        notified=findings.notified,
    )
    signals.connection_confirmed.send(sender=AccessToken, at=now)
    return True


@transaction.atomic
def note_lost(*, token: AccessToken, problem: str) -> None:
    """切断: Instagram has refused the token. Told once for each reason; an answer on its way no longer counts."""
    stored = _locked_current(pk=token.pk)
    if stored is None or (stored.state, stored.problem) == (State.LOST, problem[:300]):
        return
    stored.state, stored.problem, stored.check_tried_at = State.LOST, problem[:300], timezone.now()
    stored.save(update_fields=["state", "problem", "check_tried_at"])
    record(events.TOKEN_LOST, by=None, subject=stored, problem=problem)


@transaction.atomic
def note_blocked(*, token: AccessToken, pause: timedelta) -> None:
    """操作の制限: Instagram has restricted the account. Nothing is sent for so long, and everybody is told, once."""
    stored = _locked_current()  # the account's, whatever has become of the token that asked
    if stored is None or stored.is_blocked or _differ(stored.user_id, token.user_id):
        return
    stored.blocked_until = timezone.now() + pause
    stored.save(update_fields=["blocked_until"])
    record(events.ACCOUNT_BLOCKED, by=None, subject=stored, until=_told(stored.blocked_until))
    signals.account_blocked.send(sender=AccessToken, token=stored)


@transaction.atomic
def lift_block(*, by: User, reason: str) -> None:
    """待機を終える: somebody has looked at the account's notices and answers for sending again."""
    actor, stored = Actor.of(by), _locked_current()
    require(rules.may_lift_block(actor, stored))
    assert stored is not None  # noqa: S101 - may_lift_block has looked
    if not reason.strip():
        raise Refused(no("確かめたことと理由を入力してください。"))
    until, stored.blocked_until = stored.blocked_until, None
    stored.save(update_fields=["blocked_until"])
    call_off(BLOCKED, about=stored)
    record(
        events.BLOCK_LIFTED,
        by=actor,
        subject=stored,
        until=_told(until) if until else "",
        reason=reason.strip(),
    )


@transaction.atomic
def note_refreshed(
    *, token: AccessToken, secret: str, expires_at: datetime | None, permissions: tuple[str, ...]
) -> bool:
    """The term has been prolonged; Instagram gives a new secret for it. False if the token was replaced meanwhile."""
    stored = _locked_current(pk=token.pk)
    if stored is None:
        return False
    stored.sealed_secret = vault.seal(secret)
    stored.issued_at, stored.expires_at = timezone.now(), expires_at
    stored.permissions = list(permissions) or stored.permissions
    stored.refresh_problem = ""
    stored.save(update_fields=["sealed_secret", "issued_at", "expires_at", "permissions", "refresh_problem"])
    call_off(CONNECTION, about=stored)
    record(
        events.TOKEN_REFRESHED,
        by=None,
        subject=stored,
        expires_at=expires_at.isoformat() if expires_at else "",
    )
    return True


@transaction.atomic
def note_refresh_failed(*, token: AccessToken, problem: str) -> None:
    """Told once for each reason: it is tried again every hour."""
    stored = _locked_current(pk=token.pk)
    if stored is None or stored.refresh_problem == problem[:300]:
        return
    stored.refresh_problem = problem[:300]
    stored.save(update_fields=["refresh_problem"])
    record(events.TOKEN_REFRESH_FAILED, by=None, subject=stored, problem=problem)


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _locked_current(**conditions: object) -> AccessToken | None:
    current = AccessToken.objects.select_for_update(no_key=True).filter(replaced_at=None)
    return current.filter(**conditions).first()
