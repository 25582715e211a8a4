"""緊急停止: the page that stops and resumes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from approvals import actions, rules
from approvals.forms import ResumeForm, StopForm
from approvals.models import EmergencyStop
from approvals.querysets import current_stop
from security.office.answers import Refused
from security.pages.requests import OfficeRequest, posted


@require_http_methods(["GET", "POST"])
@login_required
def emergency_stop(request: OfficeRequest) -> HttpResponse:
    standing = current_stop()
    answer = rules.may_resume(request.actor, standing) if standing else rules.may_stop(request.actor)
    if request.method == "POST" and not answer:
        messages.error(request, str(answer))
        return redirect("emergency_stop")
    initial = {} if standing else {"reason": request.GET.get("reason", "")}
    form = (ResumeForm if standing else StopForm)(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if "note" in form.cleaned_data:
                actions.resume(by=request.user, note=form.cleaned_data["note"])
                messages.success(request, "緊急停止を解除しました。時刻を過ぎた投稿は自動では出ません。")
            else:
                actions.stop(by=request.user, reason=form.cleaned_data["reason"])
                messages.success(
                    request,
                    "緊急停止しました。解除するまで、新しく投稿されるものはありません。"
                    "停止の前にInstagramへの依頼が済んでいた投稿だけは止められません。投稿の一覧で確かめてください。",
                )
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
        return redirect("emergency_stop")
    context = {
        "form": form,
        "standing": standing,
        "answer": answer,
        "past": EmergencyStop.objects.exclude(ended_at=None).select_related("started_by", "ended_by")[:20],
    }
    return render(request, "approvals/stop.html", context, status=422 if request.method == "POST" else 200)
