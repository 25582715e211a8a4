"""複写して起案, and the posts one starts from (定型)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse

from posts.drafting import querysets, rules
from posts.drafting.actions import copying
from posts.drafting.forms import CopyForm, PatternForm
from posts.drafting.models import Post
from posts.drafting.views.access import readable_post
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.trail.cache import trail_cache_of

TEMPLATE = "posts/step.html"
PATTERNS_SHOWN = 50


def patterns_for(request: OfficeRequest) -> Sequence[tuple[int, str]]:
    """定型 to start from, by number and name; the same until the trail moves on."""
    if not rules.may_draft(request.actor):
        return ()
    sides = "-".join(map(str, sorted(request.actor.organization_ids)))
    found = querysets.patterns(request.actor).values_list("pk", "kept_as")
    return trail_cache_of(request).get(f"patterns:{sides}", lambda: tuple(found[:PATTERNS_SHOWN]))


@login_required
def copy(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    made: list[Post] = []

    def act(data: dict[str, Any]) -> None:
        copied = copying.copy(
            by=request.user, post=post, form_key=data["form_key"], with_photos=data["with_photos"]
        )
        made.append(copied.post)
        if copied.asked_again:
            places = "、".join(f"{place}枚目" for place in copied.asked_again)
            messages.warning(
                request,
                f"{places}の写真は、使用の許可に期限があったか、取り消されたため、権利の記録を空欄にしました。"
                f"許可を取り直して入力してください({rules.photo_clause(copied.post.organization)})。",
            )

    return step_page(
        request,
        post,
        template=TEMPLATE,
        heading="複写して起案",
        success="複写して起案しました。元の文書は変わりません。",
        consequences=[
            "件名、本文、話題、リンク、写真が入った、新しい文書番号の下書きができます。元の文書は変わりません。",
            "写真が記事に関連すること、リンクのアとイは、新しい記事についてあらためて確認します。",
            "使用の許可に期限がある写真と、許可が取り消された写真は、権利の記録が空欄になります。",
            "投稿する日時は複写しません。",
        ],
        answer=rules.may_copy(request.actor, post),
        form=CopyForm(posted(request), initial={"form_key": uuid.uuid4}),
        act=act,
        leads_to=lambda: reverse("posts:edit", args=[made[0].pk]),
    )


@login_required
def keep_as_pattern(request: OfficeRequest, pk: int) -> HttpResponse:
    post = readable_post(request, pk)
    return step_page(
        request,
        post,
        template=TEMPLATE,
        heading="定型にする",
        verb="保存する",
        success="定型の名前を保存しました。",
        consequences=[
            "「投稿」の一覧の「定型から起案する」に、この名前で並びます。選ぶと、この文書から複写して起案できます。",
            "この文書の内容、状態、承認は変わりません。",
        ],
        answer=rules.may_keep_as_pattern(request.actor, post),
        form=PatternForm(posted(request), initial={"name": post.kept_as}),
        act=lambda data: copying.keep_as_pattern(by=request.user, post=post, name=data["name"]),
    )
