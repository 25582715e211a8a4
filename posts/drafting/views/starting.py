"""起案: in one press, or with a first title, text and photos. A form that is sent twice begins one draft."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals.editing import corrected, tell_of_what_was_begun
from posts.drafting import actions, rules
from posts.drafting.actions import Draft
from posts.drafting.forms import NewPostForm, StartForm
from posts.drafting.models import Post
from posts.drafting.views.access import readable_post
from posts.drafting.views.editor import take_in, unsaved_in_editor
from posts.imaging.inspection import BYTES_MAX
from security.office import out_of_space
from security.office.answers import Refused
from security.pages.bodies import USUAL, takes
from security.pages.kept_input import kept_input, typed_by
from security.pages.requests import OfficeRequest

NEW_MOST = actions.PHOTOS_MAX * BYTES_MAX + USUAL  # all photos at once, as the page says


@takes(NEW_MOST)
@login_required
@require_http_methods(["GET", "POST"])
def new_post(request: OfficeRequest) -> HttpResponse:
    answer = rules.may_draft(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("posts:list")
    if "start" in request.POST:
        return _start(request)
    kept = kept_input(request)
    form = NewPostForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is None or not form.is_valid():
        form = form or NewPostForm(kept, initial={"form_key": uuid.uuid4()})
        context = {"form": form, "typed_by": typed_by(request)}
        return render(request, "posts/new.html", context)
    fields = {name: form.cleaned_data[name] for name in ("title", "caption")}
    try:
        with out_of_space.refusing():
            draft = Draft(fields=fields, new_photos=take_in(request, form))
            post = actions.create_draft(by=request.user, form_key=form.cleaned_data["form_key"], draft=draft)
    except actions.Begun as begun:
        return _begun(request, begun.item, draft)
    except Refused as refusal:
        messages.error(request, str(refusal))
        context = {"form": form, "typed_by": typed_by(request)}
        return render(request, "posts/new.html", context, status=409)
    messages.success(
        request, f"起案しました(文書番号 {post.dossier.number})。続けて、残りの項目を入力してください。"
    )
    return redirect("posts:edit", pk=post.pk)


def _start(request: OfficeRequest) -> HttpResponse:
    """「起案する」 in one press (templates/posts/start.html): an empty draft, or the person's own that is empty still."""
    form = StartForm(request.POST)
    if not form.is_valid():
        for sentence in form.errors.get("publish_at", []):
            messages.error(request, str(sentence))
        return redirect("posts:new")
    try:
        post = actions.start_draft(by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("posts:list")
    return redirect("posts:edit", pk=post.pk)


def _begun(request: OfficeRequest, begun: Post, draft: Draft) -> HttpResponse:
    """Back, corrected and sent once more: an untouched draft is put right, else what was sent stands beside it."""
    post = readable_post(request, begun.pk)
    if not rules.may_edit(request.actor, post):
        return _begin_another(request, post, draft)
    change = actions.not_in(post, draft) or Draft(fields={})
    if post.is_as_begun and _saved(request, post, change):
        messages.success(request, corrected(post))
        return redirect("posts:edit", pk=post.pk)
    if change.new_photos and _saved(request, post, Draft(fields={}, new_photos=change.new_photos)):
        messages.info(request, f"選んだ写真{len(change.new_photos)}枚は、この文書に加えました。")
    post = readable_post(request, post.pk)
    tell_of_what_was_begun(request, post, current="投稿のページでいまの内容")
    return unsaved_in_editor(request, post, draft.fields)


def _saved(request: OfficeRequest, post: Post, draft: Draft) -> bool:
    try:
        actions.save_draft(by=request.user, post=post, version=post.version, draft=draft)
    except actions.Stale:
        return False
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _begin_another(request: OfficeRequest, begun: Post, draft: Draft) -> HttpResponse:
    messages.warning(
        request,
        f"この画面からは、すでに文書番号 {begun.dossier.number} を起案しています"
        f"(いまは「{begun.get_state_display()}」で、変更できません)。いま送られた内容は下に残っていて、まだ保存されていません。"
        "もう一度押すと、別の文書として起案します。写真は、もう一度選んでください。",
    )
    form = NewPostForm(initial={**draft.fields, "form_key": uuid.uuid4()})
    return render(request, "posts/new.html", {"form": form, "typed_by": typed_by(request)}, status=409)
