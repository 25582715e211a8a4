"""返信の起案: the comment and its thread beside the text; whatever was typed is kept."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals.editing import (
    corrected,
    tell_of_what_was_begun,
    tell_who_was_faster,
    version_in,
    version_on_screen,
)
from comments.inbox.models import Comment, ReplyTemplate
from comments.replies import querysets, rules
from comments.replies.actions import drafting as actions
from comments.replies.desk import comment_changes
from comments.replies.forms import NewReplyForm, ReplyForm
from comments.replies.models import Reply
from comments.replies.views.access import any_comment, readable_reply
from instagram import limits
from posts.drafting.views import previews
from security.office.answers import Refused
from security.pages.kept_input import kept_input, typed_by
from security.pages.requests import OfficeRequest


@login_required
@require_http_methods(["GET", "POST"])
def new(request: OfficeRequest, comment_pk: int) -> HttpResponse:
    """Opens the comment's one live proposal, or begins it."""
    comment = any_comment(comment_pk)
    live = querysets.live_of(comment)
    if request.method == "GET" and live:
        return _lead_to(request, live)
    answer = rules.may_propose(request.actor, comment)
    if not answer:
        messages.error(request, str(answer))
        return redirect("home")
    kept = kept_input(request)
    form = NewReplyForm(request.POST if request.method == "POST" else kept, initial=_first(comment))
    if request.method == "GET" or _helped(request, form, comment) or not form.is_valid():
        return _show_new(request, comment, form)
    try:
        reply = actions.propose(
            by=request.user,
            comment=comment,
            form_key=form.cleaned_data["form_key"],
            text=form.cleaned_data["text"],
        )
    except actions.Taken as taken:
        return _taken(request, taken.reply, form.cleaned_data["text"])
    except actions.Begun as begun:
        return _begun(request, begun.item, form)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
        return _show_new(request, comment, form, status=409)
    messages.success(request, f"返信を起案しました(文書番号 {reply.dossier.number})。まだ送られていません。")
    return redirect("replies:submit" if "submit" in request.POST else "replies:edit", pk=reply.pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    reply = readable_reply(request, pk)
    answer = rules.may_edit(request.actor, reply)
    if not answer:
        messages.error(request, str(answer))
        return redirect(reply)
    if request.method == "POST":
        return _save(request, reply)
    kept = kept_input(request)
    version = version_in(kept) if kept else reply.version
    return _show(request, reply, ReplyForm(kept, instance=reply), version)


def _save(request: OfficeRequest, reply: Reply) -> HttpResponse:
    form, version = ReplyForm(request.POST, instance=reply), version_on_screen(request)
    if _helped(request, form, reply.comment) or not form.is_valid():
        return _show(request, reply, form, version)
    try:
        saved = actions.save_draft(
            by=request.user, reply=reply, version=version, text=form.cleaned_data["text"]
        )
    except actions.Stale as stale:
        return _somebody_was_faster(request, stale.item, form)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
        return _show(request, reply, form, version, status=409)
    if "submit" in request.POST:
        return redirect("replies:submit", pk=reply.pk)
    if saved.version != version:
        messages.success(request, "保存しました。")
    else:
        messages.info(request, "変更がなかったため、そのままです。")
    return redirect("replies:edit", pk=reply.pk)


def _helped(request: OfficeRequest, form: ReplyForm, comment: Comment) -> bool:
    """A template or the commenter's name was chosen: it stands in the form, nothing is saved yet."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if "mention" in request.POST and comment.username:
        text = f"@{comment.username} {text}"
    elif pk := _number(request.POST.get("template", "")):
        template = ReplyTemplate.objects.filter(pk=pk, is_active=True).first()
        if template is None:
            return False
        text = f"{text.rstrip()}\n{template.text}" if text.strip() else template.text
    else:
        return False
    data = request.POST.copy()
    data["text"] = text
    form.data = data
    messages.info(request, "返信文に入れました。まだ保存していません。")
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _first(comment: Comment) -> dict[str, Any]:
    """An answer to an answer stands under the first comment: the name says whom it means."""
    mention = (
        f"@{comment.username} "
        if (comment.parent_id or comment.parent_remote_id) and comment.username
        else ""
    )
    return {"form_key": uuid.uuid4(), "text": mention}


def _lead_to(request: OfficeRequest, live: Reply) -> HttpResponse:
    """To the proposal that there is, with who is writing it."""
    if live.author == request.user and rules.may_edit(request.actor, live) and live.state == "draft":
        return redirect("replies:edit", pk=live.pk)
    if not rules.may_read(request.actor, live):
        return render(request, "comments/reply_taken.html", {"reply": live, "comment": live.comment})
    if live.author != request.user:
        messages.info(request, _who_writes(live))
    return redirect(live)


def _who_writes(live: Reply) -> str:
    return (
        f"このコメントへの返信は、{live.organization.name}の{live.author.name}さんが起案しています"
        f"(いまは「{live.get_state_display()}」です)。"
    )


def _begun(request: OfficeRequest, begun: Reply, form: NewReplyForm) -> HttpResponse:
    """Back, corrected and sent once more: an untouched draft is put right, else what was sent stands beside it."""
    reply, text = readable_reply(request, begun.pk), form.cleaned_data["text"]
    if not rules.may_edit(request.actor, reply):
        return _taken(request, reply, text)
    if reply.is_as_begun:
        with suppress(actions.Stale, Refused):  # then it stands beside what was saved meanwhile
            actions.save_draft(by=request.user, reply=reply, version=reply.version, text=text)
            messages.success(request, corrected(reply))
            return redirect("replies:submit" if "submit" in request.POST else "replies:edit", pk=reply.pk)
    reply = readable_reply(request, begun.pk)
    tell_of_what_was_begun(request, reply, current="いま保存されている返信文")
    return _show(request, reply, form, reply.version, stored=reply.text, status=409)


def _taken(request: OfficeRequest, live: Reply, typed: str) -> HttpResponse:
    """Somebody was faster: what was typed is shown, to be taken along."""
    messages.warning(request, f"{_who_writes(live)}あなたの入力は下に残っていて、保存されていません。")
    context = {
        "reply": live,
        "comment": live.comment,
        "typed": typed,
        "readable": rules.may_read(request.actor, live),
    }
    return render(request, "comments/reply_taken.html", context, status=409)


def _somebody_was_faster(request: OfficeRequest, current: Reply, form: ReplyForm) -> HttpResponse:
    current = readable_reply(request, current.pk)
    tell_who_was_faster(request, current.edited_by, saved="返信文", current="いま保存されている返信文")
    return _show(request, current, form, current.version, status=409, stored=current.text)


def _show_new(
    request: OfficeRequest, comment: Comment, form: ReplyForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **_beside(request, comment, form),
        "reply": None,
        "answer": rules.may_answer(comment),
    }
    return render(request, "comments/reply_edit.html", context, status=status)


def _show(
    request: OfficeRequest,
    reply: Reply,
    form: ReplyForm,
    version: int,
    *,
    stored: str = "",
    status: int = 200,
) -> HttpResponse:
    reply = readable_reply(request, reply.pk)  # validation has written the input into the instance
    context = {
        **_beside(request, reply.comment, form),
        "reply": reply,
        "version": version,
        "answer": rules.may_answer(reply.comment),
        "stored": stored,
        "points": rules.missing_points(reply),
        "others_see": reply.state != "draft",
        "comment_changes": comment_changes(reply.comment_text, reply.comment.text),
    }
    return render(request, "comments/reply_edit.html", context, status=status)


def _beside(request: OfficeRequest, comment: Comment, form: ReplyForm) -> dict[str, Any]:
    return {
        "comment": comment,
        "thread": querysets.thread_of(comment),
        "account": previews.account(),
        "form": form,
        "typed_by": typed_by(request),
        "templates": ReplyTemplate.objects.filter(is_active=True),
        "hints": rules.hints(str(form["text"].value() or "")),
        "warnings": rules.warnings(str(form["text"].value() or "")),
        "limits": limits,
    }
