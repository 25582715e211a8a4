"""Who answers for the account hears of what lets somebody else act in another's name (第２, 第５第２項).

The chief and the administrators, but not the one who does it: nobody gives out authority unnoticed. Each runs in the
transaction of its action. Whose account it is gets a letter of its own, whatever he has chosen: who has taken over an
account could have chosen otherwise. The event makes such a letter one.
"""

from django.urls import reverse
from django.utils import timezone

from security.confirming.notices import GROUP
from security.letters import writing as letters
from security.letters.leaving import tells_of_acts
from security.letters.models import Letter
from security.notices.models import How
from security.notices.registry import Kind, Unchosen, declare, declare_unchosen
from security.notices.telling import tell
from security.office.days import with_weekday, with_weekday_time
from security.people.account_changes import GUARDED
from security.people.actors import Actor
from security.people.models import Appointment, Organization, Role, User
from security.people.querysets import working_as
from security.trail.details import Names, details
from security.trail.models import AuditEvent
from security.trail.registry import CHANGES

TO_RESPONSIBLE = "担当課長、システム管理者"
RESPONSIBLE = (Role.SECTION_CHIEF, Role.ADMINISTRATOR)

ACCOUNT_TOUCHED = declare(
    Kind(
        "account_touched",
        "承認や確認をする方の任用やアカウントに、変更があった",
        TO_RESPONSIBLE,
        RESPONSIBLE,
        least=How.AT_ONCE,
        because="だれかがほかの方になりすますことに、すぐ気づいていただくためです。",
        clause="第５第２項",
        group=GROUP,
    )
)
NEWCOMER = declare(
    Kind(
        "person_to_invite",
        "新しい投稿者が指定され、招待を待っている",
        "システム管理者",
        (Role.ADMINISTRATOR,),
        least=How.DIGEST,
        because="招待されるまで、その方は利用を始められないため、メールでお知らせします。",
        clause="第４第２項",
        group=GROUP,
    )
)
NEW_BROWSER = declare(
    Kind(
        "new_browser",
        "あなたのログインIDで、初めてのブラウザーからログインがあった",
        "ご本人",
        tuple(Role),
        least=How.AT_ONCE,
        because="だれかがあなたになりすましていることに、すぐ気づいていただくためです。",
        clause="第５第２項",
        group=GROUP,
    )
)
NOT_TO_BE_SILENCED = "アカウントを乗っ取った人に止められないように、任用がない方にもお送りするためです。"
declare_unchosen(
    Unchosen("招待", "ご本人", (), "利用を始めるためのアドレスが書かれているためです。"),
    Unchosen("パスワードの再設定", "ご本人", (), "再設定のためのアドレスが書かれているためです。"),
    Unchosen(
        "パスワード、二要素認証、登録内容、任用の終わりなど、ご自分のアカウントの変更",
        "ご本人(メールアドレスの変更は、前のアドレスにも)",
        (),
        NOT_TO_BE_SILENCED,
        "第５第２項",
    ),
    Unchosen("ログインの失敗が続いている", "ご本人", (), NOT_TO_BE_SILENCED, "第５第２項"),
)


@tells_of_acts("notice")
@tells_of_acts("own-account")
def whose_acts(letter: Letter) -> set[int]:
    """Their keys name the event that made them."""
    number = letter.key.split(":")[1]
    return set(AuditEvent.objects.filter(number=number).exclude(actor=None).values_list("actor", flat=True))


IF_IT_WAS_NOT_YOU = (
    "\n\nお心当たりがないときは、だれかがあなたのアカウントを使っているおそれがあります。"
    "すぐにシステム管理者(地域政策課)へご連絡ください。\n"
)
WEIGHTY_ROLES = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)


def tell_of_appointment(appointment: Appointment, *, by: User | None, is_change: bool) -> None:
    """Of chiefs', managers' and administrators' appointments, deputies' too; of others nothing is told."""
    if appointment.role not in WEIGHTY_ROLES:
        return
    done = "変更" if is_change else "登録"
    until = f"{with_weekday(appointment.valid_until)}まで" if appointment.valid_until else "期限なし"
    _tell(
        by,
        appointment.user,
        f"{appointment.user.name}さんの任用が{done}されました",
        f"{_doer(by)}が、次の任用を{done}しました。\n"
        f"{appointment.organization.name} {appointment}({with_weekday(appointment.valid_from)}から、{until})",
    )


def tell_of_invitation(person: User, *, by: User | None) -> None:
    """Of somebody who has a password already: whoever opens the link chooses a new one."""
    _tell(
        by,
        person,
        f"{person.name}さんがあらためて招待されました",
        f"{_doer(by)}が、すでにパスワードのある{person.name}さんをあらためて招待しました。"
        "招待のアドレスを開いた人は、新しいパスワードを決めて、この名前でログインできます。",
    )


def tell_of_taken_factor(person: User, *, by: User | None) -> None:
    _tell(
        by,
        person,
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
        _tell(by, person, subject, sentences)


def tell_of_newcomer(person: User, organization: Organization, *, by: User | None) -> None:
    """Designated by whoever approves, to be invited by the administrator."""
    tell(
        NEWCOMER,
        to=working_as(Role.ADMINISTRATOR),
        about=person,
        title=f"{person.name}さんへの招待をお願いします",
        sentence=f"{person.name}さんが、{organization.name}の投稿者に指定されました(第４第２項)。"
        "ご本人であることを確かめ、「利用者のログイン」から招待してください。",
        url=reverse("security:sign_ins"),
        by=by,
    )


def tell_of_new_browser(user: User, *, browser: str, address: str) -> None:
    """To the person alone, who may not be the one at the keyboard."""
    tell(
        NEW_BROWSER,
        to=User.objects.filter(pk=user.pk),
        about=user,
        title="初めてのブラウザーからログインがありました",
        sentence=f"{with_weekday_time(timezone.now())}に、これまであなたがログインしたことのないブラウザー({browser}、接続元 {address})から、"
        "あなたのログインIDでログインがありました。ご自分でログインしたのであれば、何もする必要はありません。"
        "お心当たりがないときは、「ログインしている端末」からそのログインを終わらせ、パスワードを変更し、"
        "システム管理者(地域政策課)へご連絡ください。",
        url=reverse("account_sessions"),
        by=None,
    )


def _last_day(appointment: Appointment) -> str:
    day = appointment.valid_until
    assert day is not None  # noqa: S101 - it ends at once or by its last day
    return f"{with_weekday(day)}までです"


def _tell(by: User | None, person: User, title: str, sentence: str) -> None:
    """Not to the person, who is told by a letter of his own."""
    tell(
        ACCOUNT_TOUCHED,
        to=working_as(*RESPONSIBLE, also_deputies=False).exclude(pk=person.pk),
        about=person,
        title=title,
        sentence=f"{sentence}\nお心当たりがないときは、ご本人とシステム管理者にお確かめください。操作の記録は証跡にあります。",
        url=reverse("security:trail"),
        by=by,
    )


def _doer(by: User | None) -> str:
    return f"システム管理者({by.name})" if by else "システムの保守作業"
