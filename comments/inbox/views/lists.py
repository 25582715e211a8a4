"""The office's lists: words that mark comments, beginnings of replies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comments.inbox import rules
from comments.inbox.actions import lists as actions
from comments.inbox.forms.lists import TemplateForm, WordForm
from comments.inbox.models import Hint, HintWord, MarkingRound, ReplyTemplate
from security.office.answers import Refused
from security.pages.presses import pressed_at
from security.pages.requests import OfficeRequest, posted

MARKED_ANEW = "未確認のコメントの手がかりは、このあと順に付け直します。"


@require_http_methods(["GET", "POST"])
@login_required
def words(request: OfficeRequest) -> HttpResponse:
    may_keep = rules.may_keep_lists(request.actor)
    if request.method == "POST" and not may_keep:
        messages.error(request, str(may_keep))
        return redirect("comments:words")
    form = WordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_word(by=request.user, word=form.instance)
        except Refused as refusal:
            form.add_error("word", str(refusal))
        else:
            messages.success(request, f"「{form.instance.word}」を加えました。{MARKED_ANEW}")
            return redirect("comments:words")
    found = list(HintWord.objects.all())
    context = {
        "form": form,
        "may_keep": may_keep,
        "kinds": [(label, [one for one in found if one.kind == kind]) for kind, label in Hint.choices],
        "is_marking": MarkingRound.objects.filter(done_at=None).exists(),
    }
    return render(request, "comments/words.html", context, status=422 if request.method == "POST" else 200)


@login_required
@pressed_at(lambda request, pk: reverse("comments:words"))
def remove_word(request: OfficeRequest, pk: int) -> HttpResponse:
    word = get_object_or_404(HintWord, pk=pk)
    try:
        actions.remove_word(by=request.user, word=word)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"「{word.word}」を外しました。{MARKED_ANEW}")
    return redirect("comments:words")


@require_http_methods(["GET", "POST"])
@login_required
def templates(request: OfficeRequest) -> HttpResponse:
    """The beginnings of replies, listed and added."""
    return _templates(request, ReplyTemplate())


@require_http_methods(["GET", "POST"])
@login_required
def template(request: OfficeRequest, pk: int) -> HttpResponse:
    """One of them, changed or no longer offered."""
    return _templates(request, get_object_or_404(ReplyTemplate, pk=pk))


def _templates(request: OfficeRequest, stored: ReplyTemplate) -> HttpResponse:
    may_keep = rules.may_keep_lists(request.actor)
    if not may_keep and (request.method == "POST" or stored.pk):
        messages.error(request, str(may_keep))
        return redirect("comments:templates")
    form = TemplateForm(posted(request), instance=stored)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_template(by=request.user, template=form.instance)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"定型文「{form.instance.title}」を保存しました。")
            return redirect("comments:templates")
    context = {
        "form": form,
        "may_keep": may_keep,
        "changing": ReplyTemplate.objects.filter(pk=stored.pk).first() if stored.pk else None,
        "templates": ReplyTemplate.objects.all(),
    }
    return render(
        request, "comments/templates.html", context, status=422 if request.method == "POST" else 200
    )
