"""The list of posts, and what is done with several of them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from approvals import actions as item_actions
from approvals import rules as approval_rules
from posts.drafting import querysets as drafting
from posts.drafting import rules as drafting_rules
from posts.drafting.models import Post
from posts.drafting.views.copying import patterns_for
from posts.planning import actions, querysets, rules, searching
from posts.planning.forms import HandOverForm, SearchForm, WithdrawForm
from security.models import User
from security.office import paging
from security.office.answers import Answer, Refused
from security.office.fields import NUMBER
from security.pages.requests import OfficeRequest, posted, words_asked
from security.trail.cache import trail_cache_of

PER_PAGE = 20
HAND_OVER, WITHDRAW = "hand-over", "withdraw"


@require_safe
@login_required
def post_list(request: OfficeRequest) -> HttpResponse:
    actor = request.actor
    given = request.GET.copy()
    given["q"] = words_asked(request)
    form = SearchForm(given, offered=querysets.offered(actor, trail_cache_of(request)))
    form.is_valid()
    asked = form.cleaned_data
    found = drafting.for_list(searching.narrowed(drafting.readable_by(actor), asked))
    context = {
        "page": paging.page(found, drafting.LATEST_FIRST, request.GET, PER_PAGE, searching.counted(asked)),
        "form": form,
        "chips": searching.chips(form, request.GET),
        "may_draft": drafting_rules.may_draft(actor),
        "patterns": patterns_for(request),
    }
    return render(request, "posts/list.html", context)


@dataclass(frozen=True)
class Verb:
    """What is done with several. `may`: the rule that is asked of each; `act`: its action."""

    heading: str
    word: str
    done: str
    consequences: tuple[str, ...]
    may: Callable[[Any, Post], Answer]
    act: Callable[[User, Post, dict[str, Any]], None]
    is_danger: bool = False


VERBS = {
    HAND_OVER: Verb(
        heading="担当を引き継ぐ",
        word="引き継ぐ",
        done="引き継ぎました",
        consequences=(
            "選んだ投稿の担当が、次の方に替わります。起案者と、承認の状態は変わりません。",
            "引き継ぐ方には、1件ずつお知らせが届きます。",
        ),
        may=rules.may_hand_over,
        act=lambda by, post, said: actions.hand_over(by=by, post=post, to=said["to"]),
    ),
    WITHDRAW: Verb(
        heading="取り下げる",
        word="取り下げる",
        done="取り下げました",
        consequences=(
            "選んだ投稿は終わりになり、投稿されません。",
            "承認を待っているものと承認済のものは、関係する方にお知らせが届きます。",
            "記録は残り、後から見ることができます。元には戻せません。",
        ),
        may=approval_rules.may_withdraw,
        act=lambda by, post, said: item_actions.withdraw(by=by, item=post, reason=said["reason"]),
        is_danger=True,
    ),
}


@require_http_methods(["GET", "POST"])
@login_required
def together(request: OfficeRequest) -> HttpResponse:
    """Several at once: which of them can be, which cannot and why; then each by itself, with its own answer."""
    given = request.POST if request.method == "POST" else request.GET
    verb = VERBS.get(given.get("verb", ""))
    if verb is None:
        raise Http404
    posts = _chosen(request, given)
    if not posts:
        messages.warning(request, "投稿が選ばれていません。一覧で選んでから、もう一度押してください。")
        return redirect("posts:list")
    answers = [(post, verb.may(request.actor, post)) for post in posts]
    form = _form(request, verb)
    if request.method == "POST" and form.is_valid():
        _tell(request, verb, [(post, _done(request, verb, post, form.cleaned_data)) for post in posts])
        return redirect("posts:list")
    context = {
        "form": form,
        "verb": given["verb"],
        "heading": verb.heading,
        "verb_word": verb.word,
        "consequences": verb.consequences,
        "danger": verb.is_danger,
        "able": [post for post, answer in answers if answer],
        "unable": [(post, answer) for post, answer in answers if not answer],
        "posts": posts,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "posts/planning/together.html", context, status=status)


def _chosen(request: OfficeRequest, given: QueryDict) -> list[Post]:
    """Those that are named and may be read: no more than stand on one page of the list."""
    numbers = [int(one) for one in given.getlist("posts") if NUMBER.fullmatch(one)][:PER_PAGE]
    found = drafting.readable_by(request.actor).filter(pk__in=numbers)
    return list(found.select_related("organization", "dossier", "author", "in_charge").order_by("pk"))


def _form(request: OfficeRequest, verb: Verb) -> HandOverForm | WithdrawForm:
    if verb.is_danger:
        return WithdrawForm(posted(request))
    return HandOverForm(posted(request), able=querysets.able_successors(request.actor))


def _done(request: OfficeRequest, verb: Verb, post: Post, said: dict[str, Any]) -> Answer | None:
    """None when it went; else why it did not."""
    try:
        verb.act(request.user, post, said)
    except Refused as refusal:
        return refusal.answer
    return None


def _tell(request: OfficeRequest, verb: Verb, results: list[tuple[Post, Answer | None]]) -> None:
    """Which went, in one line; each of the others with its own reason."""
    went = [f"「{post}」" for post, refusal in results if refusal is None]
    if went:
        messages.success(request, f"{len(went)}件を{verb.done}: {'、'.join(went)}")
    for post, refusal in results:
        if refusal is not None:
            messages.error(request, f"「{post}」: {refusal}")
