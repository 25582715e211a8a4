"""Who may manage people and see records: answers with reason and clause."""

from .actors import Actor
from .answers import YES, Answer, no
from .models import Role

RECORD_READERS = (Role.SECTION_CHIEF, Role.ADMINISTRATOR, Role.AUDITOR)


def may_work_here(actor: Actor) -> Answer:
    """Anything at all needs an appointment that is valid today (第２)."""
    if actor.appointments:
        return YES
    return no(
        "いま有効な任用がないため、ご利用いただけません。",
        clause="第２",
        remedy="任用の期間と委託契約の期間を、システム管理者にお確かめください。",
    )


def may_administer(actor: Actor) -> Answer:
    """Organisations, users, appointments and reference data: the administrator."""
    if actor.is_any(Role.ADMINISTRATOR):
        return YES
    return no(
        "この設定を変更できるのはシステム管理者です。",
        remedy="変更が必要なときはシステム管理者に依頼してください。",
    )


def may_read_records(actor: Actor) -> Answer:
    """The audit trail: section chief, administrator and auditor."""
    if actor.is_any(*RECORD_READERS):
        return YES
    return no("証跡を閲覧できるのは担当課長、システム管理者、閲覧者です。")


def may_enter_admin_site(actor: Actor) -> Answer:
    """The admin site is the section chief's, the administrator's and (reading) the auditor's."""
    if actor.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR, Role.AUDITOR):
        return YES
    return no("管理サイトを使えるのは担当課長、システム管理者、閲覧者です。")


def may_connect(actor: Actor) -> Answer:
    """Connect the official account anew (第５第１項): the administrator and the section chief."""
    if actor.own.is_any(Role.ADMINISTRATOR, Role.SECTION_CHIEF):
        return YES
    return no(
        "Instagramとの接続をやり直せるのは、システム管理者と担当課長です。",
        clause="第５第１項",
        remedy="システム管理者か担当課長に依頼してください。",
    )


def may_check_connection(actor: Actor) -> Answer:
    """Ask Instagram whether the connection holds: who may connect, and the contractor's manager."""
    if may_connect(actor) or actor.own.is_any(Role.MANAGER):
        return YES
    return no(
        "Instagramとの接続を確かめられるのは、システム管理者、担当課長、業務処理責任者です。",
        clause="第５第１項",
        remedy="確かめる必要があるときは、これらの方に依頼してください。",
    )
