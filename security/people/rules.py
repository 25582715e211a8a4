"""Who may be here at all, administer and read records: answers with reason and clause."""

from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import Role

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
    if actor.own.is_any(Role.ADMINISTRATOR):
        return YES
    others = no(
        "この設定を変更できるのはシステム管理者です。",
        remedy="変更が必要なときはシステム管理者に依頼してください。",
    )
    return actor.own.refused(others, Role.ADMINISTRATOR)


def may_read_records(actor: Actor) -> Answer:
    """The audit trail: section chief, administrator and auditor."""
    if actor.own.holds(*RECORD_READERS):
        return YES
    return no("証跡を閲覧できるのは担当課長、システム管理者、閲覧者です。")


def may_enter_admin_site(actor: Actor) -> Answer:
    """The admin site is the section chief's, the administrator's and (reading) the auditor's."""
    if actor.holds(Role.SECTION_CHIEF, Role.ADMINISTRATOR, Role.AUDITOR):
        return YES
    return no("管理サイトを使えるのは担当課長、システム管理者、閲覧者です。")
