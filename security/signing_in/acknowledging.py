"""Whether a person has acknowledged the security policy this fiscal year (第５第２項), remembered in the session."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from security.office.calendar import fiscal_year
from security.people.models import User
from security.signing_in.models import Acknowledgement, PolicyText

SESSION_YEAR = "acknowledged"
# What people acknowledge until the office has entered its own text.
FIRST_TITLE = "北海道情報セキュリティポリシー(要差替)"
FIRST_BODY = """\
【要差替】この文章は仮のものです。システム管理者が、管理サイトで、道のセキュリティポリシーに基づく内容の版を登録してください。

1 公式アカウントのIDやパスワードなどの利用者情報を、地域政策課及び運営者以外の者に知られないように管理します。
2 このシステムのパスワードや端末を、ほかの人に使わせません。
3 席を離れるときは画面をロックし、端末を紛失したときは、すぐに端末の利用を止めてもらいます。
4 不審なログインやメールに気付いたときは、すぐに担当課長とシステム管理者に知らせます。
5 道のセキュリティポリシーを遵守します。
"""


def this_year() -> int:
    return fiscal_year(timezone.localdate())


def is_done(request: HttpRequest) -> bool:
    """For a signed-in person's request; no query once it is done. Without a text there is nothing to be done."""
    if request.session.get(SESSION_YEAR) == this_year():
        return True
    assert isinstance(request.user, User)  # noqa: S101 - the caller has asked for the sign-in
    note_in_session(request, request.user)
    return request.session.get(SESSION_YEAR) == this_year() or text_in_force() is None


def has_acknowledged(user: User) -> bool:
    """The same of somebody without a session, like the program that fetches his calendar."""
    return (
        Acknowledgement.objects.filter(user=user, fiscal_year=this_year()).exists() or text_in_force() is None
    )


def note_in_session(request: HttpRequest, user: User) -> None:
    if Acknowledgement.objects.filter(user=user, fiscal_year=this_year()).exists():
        request.session[SESSION_YEAR] = this_year()


def text_in_force() -> PolicyText | None:
    """The newest that is in force today."""
    return PolicyText.objects.filter(in_force_from__lte=timezone.localdate()).first()


def is_first_text() -> bool:
    """Whether what people acknowledge is still ours, not the office's own."""
    text = text_in_force()
    return text is not None and text.to_be_replaced


def ensure_policy_text(*, using: str) -> None:
    """Fill an empty table after migrate; what the office has entered is never touched."""
    rows = PolicyText._default_manager.using(using)
    if not rows.exists():
        day: Any = "2021-07-29"
        rows.create(title=FIRST_TITLE, body=FIRST_BODY, in_force_from=day, to_be_replaced=True)
