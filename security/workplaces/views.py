"""職場の端末とネットワーク: the register, and the page on the device itself that begins its use."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from security.office.answers import Answer, Refused
from security.pages.doors import Door, open_without
from security.pages.presses import pressed_at
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.people import rules as people_rules
from security.people.places import SESSION_DEVICE
from security.people.querysets import visible_organizations
from security.people.safeguards import Safeguards, Workplace
from security.workplaces import actions, recognising
from security.workplaces import querysets as workplaces_querysets
from security.workplaces import rules as workplaces_rules
from security.workplaces.actions import CODE_LASTS, CODE_TRIES
from security.workplaces.forms import CutOffForm, DeviceForm, EnrolForm, NetworkForm
from security.workplaces.models import Device


@login_required
@require_safe
def devices(request: OfficeRequest) -> HttpResponse:
    answer = workplaces_rules.may_see_devices(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:index")
    context = {
        "devices": workplaces_querysets.devices(request.actor),
        "networks": workplaces_querysets.networks(request.actor),
        "may_keep": workplaces_rules.may_keep_devices(request.actor),
        "place": request.actor.place,
        "demands": _demands(request.actor.safeguards),
        "is_demanded": request.actor.safeguards.demands_workplace,
        "may_administer": people_rules.may_administer(request.actor),
    }
    return render(request, "security/devices.html", context)


def _demands(safeguards: Safeguards) -> list[tuple[str, str]]:
    return [
        ("地域政策課の投稿者", Workplace(safeguards.prefecture_workplace).label),
        ("運営者の投稿者", Workplace(safeguards.contractor_workplace).label),
    ]


@login_required
@require_safe
def device(request: OfficeRequest, pk: int) -> HttpResponse:
    return _device_page(request, _seen_device(request, pk))


@login_required
@pressed_at(lambda request, pk: reverse("security:device", args=[_seen_device(request, pk).pk]))
@fresh_proof
@never_cache
def make_code(request: OfficeRequest, pk: int) -> HttpResponse:
    """The code is on this answer and nowhere else."""
    found = _seen_device(request, pk)
    try:
        code = actions.make_code(by=request.user, device=found)
    except Refused as refusal:
        messages.error(request, str(refusal.answer))
        return redirect("security:device", pk=pk)
    return _device_page(request, _seen_device(request, pk), code=f"{code[:4]} {code[4:]}")


def _device_page(request: OfficeRequest, found: Device, **context: Any) -> HttpResponse:
    context |= {
        "device": found,
        "may_keep": workplaces_rules.may_keep_devices(request.actor, found.organization),
        "minutes": CODE_LASTS.seconds // 60,
        "tries": CODE_TRIES,
        "enrol_url": request.build_absolute_uri(reverse("security:enrol_device")),
    }
    return render(request, "security/device.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def register_device(request: OfficeRequest) -> HttpResponse:
    form = DeviceForm(posted(request), organizations=visible_organizations(request.actor))
    return _register(
        request,
        form,
        heading="端末を登録する",
        act=lambda: actions.register_device(by=request.user, device=form.instance),
        lead="登録した後、登録コードを発行し、その端末で入力すると、職場の端末として使えるようになります。",
    )


@fresh_proof
@require_http_methods(["GET", "POST"])
def add_network(request: OfficeRequest) -> HttpResponse:
    form = NetworkForm(posted(request), organizations=visible_organizations(request.actor))
    return _register(
        request,
        form,
        heading="ネットワークを登録する",
        act=lambda: actions.add_network(by=request.user, network=form.instance),
        lead="登録すると、このネットワークにつながっている端末は、どれも職場の端末として扱われます。",
    )


def _register(
    request: OfficeRequest, form: forms.ModelForm, *, heading: str, act: Any, lead: str
) -> HttpResponse:
    answer = workplaces_rules.may_keep_devices(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect(
            "security:devices" if workplaces_rules.may_see_devices(request.actor) else "security:index"
        )
    if request.method == "POST" and form.is_valid():
        try:
            made: Model = act()
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
        else:
            messages.success(request, f"「{made}」を登録しました。")
            return (
                redirect("security:device", pk=made.pk)
                if isinstance(made, Device)
                else redirect("security:devices")
            )
    context = {"form": form, "heading": heading, "lead": lead}
    return render(
        request, "security/device_register.html", context, status=422 if request.method == "POST" else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def cut_off_device(request: OfficeRequest, pk: int) -> HttpResponse:
    found = _seen_device(request, pk)
    return _confirm(
        request,
        form=CutOffForm(posted(request)),
        answer=workplaces_rules.may_keep_devices(request.actor, found.organization)
        and workplaces_rules.is_not_cut_off(found),
        act=lambda data: actions.cut_off_device(by=request.user, device=found, **data),
        heading=f"{found} の利用を止める",
        verb="利用を止める",
        done=f"「{found}」の利用を止めました。公式アカウントのパスワードの変更が必要かどうかも、お確かめください。",
        consequences=[
            "この端末は、すぐに職場の端末として使えなくなります。",
            "この端末で続いているログインは、すべて終わります。",
            "止めたことと理由は、証跡に残ります。",
        ],
    )


@fresh_proof
@require_http_methods(["GET", "POST"])
def end_network(request: OfficeRequest, pk: int) -> HttpResponse:
    _require_seen(request)
    found = get_object_or_404(workplaces_querysets.networks(request.actor), pk=pk)
    return _confirm(
        request,
        form=forms.Form(request.POST if request.method == "POST" else None),
        answer=workplaces_rules.may_keep_devices(request.actor, found.organization),
        act=lambda data: actions.end_network(by=request.user, network=found),
        heading=f"{found} を終了する",
        verb="終了する",
        done=f"「{found}」を終了しました。",
        consequences=[
            "このネットワークにつながっている端末は、それだけでは職場の端末として扱われなくなります。"
        ],
    )


def _confirm(
    request: OfficeRequest,
    *,
    form: forms.Form,
    answer: Answer,
    act: Any,
    done: str,
    **context: Any,
) -> HttpResponse:
    if not answer:
        messages.error(request, str(answer))
        return redirect(
            "security:devices" if workplaces_rules.may_see_devices(request.actor) else "security:index"
        )
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
        else:
            messages.success(request, done)
        return redirect("security:devices")
    context |= {"form": form, "danger": True, "cancel_url": reverse("security:devices")}
    return render(
        request, "security/device_confirm.html", context, status=422 if request.method == "POST" else 200
    )


@open_without(Door.WORKPLACE)
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enrol_device(request: OfficeRequest) -> HttpResponse:
    """On the device itself: the code leaves the secret cookie in this browser."""
    waiting = workplaces_querysets.awaiting_code(request.actor)
    form = EnrolForm(posted(request), devices=waiting)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data["device"]
        try:
            secret = actions.enrol_device(by=request.user, device=found, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal.answer))
        else:
            request.session[SESSION_DEVICE] = found.pk
            messages.success(request, f"この端末を「{found}」として登録しました。職場の端末として使えます。")
            response = redirect("security:enrol_device")
            recognising.leave_secret(response, secret)
            return response
    context = {"form": form, "waiting": waiting, "place": request.actor.place}
    return render(request, "security/enrol.html", context, status=422 if request.method == "POST" else 200)


@open_without(Door.WORKPLACE, Door.ACKNOWLEDGEMENT)
@require_safe
def elsewhere(request: OfficeRequest) -> HttpResponse:
    """Why posters cannot be signed in here (第４第１項(1)); open to strangers, who have just been refused."""
    answer = workplaces_rules.may_be_signed_in_here(request.actor) if request.user.is_authenticated else None
    if answer:
        return redirect("home")
    return render(request, "security/elsewhere.html", {"answer": answer})


def _require_seen(request: OfficeRequest) -> None:
    if not workplaces_rules.may_see_devices(request.actor):
        raise Http404


def _seen_device(request: OfficeRequest, pk: int) -> Device:
    _require_seen(request)
    return get_object_or_404(workplaces_querysets.devices(request.actor), pk=pk)
