"""The steps of every item's life: one page each, with what will happen, and a button.

A kind of item brings what differs: how it is read, its templates, its words, what it lacks.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from approvals import actions, rules
from approvals.actions import Stale
from approvals.completeness import Incomplete, Point
from approvals.desk import Desk, decide
from approvals.editing import version_on_screen
from approvals.forms import ReasonForm
from approvals.models import Approvable, Submission
from approvals.reconfirming import Before
from security.office.answers import Answer, Refused
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import one_press, step_page
from security.people.actors import Actor
from security.workplaces.rules import from_workplace

Item = TypeVar("Item", bound=Approvable)


class Steps(ABC, Generic[Item]):
    """The pages of one kind of item. `urls` names them as they are named for every kind."""

    # Those that the kind knows; of its addresses; where the manager's desk leads back to.
    names: ClassVar[Sequence[str]] = (
        "submit",
        "decide",
        "pull_back",
        "reopen",
        "withdraw",
        "revoke",
        "mark_read",
        "take_note",
        "see_after",
    )
    namespace: ClassVar[str]
    queue: ClassVar[str] = "home"
    # What it is called in a sentence; under what name its templates know the item; the page of a step, and of asking for approval.
    kind: ClassVar[str]
    name: ClassVar[str]
    step_template: ClassVar[str]
    submit_template: ClassVar[str]
    desk: ClassVar[type[Desk]]
    # What happens, as the page of each step says before it is taken; after a revocation, also once it is.
    on_reopening: ClassVar[Sequence[str]] = ()
    on_withdrawing: ClassVar[Sequence[str]]
    on_revoking: ClassVar[Sequence[str]]
    revoked: ClassVar[str]
    # What may have changed while the page of asking for approval was open.
    content: ClassVar[str] = "内容"

    @abstractmethod
    def read(self, request: OfficeRequest, pk: int) -> Item:
        """The item with all that its pages read; 404 for those who may not read it."""

    @abstractmethod
    def points(self, item: Item) -> list[Point]:
        """What it lacks."""

    @abstractmethod
    def ask(self, request: OfficeRequest, item: Item, version: int) -> Submission:
        """承認を求める, by the kind's own action, with what the form holds beside the version."""

    @abstractmethod
    def submission(self, request: OfficeRequest, item: Item) -> dict[str, Any]:
        """What the page of asking for approval shows beside what every kind's shows."""

    def confirmed_before(self, request: OfficeRequest, item: Item) -> Before | None:
        """What this person confirmed with the last version. A kind in which something is confirmed says so."""
        return None

    def asked(self, item: Item, submission: Submission) -> str:
        """What has been asked for."""
        return f"第{submission.number}版の承認を求めました。"

    def changed_meanwhile(self, stale: Stale) -> str:
        return f"この画面を開いた後に{self.content}が変わりました。いまの内容を確かめて、もう一度お求めください。"

    @abstractmethod
    def may_edit(self, actor: Actor, item: Item) -> Answer: ...

    def may_withdraw(self, actor: Actor, item: Item) -> Answer:
        return rules.may_withdraw(actor, item)

    def may_revoke(self, actor: Actor, item: Item) -> Answer:
        return rules.may_revoke(actor, item)

    @property
    def edit_label(self) -> str:
        return f"{self.content}を直す"

    def urls(self) -> list[URLPattern]:
        """Below the item's own address."""
        by_one_press = {"mark_read", "take_note", "see_after"}
        both = require_http_methods(["GET", "POST"])
        at_the_item = pressed_at(lambda request, pk: self.read(request, pk).get_absolute_url())
        return [
            path(
                f"{name.replace('_', '-')}/",
                login_required((at_the_item if name in by_one_press else both)(getattr(self, name))),
                name=name,
            )
            for name in self.names
        ]

    def url(self, name: str, item: Item) -> str:
        return reverse(f"{self.namespace}:{name}", args=[item.pk])

    # --- Asking for approval -------------------------------------------------------------------------------------

    def submit(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """承認を求める: what is missing, what is confirmed, what will go out."""
        item = self.read(request, pk)
        answer = rules.could_submit(request.actor, item)
        if not answer:
            messages.error(request, str(answer))
            return redirect(item)
        points, problem = self.points(item), ""
        if request.method == "POST":
            try:
                submission = self.ask(request, item, version_on_screen(request))
            except Incomplete as incomplete:
                points = incomplete.points
            except Stale as stale:
                messages.warning(request, self.changed_meanwhile(stale))
                return redirect(self.url("submit", item))
            except Refused as refusal:
                problem = str(refusal.answer)
                if not rules.could_submit(request.actor, self.read(request, pk)):  # somebody was faster
                    messages.error(request, problem)
                    return redirect(item)
            else:
                step = rules.required_steps(item)[0].label
                messages.success(request, f"{self.asked(item, submission)}次は「{step}」です。")
                return redirect(item)
        lacks = [point for point in points if not point.is_confirmation]
        before = self.confirmed_before(request, item) if request.method == "GET" else None
        if lacks and request.method == "POST" and not problem:
            problem = f"まだ承認を求められません。先に済ませることが{len(lacks)}点あります。"
        context = {
            self.name: item,
            "item": item,
            "points": lacks,
            "unconfirmed": [point for point in points if point.is_confirmation],
            "before": before,
            "confirmed": before.standing if before else request.POST.getlist("confirmed"),
            "problem": problem,
            "steps": rules.required_steps(item),
            "elsewhere": str(from_workplace(request.actor, item.organization)),
            "edit_url": self.url("edit", item),
            "edit_label": self.edit_label,
            **self.submission(request, item),
        }
        return render(request, self.submit_template, context, status=422 if request.method == "POST" else 200)

    # --- The others ----------------------------------------------------------------------------------------------

    def decide(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """The manager's desk on the ordinary pages; the chief's in the admin site has the same flow."""
        return decide(request, desk=self.desk(), pk=pk, queue_url=reverse(self.queue))

    def pull_back(self, request: OfficeRequest, pk: int) -> HttpResponse:
        item = self.read(request, pk)
        return step_page(
            request,
            item,
            template=self.step_template,
            heading="引き戻す",
            success="引き戻しました。下書きとして直せます。",
            consequences=[
                "承認待ちの列から外れ、下書きに戻ります。",
                "直した後、もう一度承認を求めてください。",
            ],
            answer=rules.may_pull_back(request.actor, item),
            act=lambda data: actions.pull_back(by=request.user, item=item),
        )

    def reopen(self, request: OfficeRequest, pk: int) -> HttpResponse:
        item = self.read(request, pk)
        return step_page(
            request,
            item,
            template=self.step_template,
            heading="下書きに戻す",
            success="下書きに戻しました。確かめて、もう一度承認を求めてください。",
            consequences=self.on_reopening,
            answer=rules.may_reopen(request.actor, item),
            act=lambda data: actions.reopen(by=request.user, item=item),
        )

    def withdraw(self, request: OfficeRequest, pk: int) -> HttpResponse:
        item = self.read(request, pk)
        return step_page(
            request,
            item,
            template=self.step_template,
            heading="取り下げる",
            success="取り下げました。記録は残ります。",
            consequences=[
                *self.on_withdrawing,
                "記録は残り、後から見ることができます。元には戻せません。",
            ],
            answer=self.may_withdraw(request.actor, item),
            form=ReasonForm(posted(request)),
            act=lambda data: actions.withdraw(by=request.user, item=item, reason=data["reason"]),
            danger=True,
        )

    def revoke(self, request: OfficeRequest, pk: int) -> HttpResponse:
        item = self.read(request, pk)
        return step_page(
            request,
            item,
            template=self.step_template,
            heading="承認を取り消す",
            success=f"承認を取り消しました。{self.revoked}",
            consequences=[*self.on_revoking, "理由は、起案した方にお知らせします。"],
            answer=self.may_revoke(request.actor, item),
            form=ReasonForm(posted(request)),
            act=lambda data: actions.revoke(by=request.user, item=item, reason=data["reason"]),
            danger=True,
        )

    def mark_read(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """供覧: one press, since nothing can go wrong by it."""
        item = self.read(request, pk)
        return one_press(
            request,
            item,
            lambda: actions.mark_read(by=request.user, item=item),
            success="供覧を確認しました。",
        )

    def take_note(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """確認しました, of what went wrong."""
        item = self.read(request, pk)
        return one_press(
            request,
            item,
            lambda: actions.take_note(by=request.user, item=item),
            success="確認したことを記録しました。",
        )

    def see_after(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """後閲, of all that deputies have decided about this item."""
        item = self.read(request, pk)
        return one_press(
            request,
            item,
            lambda: actions.see_after(by=request.user, item=item),
            success="代決されたものを確認しました(後閲)。",
        )
