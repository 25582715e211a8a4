"""The approved text to be put on the division's own web page: plain HTML and plain text (第６第１項)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from comments.policy import published
from comments.policy.published import Published
from security.pages.requests import OfficeRequest

KINDS = {"html": "text/html", "txt": "text/plain"}


@require_safe
@login_required
def paste(request: OfficeRequest) -> HttpResponse:
    """The version in force, or the one of ?number=, to be copied or downloaded."""
    versions = published.versions()
    shown = _chosen(request, versions)
    if shown is None:
        messages.error(
            request, "承認された版がまだありません(第６第１項)。版が承認されると、ここから取れます。"
        )
        return redirect("policy:list")
    context = {"shown": shown, "versions": versions, **{kind: _text(shown, versions, kind) for kind in KINDS}}
    return render(request, "policy/paste.html", context)


@require_safe
@login_required
def download(request: OfficeRequest, number: int, kind: str) -> HttpResponse:
    versions = published.versions()
    shown = next((one for one in versions if one.number == number), None)
    if shown is None or kind not in KINDS:
        raise Http404
    response = HttpResponse(_text(shown, versions, kind), content_type=f"{KINDS[kind]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policy-{number}.{kind}"'
    return response


def _chosen(request: OfficeRequest, versions: list[Published]) -> Published | None:
    wanted = request.GET.get("number", "")
    if wanted:
        return next((one for one in versions if str(one.number) == wanted), None)
    return published.current(versions) or (versions[0] if versions else None)


def _text(shown: Published, versions: list[Published], kind: str) -> str:
    dates = published.dates_until(shown, versions)
    return render_to_string(f"policy/paste_body.{kind}", {"shown": shown, "dates": dates}).strip() + "\n"
