"""利用者のログイン: whom the administrator invites, helps with a lost second factor, or signs out."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from security.confirming import querysets as confirming
from security.confirming.forms import ReasonForm
from security.office.answers import Answer, Refused
from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.people import rules as people_rules
from security.people.models import User
from security.signing_in import actions
from security.signing_in import rules as signing_in_rules
from security.signing_in.querysets import people_with_access

INVITE, ASK_ANEW = "招待する", "アドレスを送る"


def _administrators_only(request: OfficeRequest) -> None:
    if not people_rules.may_administer(request.actor):
        raise Http404


WAITS = "別の方(システム管理者、担当課長、業務処理責任者、閲覧者)が確認するか、だれも断らないまま24時間がたつと、次のことが行われます。"
ASKED = "{}さんのアカウントの変更の確認を求めました。確認されるか、だれも断らないまま24時間がたつと有効になります。"


@require_safe
@login_required
def sign_ins(request: OfficeRequest) -> HttpResponse:
    _administrators_only(request)
    people = list(people_with_access())
    waiting = {one.person_id: one for one in confirming.all_waiting()}
    return render(
        request, "security/sign_ins.html", {"people": [(one, waiting.get(one.pk)) for one in people]}
    )


@fresh_proof
@never_cache
def invite(request: OfficeRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    waits = confirming.must_wait(person, by=request.user)
    by_mail = f"{person.email} に、パスワードを決めるためのアドレスをメールで送ります。"
    by_hand = "メールアドレスが登録されていないため、次の画面にアドレスを一度だけ表示します。本人に安全な方法で渡してください。"
    consequences = [
        *([WAITS] if waits else []),
        by_mail if person.email else by_hand,
        "アドレスは7日間、一度だけ使えます。前に送ったアドレスは無効になります。",
    ]
    verb, heading = INVITE, f"{person.name}さんを招待する"
    if person.has_usable_password():
        verb, heading = ASK_ANEW, f"{person.name}さんにパスワードの再設定を依頼する"
        consequences.append(
            "本人が新しいパスワードを決めるまでは、いまのパスワードも使えます。"
            "決めると、前のパスワードは使えなくなり、ログイン中の端末はすべてログアウトされます。"
        )
    answer = signing_in_rules.may_invite(request.actor, person)
    answer = answer and signing_in_rules.has_way_in(person, waits=waits)
    form = ReasonForm(posted(request)) if waits else Form(posted(request))
    if request.method != "POST" or not answer or not form.is_valid():
        return _confirm(request, person, heading, verb, consequences, answer, form)
    try:
        link = actions.invite(by=request.user, person=person, reason=form.cleaned_data.get("reason", ""))
    except Refused as refusal:
        return _confirm(request, person, heading, verb, consequences, refusal.answer, form)
    if link:
        return render(request, "security/invitation_link.html", {"person": person, "link": link})
    told = ASKED if waits else "{}さんに、パスワードを決めるためのメールを送ります。"
    messages.success(request, told.format(person.name))
    return redirect("security:sign_ins")


@fresh_proof
def take_second_factor(request: OfficeRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    waits = confirming.must_wait(person, by=request.user)
    consequences = [
        *([WAITS] if waits else []),
        "認証アプリ、パスキー、予備のコードの登録がすべて消えます。",
        "本人はすべての端末でログアウトされ、次のログインで設定し直します。",
        "本人にメールで知らせ、記録に残します。必ず本人から直接頼まれたことを確かめてから行ってください。",
    ]

    def take(person: User) -> str:
        actions.take_second_factor(
            by=request.user,
            person=person,
            reason=form.cleaned_data.get("reason", "") if form.is_valid() else "",
        )
        return (ASKED if waits else "{}さんの二要素認証を解除しました。").format(person.name)

    answer = signing_in_rules.may_take_second_factor(request.actor, person)
    form = ReasonForm(posted(request)) if waits else Form(posted(request))
    heading = f"{person.name}さんの二要素認証を解除する"
    return _act(request, person, heading, "解除する", consequences, answer, take, form)


@fresh_proof
def end_sessions(request: OfficeRequest, pk: int) -> HttpResponse:
    consequences = ["この人は、すべての端末ですぐにログアウトされます。パスワードは変わりません。"]

    def end(person: User) -> str:
        ended = actions.sign_out_person(by=request.user, person=person)
        return f"{person.name}さんのログインを{ended}件終わらせました。"

    person = _person(request, pk)
    answer = signing_in_rules.may_end_sessions(request.actor)
    return _act(
        request,
        person,
        f"{person.name}さんをログアウトさせる",
        "ログアウトさせる",
        consequences,
        answer,
        end,
    )


def _person(request: OfficeRequest, pk: int) -> User:
    _administrators_only(request)
    return get_object_or_404(User, pk=pk)


def _act(
    request: OfficeRequest,
    person: User,
    heading: str,
    verb: str,
    consequences: list[str],
    answer: Answer,
    act: Callable[[User], str],
    form: Form | None = None,
) -> HttpResponse:
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _confirm(request, person, heading, verb, consequences, answer, form)
    try:
        messages.success(request, act(person))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("security:sign_ins")


def _confirm(
    request: OfficeRequest,
    person: User,
    heading: str,
    verb: str,
    consequences: list[str],
    answer: Answer,
    form: Form | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "heading": heading,
        "verb": verb,
        "consequences": consequences,
        "answer": answer,
        "is_grave": verb not in (INVITE, ASK_ANEW),
        "form": form,
    }
    status = 422 if form is not None and request.method == "POST" and not form.is_valid() else 200
    return render(request, "security/person_confirm.html", context, status=status)
