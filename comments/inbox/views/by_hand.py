"""手入力: the page on which a comment is typed in that this system has not read (第６第２項, 第６第３項)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from comments.inbox import rules
from comments.inbox.actions import by_hand as actions
from comments.inbox.forms.by_hand import ByHandForm, posts_offered, this_minute
from comments.inbox.models import Comment, LivePost
from comments.inbox.views.post_line import post_line
from security.office.answers import Refused
from security.pages.requests import OfficeRequest, posted
from security.people.actors import Actor

NUMBER_MAX = 2**62


@require_http_methods(["GET", "POST"])
@login_required
def new(request: OfficeRequest) -> HttpResponse:
    """`?post=` chooses the post, `?parent=` the comment that this one answers."""
    answer = rules.may_enter(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("comments:list")
    parent = _parent(_number(request, "parent"))
    wanted = parent.live_post_id if parent else _number(request, "post")
    names = {one.pk: _name(request.actor, one) for one in posts_offered(wanted)}
    initial = {"live_post": wanted, "commented_at": this_minute()}
    form = ByHandForm(posted(request), initial=initial, names=names, parent=parent)
    if request.method == "POST" and form.is_valid():
        try:
            comment = _enter(request, form.cleaned_data, form.chosen, parent)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "コメントを登録しました。続けて対応を決められます。")
            return redirect(comment)
    context = {"form": form, "parent": parent, "has_posts": bool(names)}
    return render(request, "comments/new.html", context, status=422 if request.method == "POST" else 200)


def _enter(
    request: OfficeRequest, data: dict[str, Any], live_post: LivePost, parent: Comment | None
) -> Comment:
    return actions.enter(
        by=request.user,
        live_post=live_post,
        username=data["username"],
        text=data["text"],
        commented_at=data["commented_at"],
        parent=parent,
    )


def _name(actor: Actor, live_post: LivePost) -> str:
    """With its day: two posts may begin alike."""
    day = live_post.posted_at and date_format(timezone.localtime(live_post.posted_at), "Y年n月j日")
    return f"{post_line(actor, live_post).name}({day or '日付不明'})"


def _number(request: OfficeRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), NUMBER_MAX) if value.isascii() and value.isdigit() and len(value) < 20 else None


def _parent(pk: int | None) -> Comment | None:
    """An answer hangs under the comment at the top of the thread."""
    found = Comment.objects.select_related("parent").filter(pk=pk).first() if pk else None
    return found.parent or found if found else None
