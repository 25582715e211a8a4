"""The steps of every item's life, each written once. A floor above adds its page's template and the words of its kind."""

from collections.abc import Sequence

from django.http import HttpResponse

from approvals import actions, rules
from approvals.forms import ReasonForm
from approvals.models import Approvable
from security.office.answers import Answer
from security.office.pages import one_press, step_page
from security.people.requests import OfficeRequest, posted


def pull_back(request: OfficeRequest, item: Approvable, template: str) -> HttpResponse:
    return step_page(
        request,
        item,
        template=template,
        heading="引き戻す",
        told="引き戻しました。下書きとして直せます。",
        consequences=["承認待ちの列から外れ、下書きに戻ります。", "直した後、もう一度承認を求めてください。"],
        answer=rules.may_pull_back(request.actor, item),
        act=lambda data: actions.pull_back(by=request.user, item=item),
    )


def reopen(
    request: OfficeRequest, item: Approvable, template: str, *, consequences: Sequence[str]
) -> HttpResponse:
    return step_page(
        request,
        item,
        template=template,
        heading="下書きに戻す",
        told="下書きに戻しました。確かめて、もう一度承認を求めてください。",
        consequences=consequences,
        answer=rules.may_reopen(request.actor, item),
        act=lambda data: actions.reopen(by=request.user, item=item),
    )


def withdraw(
    request: OfficeRequest, item: Approvable, template: str, *, answer: Answer, consequences: Sequence[str]
) -> HttpResponse:
    return step_page(
        request,
        item,
        template=template,
        heading="取り下げる",
        told="取り下げました。記録は残ります。",
        consequences=[*consequences, "記録は残り、後から見ることができます。元には戻せません。"],
        answer=answer,
        form=ReasonForm(posted(request)),
        act=lambda data: actions.withdraw(by=request.user, item=item, reason=data["reason"]),
        danger=True,
    )


def revoke(
    request: OfficeRequest,
    item: Approvable,
    template: str,
    *,
    answer: Answer,
    told: str,
    consequences: Sequence[str],
) -> HttpResponse:
    return step_page(
        request,
        item,
        template=template,
        heading="承認を取り消す",
        told=f"承認を取り消しました。{told}",
        consequences=[*consequences, "理由は起案した方の画面に表示されます。"],
        answer=answer,
        form=ReasonForm(posted(request)),
        act=lambda data: actions.revoke(by=request.user, item=item, reason=data["reason"]),
        danger=True,
    )


def mark_read(request: OfficeRequest, item: Approvable) -> HttpResponse:
    """供覧: one press, since nothing can go wrong by it."""
    return one_press(
        request, item, lambda: actions.mark_read(by=request.user, item=item), told="供覧を確認しました。"
    )


def see_after(request: OfficeRequest, item: Approvable) -> HttpResponse:
    """後閲, of all that deputies have decided about this item."""
    return one_press(
        request,
        item,
        lambda: actions.see_after(by=request.user, item=item),
        told="代決されたものを確認しました(後閲)。",
    )
