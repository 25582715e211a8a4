"""定型文, sets of hashtags, and the expressions one is warned of: listed, added, changed, dropped."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from posts.phrases import actions, querysets, rules
from posts.phrases.forms import ExpressionForm, PhraseForm
from posts.phrases.models import Expression
from security.office import paging
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import done

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
def phrases(request: OfficeRequest) -> HttpResponse:
    found = querysets.of_sides(request.actor.organization_ids)
    return _listed(
        request,
        form=PhraseForm(posted(request)),
        answer=rules.may_keep(request.actor),
        save=lambda form: actions.save_phrase(by=request.user, phrase=form.instance),
        page=paging.page(found, ("kind", "name", "pk"), request.GET, PER_PAGE),
        template="posts/phrases.html",
        here="posts:phrases",
    )


@require_http_methods(["GET", "POST"])
@login_required
def phrase(request: OfficeRequest, pk: int) -> HttpResponse:
    stored = get_object_or_404(querysets.of_sides(request.actor.organization_ids), pk=pk)
    return _one(
        request,
        stored,
        form=PhraseForm(posted(request), instance=stored),
        answer=rules.may_keep(request.actor, stored),
        save=lambda form: actions.save_phrase(by=request.user, phrase=form.instance),
        drop=lambda: actions.drop_phrase(by=request.user, phrase=stored),
        back="posts:phrases",
        heading="定型文・ハッシュタグの組を変更する",
    )


@require_http_methods(["GET", "POST"])
@login_required
def expressions(request: OfficeRequest) -> HttpResponse:
    return _listed(
        request,
        form=ExpressionForm(posted(request)),
        answer=rules.may_keep_expressions(request.actor),
        save=lambda form: actions.save_expression(by=request.user, expression=form.instance),
        page=paging.page(Expression.objects.all(), ("word", "pk"), request.GET, PER_PAGE),
        template="posts/expressions.html",
        here="posts:expressions",
    )


@require_http_methods(["GET", "POST"])
@login_required
def expression(request: OfficeRequest, pk: int) -> HttpResponse:
    stored = get_object_or_404(Expression, pk=pk)
    return _one(
        request,
        stored,
        form=ExpressionForm(posted(request), instance=stored),
        answer=rules.may_keep_expressions(request.actor),
        save=lambda form: actions.save_expression(by=request.user, expression=form.instance),
        drop=lambda: actions.drop_expression(by=request.user, expression=stored),
        back="posts:expressions",
        heading="気を付ける表現を変更する",
    )


def _listed(
    request: OfficeRequest,
    *,
    form: ModelForm,
    answer: Answer,
    save: Callable[[ModelForm], None],
    page: Any,
    template: str,
    here: str,
) -> HttpResponse:
    """Those that there are, and the form for one more."""
    if not request.actor.appointments:
        raise Http404
    if request.method == "POST" and not answer:
        messages.error(request, str(answer))
        return redirect(here)
    if done(request, form, lambda: save(form)):
        messages.success(request, f"「{form.instance}」を登録しました。")
        return redirect(here)
    context = {"form": form, "page": page, "may_keep": answer}
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _one(
    request: OfficeRequest,
    stored: Model,
    *,
    form: ModelForm,
    answer: Answer,
    save: Callable[[ModelForm], None],
    drop: Callable[[], None],
    back: str,
    heading: str,
) -> HttpResponse:
    """Changed, or dropped by a button of its own."""
    if not answer:
        messages.error(request, str(answer))
        return redirect(back)
    name = str(stored)
    if request.method == "POST" and "drop" in request.POST:
        drop()
        messages.success(request, f"「{name}」を消しました。本文に入れたものは、そのまま残ります。")
        return redirect(back)
    if done(request, form, lambda: save(form)):
        messages.success(request, f"「{form.instance}」を変更しました。")
        return redirect(back)
    context = {"form": form, "name": name, "back": back, "heading": heading}
    return render(request, "posts/phrase.html", context, status=422 if request.method == "POST" else 200)
