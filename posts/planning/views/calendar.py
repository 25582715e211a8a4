"""The calendar, another time for a post, and ideas without a day."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from posts.drafting import rules as drafting_rules
from posts.drafting.actions import Begun, Stale
from posts.drafting.models import Post
from posts.drafting.views.access import readable_post
from posts.planning import actions, querysets, rules
from posts.planning.calendar import Span, calendar
from posts.planning.forms import JotForm, MoveForm
from posts.planning.usual import UsualTimes
from security.office.answers import Refused
from security.office.days import WEEKDAYS, with_weekday_time
from security.pages.requests import OfficeRequest, posted
from security.trail.cache import trail_cache_of

HALF_HOUR = timedelta(minutes=30)


@require_safe
@login_required
def plan(request: OfficeRequest) -> HttpResponse:
    """A month or a week of posts, and beside it the drafts that have no day yet."""
    actor, now = request.actor, timezone.now()
    span = _span(request.GET)
    begin, end = span.moments
    cache = trail_cache_of(request)
    may_draft, usual = drafting_rules.may_draft(actor), querysets.usual_times(cache)
    ideas = list(querysets.ideas(actor))
    context = {
        "plan": calendar(
            span,
            querysets.shown(actor, begin, end),
            querysets.of_others(actor, begin, end, cache),
            now=now,
            may_move=lambda post: rules.may_move(actor, post),
            begins_at=_beginnings(usual, now) if may_draft else lambda day: None,
        ),
        "today": timezone.localdate(now),
        "week": Span.of_week(span.begin if span.month is None else _day_in(span.month)),
        "month": Span.of_month(span.month or span.begin),
        "weekdays": WEEKDAYS,
        "ideas": [(post, bool(rules.may_move(actor, post))) for post in ideas[: querysets.IDEAS_MAX]],
        "more_ideas": len(ideas) > querysets.IDEAS_MAX,
        "jot": JotForm(initial={"form_key": uuid.uuid4()}),
        "may_draft": may_draft,
        "usual": usual,
        "new_key": uuid.uuid4,
    }
    return render(request, "posts/planning/calendar.html", context)


def _beginnings(usual: UsualTimes, now: datetime) -> Callable[[date], datetime | None]:
    """The usual time of the day; of today, if that is over, the next half hour that leaves time to approve."""
    today = timezone.localdate(now)

    def begins_at(day: date) -> datetime | None:
        if day < today:
            return None
        moment = timezone.make_aware(datetime.combine(day, usual.on(day)))
        if rules.may_be_planned_for(moment):
            return moment
        soon = timezone.localtime(now) + 2 * HALF_HOUR
        soon = soon.replace(minute=soon.minute // 30 * 30, second=0, microsecond=0)
        return soon if soon.date() == day else None

    return begins_at


@require_http_methods(["GET", "POST"])
@login_required
def move(request: OfficeRequest, pk: int) -> HttpResponse:
    """日時を変える: of a draft at once, of what was asked for or approved only after having been asked."""
    post = readable_post(request, pk)
    answer = rules.may_move(request.actor, post)
    if not answer:
        messages.error(request, str(answer))
        return redirect(post)
    form = MoveForm(posted(request), initial=_as_it_stands(post))
    if request.method == "POST" and form.is_valid():
        said, problem = form.cleaned_data, None
        try:
            moved = actions.move(
                by=request.user,
                post=post,
                version=said["version"],
                publish_at=said["publish_at"],
                sure=said["sure"],
            )
        except actions.AskFirst as asked:
            post = asked.post
        except Stale as stale:
            post = stale.item
            problem = (
                "この画面を開いた後に、この投稿が変更されました。いまの内容を確かめて、よければもう一度押してください。"
                "日時は変えていません。"
            )
        except Refused as refusal:
            form.add_error("publish_at", str(refusal.answer))
            return _asked(request, post, form, 422)
        else:
            _tell(request, post, moved)
            return redirect(f"{reverse('posts:calendar')}{_place_of(moved, request.POST)}")
        if problem:
            messages.warning(request, problem)
        return _asked(request, post, MoveForm(_sure_of(post, request.POST)), 409)
    return _asked(request, post, form, 422 if request.method == "POST" else 200)


def _as_it_stands(post: Post) -> dict[str, Any]:
    sure = post.state if rules.asks_first(post) else ""
    return {"publish_at": post.publish_at, "version": post.version, "sure": sure}


def _sure_of(post: Post, sent: QueryDict) -> QueryDict:
    """What was sent, held against the post as it is now: the next press says yes to that."""
    data = sent.copy()
    data["version"], data["sure"] = str(post.version), _as_it_stands(post)["sure"]
    return data


def _asked(request: OfficeRequest, post: Post, form: MoveForm, status: int) -> HttpResponse:
    usual = querysets.usual_times(trail_cache_of(request))
    context = {
        "post": readable_post(request, post.pk),  # a refused save may have put the new time into the other
        "form": form,
        "asks_first": rules.asks_first(post),
        "usual": [(WEEKDAYS[day], at) for day, at in sorted(usual.by_weekday.items())],
        "otherwise": usual.otherwise,
        "back": _span(request.POST if request.method == "POST" else request.GET),
    }
    return render(request, "posts/planning/move.html", context, status=status)


def _tell(request: OfficeRequest, before: Post, moved: Post) -> None:
    if moved.version == before.version:
        messages.info(request, "日時は変わっていないため、そのままです。")
        return
    where = (
        f"{with_weekday_time(moved.publish_at)}に変えました"
        if moved.publish_at
        else "日を決めないアイデアに戻しました"
    )
    lost = (
        "承認はなくなり、下書きに戻りました。もう一度承認を求めてください。"
        if rules.asks_first(before)
        else ""
    )
    messages.success(request, f"「{moved}」を、{where}。{lost}")


def _place_of(moved: Post, sent: QueryDict) -> str:
    """Where it can be seen now, in the same view."""
    span = _span(sent)
    if moved.publish_at is None:
        return f"{span.address}#ideas"
    day = timezone.localdate(moved.publish_at)
    shown = Span.of_month(day) if span.month else Span.of_week(day)
    return f"{shown.address}#day-{day}"


@require_http_methods(["GET", "POST"])
@login_required
def jot(request: OfficeRequest) -> HttpResponse:
    """アイデアを書き留める."""
    answer = drafting_rules.may_draft(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("posts:calendar")
    form = JotForm(posted(request), initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            post = actions.jot(by=request.user, form_key=said["form_key"], title=said["title"])
        except Begun as begun:
            form = JotForm({"title": said["title"], "form_key": str(uuid.uuid4())})
            messages.warning(
                request,
                f"この画面からは、すでに「{begun.item}」を書き留めています。別のアイデアとして書き留めるときは、もう一度押してください。",
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.answer))
        else:
            messages.success(request, f"「{post}」を書き留めました(文書番号 {post.dossier.number})。")
            return redirect(f"{reverse('posts:calendar')}{_span(request.POST).address}#ideas")
    status = 422 if request.method == "POST" else 200
    return render(request, "posts/planning/jot.html", {"form": form}, status=status)


def _span(given: QueryDict) -> Span:
    return Span.asked(given.get("month", ""), given.get("week", ""), timezone.localdate())


def _day_in(month: date) -> date:
    """Which week of a month is opened: this one if it lies there."""
    today = timezone.localdate()
    return today if (today.year, today.month) == (month.year, month.month) else month
