"""Who answers for the account hears of what lets somebody else act in another's name (第２, 第５第２項).

The chief and the administrators, but not the one who does it: nobody gives out authority unnoticed. Each runs in the
transaction of its action, whose event makes the letters one.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from security.letters import writing as letters
from security.office import days
from security.people.account_changes import GUARDED
from security.people.actors import Actor
from security.people.models import Appointment, Role, User
from security.people.querysets import working_as
from security.signing_in.actions.own_account import IF_IT_WAS_NOT_YOU
from security.trail.details import Names, details
from security.trail.models import AuditEvent
from security.trail.registry import CHANGES

WEIGHTY_ROLES = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)


def tell_of_appointment(
    appointment: Appointment, *, by: User | None, event: AuditEvent, is_change: bool
) -> None:
    """Of chiefs', managers' and administrators' appointments, deputies' too; of others nothing is told."""
    if appointment.role not in WEIGHTY_ROLES:
        return
    context = {"doer": _doer(by), "appointment": appointment, "is_change": is_change}
    _tell(
        by,
        event,
        f"{appointment.user.name}さんの任用が{'変更' if is_change else '登録'}されました",
        render_to_string("security/letters/appointment.txt", context),
    )


def tell_of_invitation(person: User, *, by: User | None, event: AuditEvent) -> None:
    """Of somebody who has a password already: whoever opens the link chooses a new one."""
    _tell(
        by,
        event,
        f"{person.name}さんがあらためて招待されました",
        f"{_doer(by)}が、すでにパスワードのある{person.name}さんをあらためて招待しました。"
        "招待のアドレスを開いた人は、新しいパスワードを決めて、この名前でログインできます。",
    )


def tell_of_taken_factor(person: User, *, by: User | None, event: AuditEvent) -> None:
    _tell(
        by,
        event,
        f"{person.name}さんの二要素認証が解除されました",
        f"{_doer(by)}が、{person.name}さんの二要素認証を解除しました。"
        "あらためて設定されるまで、パスワードだけでログインできます。",
    )


def tell_of_new_address(person: User, former: str, *, by: User, event: AuditEvent) -> None:
    """To the address that was: whoever reads there is the one to notice."""
    if not former:
        return
    letters.write(
        key=f"notice:{event.number}",
        to=person,
        address=former,
        subject="登録されたメールアドレスが変更されました",
        body=(
            f"{_doer(by)}が、あなたのメールアドレスの登録を変更しました。"
            f"このアドレスには、これから通知が届きません。{IF_IT_WAS_NOT_YOU}"
        ),
    )


def tell_of_end(appointment: Appointment, *, by: Actor, event: AuditEvent) -> None:
    """To whose appointment it is, and of those who decide or confirm to who answers for the accounts."""
    when = "ただちに終わりました" if appointment.ended_at else _last_day(appointment)
    sentence = f"{by.label}が、次の任用の終わりを登録しました。任用は、{when}。"
    _tell_of_loss(
        appointment.user,
        by=by.user,
        event=event,
        subject=f"{appointment.user.name}さんの任用の終わりが登録されました",
        sentences=f"{sentence}\n\n{appointment.organization.name} {appointment}\n理由: {appointment.ending_reason}",
        is_weighty=appointment.role in GUARDED,
    )


def tell_of_registration(person: User, *, by: User, event: AuditEvent) -> None:
    """To the person, of names and the use of the account; that it is stopped or opened again, also to the others."""
    told = event.data.get(CHANGES, {})
    if not told.keys() - {"email", "kana"}:
        return
    lines = [f"{one.label}: {one.old} → {one.new}" for one in details(event, Names({}))]
    _tell_of_loss(
        person,
        by=by,
        event=event,
        subject=f"{person.name}さんの登録が変更されました",
        sentences=f"{_doer(by)}が、{person.name}さんの登録を次のとおり変更しました。\n\n" + "\n".join(lines),
        is_weighty="is_active" in told,
    )


def _tell_of_loss(
    person: User, *, by: User, event: AuditEvent, subject: str, sentences: str, is_weighty: bool
) -> None:
    if person.email and person != by:
        letters.write(
            key=f"own-account:{event.number}",
            to=person,
            subject=subject,
            body=f"{sentences}\n\n"
            "お心当たりがないときは、すぐに担当課長とシステム管理者(地域政策課)へご連絡ください。\n",
        )
    if is_weighty:
        _tell(by, event, subject, sentences, besides=person)


def _last_day(appointment: Appointment) -> str:
    day = appointment.valid_until
    assert day is not None  # noqa: S101 - it ends at once or by its last day
    return f"{days.with_weekday(day)}までです"


def _tell(
    by: User | None, event: AuditEvent, subject: str, sentences: str, *, besides: User | None = None
) -> None:
    """`besides`: who is told by a letter of his own."""
    url = settings.PUBLIC_URL + reverse("security:trail")
    for person in _responsible(but=by):
        if person == besides:
            continue
        body = (
            f"{sentences}\n\n"
            "お心当たりがないときは、ご本人とシステム管理者にお確かめください。操作の記録は証跡にあります。\n"
            f"{url}\n"
        )
        letters.write(key=f"notice:{event.number}", to=person, subject=subject, body=body)


def _responsible(*, but: User | None) -> QuerySet[User]:
    """The chief and the administrators who can be reached by mail."""
    reachable = working_as(Role.SECTION_CHIEF, Role.ADMINISTRATOR, also_deputies=False).exclude(email="")
    return reachable.exclude(pk=but.pk) if but else reachable


def _doer(by: User | None) -> str:
    return f"システム管理者({by.name})" if by else "システムの保守作業"
