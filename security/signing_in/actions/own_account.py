"""What people do with their own accounts, as the trail tells it, and as they are told by mail."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from security.letters import writing as letters
from security.letters.models import Letter
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events, notices
from security.signing_in.actions.sessions import end_other_sessions
from security.signing_in.names import account_named
from security.trail.models import AuditEvent
from security.trail.recording import record, subject_key

UNKNOWN_NAME = "(登録のないログインID)"
STOPPED = (
    "あなたのログインIDで、ログインの失敗が続いたため、失敗のあったところからのログインをしばらく止めています。"
    "パスキーと、これまでにログインしたことのあるブラウザーは、いまもお使いになれます。"
    "ご自分で間違えたのであれば、長くて1時間待つと、またお試しになれます。\n\n"
)
WRONG_PASSWORDS = "お心当たりがないときは、だれかがパスワードを推測しているおそれがあります。システム管理者(地域政策課)へご連絡ください。"
WRONG_CODES = (
    "パスワードは正しく入力され、二要素認証で止まっています。お心当たりがないときは、パスワードを知られているおそれがあります。"
    "すぐにパスワードを変更し、システム管理者(地域政策課)へご連絡ください。"
)
# Letters to one person within a time: anybody can ask for them. The address in an earlier one stays good.
RESETS_MOST = ((timedelta(hours=1), 3), (timedelta(days=1), 6))


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    record(events.SIGN_IN, by=Actor.of(user), subject=user)


@transaction.atomic
def note_new_browser(*, user: User, browser: str, address: str) -> None:
    """He has just signed in from a browser where he never did: he is told, but of the first of all, which is always new."""
    of_person = AuditEvent.objects.filter(subject=subject_key(user), tag=events.SIGN_IN.tag)
    if len(of_person.values_list("pk")[:2]) > 1:
        notices.tell_of_new_browser(user, browser=browser, address=address)


@transaction.atomic
def note_sign_out(*, user: User) -> None:
    record(events.SIGN_OUT, by=Actor.of(user), subject=user)


@transaction.atomic
def note_failed_sign_in(*, username: str) -> None:
    """The name is kept if somebody has it; what else is typed there may be a password, and the trail is for good."""
    record(events.SIGN_IN_FAILED, by=None, label=_known(username))


@transaction.atomic
def note_sign_in_elsewhere(*, user: User) -> None:
    """The password was right, the place was not (第４第１項(1))."""
    record(events.SIGN_IN_FAILED, by=None, subject=user, label=user.username, reason="職場の端末ではないため")


@transaction.atomic
def note_lock_out(*, user: User | None, password_was_right: bool) -> None:
    """Attempts are refused unseen from here on: told once, or the trail would be flooded. A letter comes once a day."""
    label = user.username if user else UNKNOWN_NAME
    record(events.SIGN_IN_FAILED, by=None, label=label, reason="続けて失敗したため、しばらく止めた")
    if user is None or not user.email:
        return
    fear = WRONG_CODES if password_was_right else WRONG_PASSWORDS
    letters.write(
        key=f"locked-out:{'code' if password_was_right else 'password'}:{timezone.localdate()}",
        to=user,
        subject="あなたのログインIDで、ログインの失敗が続いています",
        body=f"{STOPPED}{fear}\n\nこのお知らせは、1日に1通までお送りします。\n",
    )


@transaction.atomic
def note_failed_code(*, user: User) -> None:
    """The password was right, the second factor was not."""
    record(events.SIGN_IN_FAILED, by=None, label=user.username, reason="二要素認証を確かめられないため")


@transaction.atomic
def note_password_change(*, user: User) -> None:
    event = record(events.PASSWORD_CHANGED, by=Actor.of(user), subject=user)
    _tell(
        user,
        event.number,
        "パスワードが変更されました",
        "このシステムに入るためのパスワードが変更されました。",
    )


@transaction.atomic
def note_second_factor(*, user: User, kind: str, added: bool, session_key: str = "") -> None:
    """A factor that is added ends the person's sessions but this one: they were begun without it."""
    if added:
        end_other_sessions(user=user, but=session_key, reason="二要素認証を設定したため")
    factor = events.SECOND_FACTOR_ADDED if added else events.SECOND_FACTOR_REMOVED
    event = record(factor, by=Actor.of(user), subject=user, kind=kind)
    done = "設定" if added else "解除"
    _tell(user, event.number, f"二要素認証が{done}されました", f"二要素認証({kind})が{done}されました。")


@transaction.atomic
def note_recovery_codes(*, user: User) -> None:
    event = record(events.RECOVERY_CODES_MADE, by=Actor.of(user), subject=user)
    _tell(
        user,
        event.number,
        "予備のコードが作り直されました",
        "予備のコードが作り直され、前のものは使えなくなりました。",
    )


@transaction.atomic
def send_password_reset(*, user: User, path: str) -> None:
    """The way to a new password, by letter: only to whoever has one already and may sign in.

    Who has never used the invitation would come in without it. The link goes when a later one is asked for.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    about = f"password-reset:{user.pk}"
    if not (user.email and user.has_usable_password()) or _are_enough(about):
        return
    letters.take_back(about=about)
    letters.write(
        key=f"password-reset:{secrets.token_hex(16)}",
        to=user,
        subject="パスワードの再設定",
        body=(
            f"パスワードの再設定の申込みがありました。ログインIDは {user.username} です。\n"
            "次のアドレスを開き、新しいパスワードを決めてください。このアドレスは一度だけ使えます。\n\n"
            f"{letters.SECRET_MARK}\n\n"
            "お心当たりがないときは、このメールを捨ててください。パスワードは変わりません。\n"
            "このメールを、ほかの方に転送しないでください。\n"
        ),
        about=about,
        secret=f"{settings.PUBLIC_URL}{path}",
    )


def _are_enough(about: str) -> bool:
    """A stranger must not fill somebody's mailbox."""
    written = Letter.objects.filter(about=about)
    return any(
        written.filter(created_at__gt=timezone.now() - within).count() >= most for within, most in RESETS_MOST
    )


def _known(username: str) -> str:
    """As it is registered, however it was typed."""
    account = account_named(username)
    return account.username if account else UNKNOWN_NAME


def _tell(user: User, number: int, subject: str, sentence: str) -> None:
    """The event's number makes the letter one."""
    if user.email:
        letters.write(
            key=f"own-account:{number}",
            to=user,
            subject=subject,
            body=f"{sentence}{notices.IF_IT_WAS_NOT_YOU}",
        )
