"""The approver's desk: one flow for the ordinary pages and the admin site, for whatever the floors above plug in.

Look, decide, confirm: the form carries the seal of the version on the screen through both steps, and the action
refuses any other.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse

from approvals import actions, changes, rules
from approvals.forms import DecisionForm
from approvals.models import Approvable, State, Step, Submission
from approvals.querysets import awaiting
from security.models import Appointment
from security.office.answers import YES, Answer, Refused
from security.pages.requests import OfficeRequest, posted, signed_in
from security.people import rules as security_rules

# Of each kind, in the admin site's queue: those behind come up as these are decided, and stand in their lists.
QUEUE_MAX = 50

DONE = {
    "approve": "承認しました。",
    "send_back": "差し戻しました。起案した方にお知らせしました。",
    "reject": "却下しました。",
}


class Desk(ABC):
    """What a floor tells the desk about its items."""

    # What `content` is shown with, and one item in the queue (context: item, url).
    content_template: ClassVar[str]
    card_template: ClassVar[str]
    # What goes out, as it will look (empty for a text that is read in `content_template`), and what an approval
    # brings about (items of a list).
    preview_template: ClassVar[str] = "components/preview.html"
    follows_template: ClassVar[str] = "approvals/desk_follows.html"
    preview_heading: ClassVar[str] = "投稿される内容"
    # Where all of the kind are listed, and what leads there from a queue in which nothing waits.
    list_view: ClassVar[str] = ""
    list_link: ClassVar[str] = ""
    # What does not happen to what is rejected.
    never: ClassVar[str] = "投稿されません"

    @abstractmethod
    def items(self, request: OfficeRequest) -> QuerySet[Any]:
        """Those that the person may read, with everything that rules and content read."""

    @abstractmethod
    def cards(self, request: OfficeRequest) -> QuerySet[Any]:
        """Those that the person may read, with what `card_template` reads."""

    @abstractmethod
    def content(self, item: Any, submission: Submission, previous: Submission | None) -> dict[str, Any]:
        """The context of `content_template`: exactly what would go out, what was declared about it, and how it
        differs from the previous version, if there was one.

        A `notice` among it stands above everything.
        """

    def obstacle(self, item: Any) -> Answer:
        """Why an approval would be refused, whoever gives it."""
        return YES

    def subject(self, item: Any, submission: Submission) -> str:
        """What is decided about, as the confirmation names it."""
        return f"第{submission.number}版"

    def title(self, item: Any) -> str:
        """What the item is called on the screen."""
        return str(item)

    def crumbs(self, item: Any) -> list[tuple[str, str]]:
        """What the desk stands under: addresses and their words."""
        return [(item.get_absolute_url(), self.title(item))]

    def after_approval(self, item: Any) -> str:
        """What the approver is told once the last approval has been given."""
        return ""


def decide(
    request: OfficeRequest,
    *,
    desk: Desk,
    pk: int,
    queue_url: str,
    template: str = "approvals/desk.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """The whole flow at one address. `template` wraps approvals/desk_body.html in its site's frame."""
    rows = desk.items(request).select_related(
        "submission__operation_guideline", "submission__social_media_guideline"
    )
    item = rows.filter(pk=pk).first()
    if item is None:
        raise Http404
    data = posted(request)
    if item.submission is None:
        typed = f"あなたが入力した理由: 「{data['reason']}」" if data and data.get("reason") else ""
        messages.info(
            request,
            f"「{desk.title(item)}」はいま「{item.get_state_display()}」です。決定するものはありません。{typed}",
        )
        return redirect(item)
    form = DecisionForm(data, initial={"seal": item.submission.seal})
    confirming = False
    if request.method == "POST" and form.is_valid():
        if "confirmed" in request.POST:
            try:
                return _carry_out(request, desk, item, form, queue_url)
            except Refused as refusal:
                messages.error(request, str(refusal.answer))
                item = rows.get(pk=pk)
                if item.submission is None:
                    return redirect(item)
                form = DecisionForm(
                    initial={"seal": item.submission.seal, "reason": form.cleaned_data["reason"]}
                )
        elif stale := _stale(item, form):
            messages.error(request, stale)
            form = DecisionForm(initial={"seal": item.submission.seal, "reason": form.cleaned_data["reason"]})
        else:
            confirming = True
    context = {
        "form": form,
        "confirming": confirming,
        "verb": _verb(form, item) if confirming else "",
        "queue_url": queue_url,
        **_shown(request, desk, item),
        **(extra or {}),
    }
    return render(
        request,
        template,
        context,
        status=422 if request.method == "POST" and form.is_bound and not confirming else 200,
    )


def _stale(item: Approvable, form: DecisionForm) -> str:
    """Why the decision asked for is no longer there to take; the action itself says so again."""
    if item.state != State.PENDING:
        return f"この起案はいま「{item.get_state_display()}」です。あなたの決定は行われていません。"
    if item.submission is None or item.submission.seal != form.cleaned_data["seal"]:
        return "画面を開いた後に内容が変わりました。最新の版を確かめて、もう一度お決めください。"
    return ""


def _carry_out(
    request: OfficeRequest, desk: Desk, item: Approvable, form: DecisionForm, queue_url: str
) -> HttpResponseRedirect:
    verdict, seal = form.cleaned_data["verdict"], form.cleaned_data["seal"]
    if verdict == "approve":
        actions.approve(by=request.user, item=item, seal=seal)
    else:
        action = actions.send_back if verdict == "send_back" else actions.reject
        action(by=request.user, item=item, seal=seal, reason=form.cleaned_data["reason"])
    messages.success(request, f"「{desk.title(item)}」を{DONE[verdict]}{_what_follows(desk, item)}")
    return redirect(queue_url)


def _verb(form: DecisionForm, item: Approvable) -> str:
    """The button's word; 第３第１項(2) asks the chief to recognise, not to approve."""
    assert item.submission is not None  # noqa: S101 - `decide` has looked
    if form.cleaned_data["verdict"] == "approve" and rules.next_step(item.submission) == Step.RECOGNITION:
        return "適当と認める"
    return form.verb


def _what_follows(desk: Desk, item: Approvable) -> str:
    item = type(item)._default_manager.select_related("submission").get(pk=item.pk)
    if item.state == State.APPROVED:
        return desk.after_approval(item)
    if item.submission is None or item.state != State.PENDING:
        return ""
    step = rules.next_step(item.submission)
    return f"次は「{step.label}」です。" if step else ""


def _shown(request: OfficeRequest, desk: Desk, item: Approvable) -> dict[str, Any]:
    submission = item.submission
    assert submission is not None  # noqa: S101 - the caller has looked
    step = rules.next_step(submission)
    previous = item.dossier.submissions.filter(number__lt=submission.number).last()
    return {
        "item": item,
        "called": desk.title(item),
        "submission": submission,
        "step": step,
        "clause": rules.clause_of_step(step, item) if step else "",
        "is_recognition": step == Step.RECOGNITION,
        "deputises": _deputises(request, item, step),
        "answer": rules.may_approve(request.actor, item),
        "obstacle": desk.obstacle(item),
        "subject": desk.subject(item, submission),
        "crumbs": desk.crumbs(item),
        "decisions": submission.decisions.all(),
        "previous": previous,
        "changed": changes.changed_parts(item, previous, submission) if previous else [],
        "returned": previous.decisions.exclude(reason="").last() if previous else None,
        "desk": desk,
        "content_template": desk.content_template,
        **desk.content(item, submission, previous),
    }


def _deputises(request: OfficeRequest, item: Approvable, step: Step | None) -> Appointment | None:
    """代決: the absent approver's appointment, if the person would decide in its place."""
    decider = rules.decider_of(request.actor, item, step) if step else None
    return decider.deputizes if decider else None


class DeskAdmin(admin.ModelAdmin):
    """The section chief's desk in the admin site: the queue in place of the list, the desk in place of the form.

    The queue is one, with everything that waits, whichever desk it is opened from.
    """

    asks_the_rules = True
    desk: ClassVar[Desk]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(security_rules.may_enter_admin_site(signed_in(request).actor))

    has_view_permission = has_module_permission  # type: ignore[assignment]  # one rule for the whole desk

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("", view(self.queue), name=f"{name}_changelist"),
            path("<int:pk>/", view(self.decide), name=f"{name}_change"),
        ]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What the chief decides next, soonest first."""
        if not self.has_module_permission(request):
            raise Http404
        office = signed_in(request)
        site = self.admin_site
        registered = [site.get_model_admin(model) for model in apps.get_models() if site.is_registered(model)]
        desks = [one for one in registered if isinstance(one, DeskAdmin)]
        found = [one.waiting(office) for one in desks]
        context = {
            **self.admin_site.each_context(request),
            "title": "承認を待っているもの",
            "cards": [card for cards in found for card in cards[:QUEUE_MAX]],
            "listed": next((one.desk for one in desks if one.desk.list_view), None),
            "most": QUEUE_MAX if any(len(cards) > QUEUE_MAX for cards in found) else 0,
        }
        return render(request, "approvals/queue_admin.html", context)

    def waiting(self, request: OfficeRequest) -> list[tuple[Any, str, str]]:
        """Each waiting item with the address of its desk and the template of its card; one more than is shown."""
        waiting = awaiting(self.desk.cards(request), request.actor)[: QUEUE_MAX + 1]
        return [(item, self._url("change", item.pk), self.desk.card_template) for item in waiting]

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        extra = {**self.admin_site.each_context(request), "title": "承認", "opts": self.opts}
        return decide(
            signed_in(request),
            desk=self.desk,
            pk=pk,
            template="approvals/desk_admin.html",
            queue_url=self._url("changelist"),
            extra=extra,
        )

    def _url(self, name: str, *args: int) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)
