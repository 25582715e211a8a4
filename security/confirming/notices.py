"""Letters about a change that waits: to the person's addresses, old and new, and to everybody who could refuse it.

They are letters of their own, whatever somebody has chosen: by them the day begins after which nobody has refused.
Who can confirm it finds it among his notices, too.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from security.confirming import events, querysets, rules
from security.letters import writing as letters
from security.notices import telling
from security.notices.models import How
from security.notices.registry import Kind, Unchosen, declare, declare_unchosen
from security.people.account_changes import GUARDED, AccountChange, ChangeState
from security.people.actors import Actor
from security.people.models import User
from security.people.rules import may_work_here
from security.trail.details import Detail, Names, details
from security.trail.models import AuditEvent

GROUP = "利用者と任用"

ASKED = declare(
    Kind(
        "account_change",
        "承認や確認をする方のアカウントの変更が、確認を待っている(メールは、これとは別に必ずお送りします)",
        "担当課長、業務処理責任者、システム管理者、閲覧者",
        GUARDED,
        how=How.PAGE,
        most=How.PAGE,
        because="メールは、どなたにも必ずお送りします。",
        clause="第５第２項",
        group=GROUP,
    )
)
declare_unchosen(
    Unchosen(
        "承認や確認をする方のアカウントの変更の確認",
        "ご本人、求めた方、担当課長、業務処理責任者、システム管理者、閲覧者",
        (),
        "このメールが届いてから24時間、だれも断らなければ有効になるためです。",
        "第５第２項",
    )
)

SUBJECTS = {
    ChangeState.WAITING: "{}の確認をお願いします",
    ChangeState.CONFIRMED: "{}が確認されました",
    ChangeState.LAPSED: "{}が24時間の経過により有効になりました",
    ChangeState.REFUSED: "{}は認められませんでした",
    ChangeState.WITHDRAWN: "{}は取り下げられました",
}
# For the machine's ends of the sentence, not for people.
HIDDEN = {events.CHANGE.label, events.APPOINTMENT.label}


def tell(change: AccountChange, event: AuditEvent, *, by: User | None) -> None:
    """Of how it stands now. Runs in the transaction of the event, which makes the letters one."""
    addresses = querysets.addresses_of(change)
    for number, address in enumerate(addresses):
        _write(change, event, to=change.person, address=address, part=f"own{number}")
    told = querysets.others_to_tell(change).exclude(email="")
    if change.asked_by and change.asked_by != change.person:
        told |= User.objects.filter(pk=change.asked_by.pk).exclude(email="")
    for person in told.distinct().order_by("pk"):
        if person != by:
            _write(change, event, to=person, address="", part="")
    _on_the_page(change, by=by)


def _on_the_page(change: AccountChange, *, by: User | None) -> None:
    """To those who can confirm it, as long as it waits; who has settled it need not look again."""
    if not change.is_waiting:
        telling.take_back(ASKED, about=change)
        if by:
            telling.settle(ASKED, about=change, person=by)
        return
    asked_by = change.asked_by.name if change.asked_by else "システムの保守作業"
    telling.tell(
        ASKED,
        to=querysets.others_to_tell(change),
        about=change,
        title=f"{change}が確認を待っています",
        sentence=f"{asked_by}が求めました。ご本人に直接確かめて、確認するか、断ってください(第５第２項)。",
        url=change.get_absolute_url(),
        by=by,
        page_only=True,
    )


def content_of(change: AccountChange) -> list[Detail]:
    """What is asked for, line by line, as the trail has it."""
    lines = details(querysets.asked_event(change), Names({}))
    return [one for one in lines if one.label not in HIDDEN]


def _write(change: AccountChange, event: AuditEvent, *, to: User, address: str, part: str) -> None:
    actor = Actor.of(to)
    context = {
        "person": to,
        "change": change,
        "lines": content_of(change),
        "may_confirm": rules.may_confirm(actor, change),
        "may_refuse": may_work_here(actor) and rules.may_refuse(actor, change),
        "url": settings.PUBLIC_URL + reverse("security:account_change", args=[change.pk]),
    }
    letters.write(
        key=f"account-change:{event.number}:{part}",
        to=to,
        address=address,
        subject=SUBJECTS[ChangeState(change.state)].format(change),
        body=render_to_string("security/letters/account_change.txt", context),
        about=change.letters_about,
    )
