"""A draft that several people may have open: which version was on the screen, and what is said if it is no longer the last."""

from django.contrib import messages
from django.http import QueryDict

from approvals.models import Approvable
from security.models import User
from security.pages.requests import OfficeRequest


def version_on_screen(request: OfficeRequest) -> int:
    return version_in(request.POST)


def version_in(data: QueryDict) -> int:
    """0, which is no version, where there is none."""
    value = data.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def tell_who_was_faster(request: OfficeRequest, by: User, *, saved: str, current: str) -> None:
    """`saved`: what `by` has saved meanwhile; `current`: where it is read now."""
    who = "ご自身が別の画面で" if by == request.user else f"{by.name}さんが"
    messages.warning(
        request,
        f"この画面を開いた後に、{who}{saved}を保存しました。あなたの入力は下に残っていて、まだ保存されていません。"
        f"{current}を確かめ、よければもう一度保存してください(あなたの内容で置き換わります)。",
    )


def corrected(item: Approvable) -> str:
    """The form that began an untouched draft was corrected and sent once more."""
    return f"すでに起案していた文書(文書番号 {item.dossier.number})を、いま送られた内容に直しました。"


def tell_of_what_was_begun(request: OfficeRequest, item: Approvable, *, current: str) -> None:
    """The same, of a draft that has changed since. `current`: where it is read now."""
    messages.warning(
        request,
        f"この画面からは、すでに文書番号 {item.dossier.number} を起案していて、その後に内容が変わっています。"
        "いま送られた内容は下に残っていて、まだ保存されていません。"
        f"{current}を確かめ、よければ保存してください(いま送られた内容で置き換わります)。",
    )
