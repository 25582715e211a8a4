"""The list of comments, and the whole threads under one post."""

import re
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from comments.handling.actions import deciding as actions
from comments.handling.forms import NarrowForm, NoReplyForm
from comments.handling.querysets import listing, threads
from comments.handling.querysets.listing import Place, Wanted
from comments.handling.views.rows import row
from comments.inbox import rules
from comments.inbox.models import Handling, LivePost
from comments.inbox.views.post_line import post_line
from security.office.answers import Refused
from security.pages.kept_input import kept_input
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest
from security.people.actors import Actor

REFUSALS_TOLD = 5
LIST = reverse_lazy("comments:list")
# A ticked row: its comment, and how that stood on the screen (actions.mark_of).
TICK = re.compile(r"(?P<number>[0-9]{1,18})\|(?P<mark>.*)")


@require_safe
@login_required
def comment_list(request: OfficeRequest) -> HttpResponse:
    kept = kept_input(request, reverse("comments:no_reply"))
    ticked = _ticked(kept) if kept else {}
    return _show_list(request, request.GET, NoReplyForm(kept), frozenset(map(str, ticked)))


def _show_list(
    request: OfficeRequest, asked: QueryDict, bulk: NoReplyForm, ticked: frozenset[str], status: int = 200
) -> HttpResponse:
    narrow = NarrowForm(asked)
    narrow.is_valid()
    wanted = _wanted(narrow.cleaned_data, request.actor)
    page = listing.page_of(wanted, Place.parse(asked.get("after", "")))
    context = {
        "rows": [row(request.actor, comment) for comment in page.comments],
        "page": page,
        "narrow": narrow,
        "wanted": wanted,
        "is_narrowed": replace(wanted, handling="").is_narrowed,
        "is_first": "after" not in asked,
        "tabs": _tabs(asked, wanted),
        "next_query": f"{LIST}{_query(asked, after=str(page.next))}" if page.next else "",
        "first_query": f"{LIST}{_query(asked, after=None)}",
        # Also where the page answers a form that was sent elsewhere.
        "here": f"{LIST}?{asked.urlencode()}" if asked else str(LIST),
        "about": _about(request.actor, wanted),
        "bulk": bulk,
        "ticked": ticked,
        "may_handle": rules.may_handle(request.actor),
        "offers_bulk": rules.may_handle(request.actor) and wanted.handling != Handling.NO_REPLY,
        "may_keep_lists": rules.may_keep_lists(request.actor),
    }
    return render(request, "comments/list.html", context, status=status)


def _wanted(told: dict[str, Any], actor: Actor) -> Wanted:
    return Wanted(
        handling=told.get("handling", ""),
        hint=told.get("hint", ""),
        mine=actor.user if told.get("mine") else None,
        post=told.get("post"),
        thread=told.get("thread"),
        since=told.get("since"),
        until=told.get("until"),
        words=told.get("q", ""),
    )


def _query(asked: QueryDict, **changes: str | None) -> str:
    """The address's own words with these changed; None takes one out."""
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _tabs(asked: QueryDict, wanted: Wanted) -> list[dict[str, Any]]:
    choices = [("", "すべて"), *Handling.choices]
    return [
        {
            "label": label,
            "query": f"{LIST}{_query(asked, handling=value, after=None)}",
            "current": wanted.handling == value,
        }
        for value, label in choices
    ]


def _about(actor: Actor, wanted: Wanted) -> Any:
    """The post to which the list is narrowed."""
    if wanted.post is None:
        return None
    post = LivePost.objects.select_related("post__organization").filter(pk=wanted.post).first()
    return post_line(actor, post) if post else None


@login_required
@pressed_at(lambda request: str(LIST))
def no_reply(request: OfficeRequest) -> HttpResponse:
    """返信しない for the ticked rows; comes back to the same page of the list."""
    here = back_to(request)
    seen = _ticked(request.POST)
    bulk = NoReplyForm(request.POST)
    if not seen:
        messages.error(request, "コメントが選ばれていません。左の欄に印を付けてください。")
        return redirect(here)
    if not bulk.is_valid() or not bulk.reason:
        messages.error(request, "理由を選ぶか、入力してください。選んだコメントはそのままです。")
        asked = QueryDict(here.partition("?")[2])
        return _show_list(request, asked, bulk, frozenset(map(str, seen)), status=422)
    try:
        done = actions.decide_many(by=request.user, seen=seen, **bulk.reason)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    _tell(request, done)
    return redirect(here)


def _ticked(sent: QueryDict) -> dict[int, str]:
    """The comments that are ticked, with how they stood on the screen."""
    chosen = sent.getlist("chosen")[: listing.PER_PAGE]
    ticks = [found for one in chosen if (found := TICK.fullmatch(one))]
    return {int(found["number"]): found["mark"] for found in ticks}


def _tell(request: OfficeRequest, done: actions.Bulk) -> None:
    if done.done:
        messages.success(request, f"{len(done.done)}件を「返信しない」にしました。")
    for comment, answer in done.refused[:REFUSALS_TOLD]:
        messages.warning(request, f"{comment.title}は、そのままです。{answer}")
    if (more := len(done.refused) - REFUSALS_TOLD) and more > 0:
        messages.warning(request, f"ほかに{more}件も、そのままです。")


def back_to(request: OfficeRequest) -> str:
    """The page of the list from which the form came; never another site."""
    asked = request.POST.get("back", "")
    safe = asked.startswith(str(LIST)) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe else str(LIST)


@require_safe
@login_required
def of_post(request: OfficeRequest, pk: int) -> HttpResponse:
    """All threads under one post, with our answers, and what was rewritten."""
    live_post = LivePost.objects.select_related("post__organization").filter(pk=pk).first()
    if live_post is None:
        raise Http404
    page = threads.threads_of(live_post, Place.parse(request.GET.get("after", "")))
    context = {
        "post": post_line(request.actor, live_post),
        "live_post": live_post,
        "threads": [thread(request.actor, top) for top in page.threads],
        "page": page,
        "next_query": _query(request.GET, after=str(page.next)) if page.next else "",
        "is_first": "after" not in request.GET,
        "may_handle": rules.may_handle(request.actor),
    }
    return render(request, "comments/of_post.html", context)


def thread(actor: Actor, top: Any) -> dict[str, Any]:
    """A comment with the answers that are shown under it."""
    answers = top.answers_shown
    return {
        "row": row(actor, top, with_post=False),
        "answers": [row(actor, one, with_post=False) for one in answers[: threads.ANSWERS_SHOWN]],
        "more": len(answers) > threads.ANSWERS_SHOWN,
    }
