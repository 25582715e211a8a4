"""The official account: its password, which is never kept here, its checks and its connection (第５第１項).

`knows`: whether the register names the person as one who knows the password.
"""

from security.account.models import AccessToken, PasswordChange, PasswordTask
from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import APPROVERS, POSTERS, Appointment, Organization, Role
from security.people.rules import may_work_here

REGISTER_CLAUSE = "第５第１項"

REGISTER_KEEPERS = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)


def may_see_register(actor: Actor, *, knows: bool) -> Answer:
    """Who knows the password, and its changes: the keepers, the auditor, and whoever knows it."""
    if actor.own.holds(*REGISTER_KEEPERS, Role.AUDITOR) or (knows and may_work_here(actor)):
        return YES
    return no(
        "公式アカウントのパスワードの管理簿を見られるのは、担当課長、業務処理責任者、システム管理者、閲覧者と、"
        "パスワードを知っている方です。",
        clause=REGISTER_CLAUSE,
    )


def may_know_password(actor: Actor) -> Answer:
    """Whoever has work at the account; the auditor only reads here."""
    if any(one.role != Role.AUDITOR for one in actor.own.appointments):
        return YES
    return no(
        f"{actor.user.name}さんには、公式アカウントを使う任用がいまありません。",
        clause=REGISTER_CLAUSE,
        remedy="パスワードを伝えないでください。",
    )


def has_left(appointment: Appointment, remaining: Actor, *, knows: bool) -> bool:
    """Whether the appointment's end asks for a new password: `remaining` is the person without it.

    Who worked for the organisation and no longer does, and who knows the password and has no work at the account any
    more. A deputy's end alone changes neither.
    """
    if knows and not may_know_password(remaining):
        return True
    if appointment.deputizes_id or appointment.role not in (*POSTERS, *APPROVERS):
        return False
    return not remaining.own.holds(*POSTERS, *APPROVERS, organization_id=appointment.organization_id)


def may_add_holder(actor: Actor, person: Actor) -> Answer:
    """Recording that the person was given it: chief and administrator, and the manager for his own company's people."""
    if actor.own.is_any(Role.MANAGER) and person.organization_ids <= actor.own.organization_ids:
        return may_know_password(person)
    if actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return may_know_password(person)
    return no(
        "パスワードを知っている人を登録できるのは、担当課長、システム管理者と、"
        "自社の担当者については業務処理責任者です。",
        clause=REGISTER_CLAUSE,
    )


def may_add_holders(actor: Actor) -> Answer:
    """Whether there is anybody whom this person may enter."""
    return _is_keeper(actor, "パスワードを知っている人を登録できるのは")


def may_record_password_change(actor: Actor, *, knows: bool) -> Answer:
    """Whoever can have changed it: a keeper, or who knows it and works with it."""
    if knows and may_know_password(actor):
        return YES
    return _is_keeper(actor, "パスワードの変更を記録できるのは、パスワードを知っている方と")


def may_ask_for_password_change(actor: Actor, *, knows: bool) -> Answer:
    """Who thinks that it has become known asks for a change: whoever may record one."""
    return may_record_password_change(actor, knows=knows)


def may_confirm_password_change(actor: Actor, change: PasswordChange, *, knows: bool) -> Answer:
    """A second person, who has seen it done or signed in with the new one: a keeper, or who knows it."""
    if change.confirmed_at:
        return no("この変更はすでに確認されています。", clause=REGISTER_CLAUSE)
    if change.changed_by_id == actor.user.pk:
        return no(
            "ご自分が行ったパスワードの変更を、ご自分で確認することはできません。",
            clause=REGISTER_CLAUSE,
            remedy="ほかの方に確認を依頼してください。",
        )
    if knows and may_know_password(actor):
        return YES
    return _is_keeper(actor, "パスワードの変更を確認できるのは、パスワードを知っている方と")


def may_dismiss_password_task(actor: Actor, task: PasswordTask) -> Answer:
    """Not to change it after all: chief or administrator, never whose own end, or whose company's, asks for it."""
    ended = task.appointment
    is_own = ended is not None and ended.user_id == actor.user.pk
    is_of_own_company = (
        ended is not None
        and ended.organization.kind == Organization.Kind.CONTRACTOR
        and ended.organization_id in actor.organization_ids
    )
    if is_own or is_of_own_company:
        return no(
            "ご自分やご自分の会社の任用が終わったことによる用務を、変更しないまま終えることはできません。",
            clause=REGISTER_CLAUSE,
            remedy="パスワードを変更して記録するか、担当課長にご相談ください。",
        )
    return _may_leave_it_unchanged(actor)


def may_postpone_password_change(actor: Actor) -> Answer:
    return _may_leave_it_unchanged(actor)


def _may_leave_it_unchanged(actor: Actor) -> Answer:
    if actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return YES
    return no(
        "パスワードを変更しないことや延期を決められるのは、担当課長とシステム管理者です。",
        clause=REGISTER_CLAUSE,
        remedy="パスワードを変更して記録するか、担当課長にご相談ください。",
    )


def _is_keeper(actor: Actor, sentence: str) -> Answer:
    if actor.own.is_any(*REGISTER_KEEPERS):
        return YES
    return no(f"{sentence}、担当課長、業務処理責任者、システム管理者です。", clause=REGISTER_CLAUSE)


def may_check_account(actor: Actor) -> Answer:
    """四半期の点検 of the account's own settings: those who answer for it, themselves."""
    if actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return YES
    return no("公式アカウントの点検を記録するのは、担当課長とシステム管理者です。", clause="第５第１項")


def may_connect(actor: Actor) -> Answer:
    """Connect the official account anew (第５第１項): the administrator and the section chief."""
    if actor.own.is_any(Role.ADMINISTRATOR, Role.SECTION_CHIEF):
        return YES
    return no(
        "Instagramとの接続をやり直せるのは、システム管理者と担当課長です。",
        clause="第５第１項",
        remedy="システム管理者か担当課長に依頼してください。",
    )


def may_lift_block(actor: Actor, token: AccessToken | None) -> Answer:
    """End the waiting that follows a restriction of the account: who may connect it."""
    if not actor.own.is_any(Role.ADMINISTRATOR, Role.SECTION_CHIEF):
        return no(
            "操作の制限の待機を終えられるのは、システム管理者と担当課長です。",
            clause="第５第１項",
            remedy="システム管理者か担当課長に依頼してください。",
        )
    if token is None or not token.is_blocked:
        return no("操作の制限の待機は、もう終わっています。")
    return YES


def may_check_connection(actor: Actor) -> Answer:
    """Ask Instagram whether the connection holds: who may connect, and the contractor's manager."""
    if may_connect(actor) or actor.own.is_any(Role.MANAGER):
        return YES
    return no(
        "Instagramとの接続を確かめられるのは、システム管理者、担当課長、業務処理責任者です。",
        clause="第５第１項",
        remedy="確かめる必要があるときは、これらの方に依頼してください。",
    )
