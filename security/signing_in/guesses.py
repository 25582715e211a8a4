"""How often a password or a code may be tried, so that guessing stays slow and keeps nobody out but who guesses.

Failures count for one account at one address, and all together for the account. Whom the account knows is counted apart,
by himself: a browser that it has signed in with, a session of its own, a registered workplace. The rates stand in
settings_sign_in.py; the cache that counts is the database, so it holds for all processes and over a restart.
"""

import secrets
import zlib
from dataclasses import dataclass, field
from typing import Literal

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from security.pages.allauth_internals import RateLimitUsage, consume, get_ip
from security.people.models import User
from security.people.places import current_place
from security.signing_in import actions, known_browsers
from security.signing_in.names import folded

Kind = Literal["password", "code"]

TOLD_EVERY = 600  # seconds
PROOF_LASTS = 60  # seconds
# Names that nobody has share a few counters: each of its own would let a stranger fill the cache.
UNKNOWN_NAMES = 16
SO_LONG = "10分ほど(失敗が重なったときは、長くて1時間)待ってから、もう一度お試しください。"
TOO_MANY = (
    f"続けて失敗したため、しばらくの間、ここからのログインを止めています。{SO_LONG}"
    "お急ぎのときは、パスキーか、これまでにログインしたことのあるブラウザーをお使いください。どちらもないときは、"
    "ログインの画面の「パスワードをお忘れですか?」からパスワードを決め直すと、決め直したブラウザーでログインできます。"
    "お心当たりがないときは、システム管理者へご連絡ください。"
)
# The counters are written, and a guess that is not counted is none that may be made.
NOT_COUNTED = (
    "いまはログインや確認を受け付けられません。サーバーの保存場所がいっぱいか、書き込めない状態です。"
    "システム管理者に知らせてください。"
)
TOO_MANY_OF_ONES_OWN = (
    f"続けて失敗したため、しばらくの間、このブラウザーでの確認を止めています。{SO_LONG}"
    "お心当たりがないときは、システム管理者へご連絡ください。"
)


@dataclass(frozen=True)
class Guess:
    """One try, counted as a failure until it is taken back."""

    usages: list[RateLimitUsage] = field(default_factory=list)

    def take_back(self) -> None:
        """It was right. Earlier failures stay: an own account must not wipe those at another's."""
        for usage in self.usages:
            usage.rollback()


def begin(request: HttpRequest, account: User | None, *, kind: Kind, name: str = "") -> Guess:
    """Count a try at the account, or at a name that nobody has. Raises ValidationError if there were too many."""
    is_ones_own, counters = _counters(request, account, kind, name)
    # First whether all would let it pass: what one of them refuses must not use up another.
    usages = [] if _are_full(request, counters) else [_count(request, one) for one in counters]
    counted = [usage for usage in usages if usage is not None]
    if counted and len(counted) == len(usages):
        return Guess(counted)
    if not _can_count():
        raise ValidationError(NOT_COUNTED, code="not_counted")
    if not is_ones_own:
        _tell(request, account, kind, name)
    raise ValidationError(TOO_MANY_OF_ONES_OWN if is_ones_own else TOO_MANY, code="too_many_login_attempts")


def _can_count() -> bool:
    """Whether the cache keeps anything; it says nothing where it cannot (a full disk).

    Each asks by a key of its own: by a common one, two who ask at once would take each other's proof away.
    """
    key = f"guesses:can-count:{secrets.token_hex(8)}"
    cache.set(key, True, timeout=PROOF_LASTS)
    return cache.delete(key)


def _counters(
    request: HttpRequest, account: User | None, kind: Kind, name: str
) -> tuple[bool, list[tuple[str, str]]]:
    """Whether the account knows who tries, and what counts him: the rate's name and its key."""
    who = f"{kind}:{_who(account, name)}"
    if account and request.user == account:
        return True, [("guess_here", f"{who}:signed-in")]
    if account and (browser := known_browsers.number(request, account)):
        return True, [("guess_here", f"{who}:browser:{browser}")]
    workplace, address = current_place.get().workplace, get_ip(request)
    counters = [("guess_here", f"{who}:{address}"), ("guess_at_all", f"{who}:in:{workplace}")]
    if not workplace:  # there, many people have one address
        counters.append(("guess_from", address))
    return False, counters


def _who(account: User | None, name: str) -> str:
    return str(account.pk) if account else f"nobody-{zlib.crc32(folded(name).encode()) % UNKNOWN_NAMES}"


def _are_full(request: HttpRequest, counters: list[tuple[str, str]]) -> bool:
    return not all(_count(request, one, only_look=True) for one in counters)


def _count(
    request: HttpRequest, counter: tuple[str, str], *, only_look: bool = False
) -> RateLimitUsage | None:
    action, key = counter
    return consume(request, app="allauth.account", action=action, key=key, dry_run=only_look)


def _tell(request: HttpRequest, account: User | None, kind: Kind, name: str) -> None:
    """Once in a while for an account, and once for an address that tries many.

    The account first: what many addresses are refused must not fill the cache in which guesses are counted.
    """
    keys = [f"locked-out:{_who(account, name)}", f"locked-out:{get_ip(request)}"]
    if all(cache.add(key, True, timeout=TOLD_EVERY) for key in keys):
        actions.note_lock_out(user=account, password_was_right=kind == "code")
