"""What people do with their own accounts, as the trail tells it, and as they are told by mail."""

import secrets

from django.conf import settings
from django.db import transaction

from security.letters import writing as letters
from security.office import words
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events
from security.signing_in.actions.sessions import end_other_sessions
from security.trail.recording import record

IF_IT_WAS_NOT_YOU = (
    "\n\nお心当たりがないときは、だれかがあなたのアカウントを使っているおそれがあります。"
    "すぐにシステム管理者(地域政策課)へご連絡ください。\n"
)
UNKNOWN_NAME = "(登録のないログインID)"


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    record(events.SIGN_IN, by=Actor.of(user), subject=user)


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
def note_lock_out(*, username: str) -> None:
    """Attempts are refused unseen from here on: told once, or the trail would be flooded."""
    record(
        events.SIGN_IN_FAILED, by=None, label=_known(username), reason="続けて失敗したため、しばらく止めた"
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
    if not (user.email and user.has_usable_password()):
        return
    about = f"password-reset:{user.pk}"
    letters.take_back(about=about)
    letters.write(
        key=f"password-reset:{secrets.token_hex(16)}",
        to=user,
        subject="パスワードの再設定",
        body=(
            f"{user.name} 様\n\nパスワードの再設定の申込みがありました。ログインIDは {user.username} です。\n"
            "次のアドレスを開き、新しいパスワードを決めてください。このアドレスは一度だけ使えます。\n\n"
            f"{letters.SECRET_MARK}\n\n"
            "お心当たりがないときは、このメールを捨ててください。パスワードは変わりません。\n"
            "このメールを、ほかの方に転送しないでください。\n"
        ),
        about=about,
        secret=f"{settings.PUBLIC_URL}{path}",
    )


def _known(username: str) -> str:
    """As it is registered: a sign-in minds neither capitals nor wide letters."""
    names = User.objects.filter(username__iexact=words.key(username)).values_list("username", flat=True)
    return names.first() or UNKNOWN_NAME


def _tell(user: User, number: int, subject: str, sentence: str) -> None:
    """The event's number makes the letter one."""
    if user.email:
        letters.write(
            key=f"own-account:{number}",
            to=user,
            subject=subject,
            body=f"{user.name} 様\n\n{sentence}{IF_IT_WAS_NOT_YOU}",
        )
