"""任用: who may do what from when to when; designated, ended, deputised and transferred here (第２, 第４第２項)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from security.appointing import actions, querysets, rules
from security.appointing.forms import (
    NEWCOMERS,
    BeginningForm,
    DeputyForm,
    DesignateForm,
    EndForm,
    EndingForm,
    OwnAddressForm,
    TransferDayForm,
    posts_to_fill,
)
from security.appointing.open_work import waiting_of
from security.appointing.seats import emptied_by
from security.confirming import querysets as confirming
from security.office.answers import Answer
from security.office.calendar import fiscal_year
from security.office.days import with_weekday
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import done
from security.people import rules as people_rules
from security.people.account_changes import ChangeKind
from security.people.actors import Actor
from security.people.models import Appointment, Organization
from security.people.querysets import visible_organizations

ADDRESS_WAITS = "メールアドレスの登録を求めました。別の方が確認すると、登録されます(第５第２項)。"
FIRST_YEAR = 2021  # the guideline came into force in 令和3年


@dataclass(frozen=True)
class Row:
    appointment: Appointment
    state: str
    is_over: bool
    may_end: Answer


@dataclass(frozen=True)
class Staff:
    """One organisation's table."""

    organization: Organization
    rows: list[Row]
    may_designate: Answer


@login_required
@require_safe
def people(request: OfficeRequest) -> HttpResponse:
    """A fiscal year's appointments, organisation by organisation."""
    if not rules.may_see_people(request.actor):
        raise Http404
    this_year = fiscal_year(timezone.localdate())
    year = _year_asked(request, this_year)
    context = {
        "year": year,
        "years": range(this_year + 1, FIRST_YEAR - 1, -1),
        "staffs": list(_staffs(request.actor, year)),
        "may_administer": people_rules.may_administer(request.actor),
        "may_transfer": posts_to_fill(request.actor),
        "may_deputise": querysets.deputisable(request.actor).exists(),
    }
    return render(request, "security/people/list.html", context)


def _year_asked(request: OfficeRequest, this_year: int) -> int:
    asked = request.GET.get("year", "")
    in_range = asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= this_year + 1
    return int(asked) if in_range else this_year


def _staffs(actor: Actor, year: int) -> Iterator[Staff]:
    organizations = visible_organizations(actor)
    rows: dict[int, list[Row]] = {}
    for appointment in querysets.appointments_of_year(organizations, year):
        rows.setdefault(appointment.organization_id, []).append(_row(actor, appointment))
    for organization in organizations:
        yield Staff(organization, rows.get(organization.pk, []), rules.may_designate(actor, organization))


def _row(actor: Actor, appointment: Appointment) -> Row:
    today = timezone.localdate()
    begun = appointment.valid_from <= today
    over = appointment.ended_at is not None or bool(
        appointment.valid_until and appointment.valid_until < today
    )
    in_contract = appointment.organization.in_force(today)
    if over:
        state = "終了"
    elif appointment.is_held_up:
        state = "確認待ち"
    elif not begun:
        state = "これから"
    elif not appointment.user.is_active:
        state = "停止中"
    elif not in_contract:
        state = "契約期間外"
    else:
        state = "有効"
    return Row(appointment, state, over, rules.may_end(actor, appointment))


@fresh_proof
def designate(request: OfficeRequest, pk: int) -> HttpResponse:
    """投稿者を指定する (第４第２項)."""
    organization = get_object_or_404(visible_organizations(request.actor), pk=pk)
    if not rules.may_designate(request.actor, organization):
        raise Http404
    form = DesignateForm(posted(request), organization=organization, actor=request.actor)

    def act() -> None:
        actions.designate(
            by=request.user,
            organization=organization,
            person=form.designated(),
            valid_from=form.cleaned_data["valid_from"],
            valid_until=form.cleaned_data["valid_until"],
        )

    if done(request, form, act):
        person = form.designated()
        invited = (
            "" if person.has_usable_password() else "システム管理者が、利用を始めるための招待を送ります。"
        )
        messages.success(request, f"{person.name}さんを{organization.name}の投稿者に指定しました。{invited}")
        return redirect("security:people")
    return _page(request, "designate", form, organization=organization)


@fresh_proof
def end(request: OfficeRequest, pk: int) -> HttpResponse:
    """任用を終える, by its last day or at once."""
    appointment = _visible(request, pk)
    answer = rules.may_end(request.actor, appointment)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:people")
    waiting = waiting_of(appointment)
    form = EndForm(posted(request), appointment=appointment, waiting=waiting)

    def act() -> None:
        actions.end_appointment(
            by=request.user,
            appointment=appointment,
            last_day=form.last_day_chosen(),
            reason=form.cleaned_data["reason"],
            successor=form.cleaned_data["successor"],
        )

    if done(request, form, act):
        messages.success(request, f"{appointment}さんの任用の終わりを登録しました。")
        return redirect("security:people")
    heading = _emptied_by(appointment)
    return _page(request, "end", form, appointment=appointment, waiting=waiting, empty_heading=heading)


def _emptied_by(appointment: Appointment) -> str:
    """That nobody would hold the office any more; empty if somebody would."""
    day = emptied_by(appointment)
    if day is None:
        return ""
    when = f"{with_weekday(day)}から" if day > timezone.localdate() else ""
    return f"この任用が終わると、{when}{appointment.get_role_display()}がいなくなります"


def _visible(request: OfficeRequest, pk: int) -> Appointment:
    """404 for appointments that this person does not see."""
    if not rules.may_see_people(request.actor):
        raise Http404
    rows = Appointment.objects.filter(organization__in=visible_organizations(request.actor))
    return get_object_or_404(rows.select_related("user", "organization", "deputizes__organization"), pk=pk)


@fresh_proof
def deputy(request: OfficeRequest) -> HttpResponse:
    """代決者を置く, for the time of an absence."""
    if not querysets.deputisable(request.actor).exists():
        raise Http404
    form = DeputyForm(posted(request), actor=request.actor)
    if done(request, form, lambda: actions.appoint(by=request.user, appointment=form.deputy())):
        name = form.cleaned_data["person"].name
        messages.success(
            request, f"{name}さんを代決者として登録しました。別の方が確認すると、代決できるようになります。"
        )
        return redirect("security:people")
    return _page(request, "deputy", form)


@fresh_proof
def transfer(request: OfficeRequest) -> HttpResponse:
    """異動: what ends and what begins on one day, registered together beforehand."""
    posts = posts_to_fill(request.actor)
    if not posts:
        raise Http404
    data = posted(request)
    people = querysets.appointable(request.actor)
    day_form = TransferDayForm(data)
    endings = [EndingForm(data, appointment=one, people=people) for one in _endable(request.actor)]
    beginnings = [
        BeginningForm(data, number=number, posts=posts, people=people) for number in range(NEWCOMERS)
    ]
    forms = [day_form, *endings, *beginnings]

    def act() -> None:
        actions.transfer(
            by=request.user,
            day=day_form.cleaned_data["day"],
            endings=[
                actions.Ending(form.appointment, form.cleaned_data["successor"])
                for form in endings
                if form.cleaned_data["ends"]
            ],
            beginnings=list(filter(None, (form.appointment() for form in beginnings))),
        )

    # All are asked, so that every fault is shown at once.
    others_are_valid = all([form.is_valid() for form in forms[1:]]) if data else False
    if data is not None and not others_are_valid:
        day_form.add_error(None, "下の表や行に、直すところがあります。印のついた欄をお確かめください。")
    if others_are_valid and done(request, day_form, act):
        messages.success(
            request,
            "異動を登録しました。その日になると、自動で切り替わります。承認や確認をする方の任用は、別の方が確認すると有効になります。",
        )
        return redirect("security:people")
    return _page(request, "transfer", day_form, endings=endings, beginnings=beginnings)


@fresh_proof
def own_address(request: OfficeRequest) -> HttpResponse:
    """Who cannot be reached by mail enters an address."""
    if not (answer := rules.may_enter_own_address(request.actor)):
        messages.info(request, str(answer))
        return redirect("home")
    waits = confirming.waiting_for([request.user]).filter(kind=ChangeKind.REGISTRATION).first()
    form = OwnAddressForm(posted(request))

    def act() -> None:
        is_waiting = actions.enter_own_address(by=request.user, address=form.cleaned_data["email"])
        messages.success(request, ADDRESS_WAITS if is_waiting else "メールアドレスを登録しました。")

    if done(request, form, act):
        return redirect("home")
    must_wait = confirming.must_wait(request.user, by=request.user)
    return _page(request, "own_address", form, must_wait=must_wait, waits=waits)


def _endable(actor: Actor) -> list[Appointment]:
    rows = querysets.unended(visible_organizations(actor))
    return [one for one in rows if rules.may_end(actor, one)]


def _page(request: OfficeRequest, name: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"security/people/{name}.html", {"form": form, **context}, status=status)
