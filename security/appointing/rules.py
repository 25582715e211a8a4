"""任用 (第２, 第４第２項), and who has acknowledged what (第５第２項)."""

from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import POSTERS, Appointment, Organization, Role
from security.people.rules import RECORD_READERS, may_work_here

PEOPLE_READERS = (*RECORD_READERS, Role.MANAGER)


def may_see_people(actor: Actor) -> Answer:
    """Who is appointed: the division's chief, administrator and auditor; a manager sees the own company's."""
    if actor.own.holds(*PEOPLE_READERS):
        return YES
    return no(
        "任用の一覧を見られるのは、担当課長、業務処理責任者、システム管理者、閲覧者です。", clause="第２"
    )


def may_designate(actor: Actor, organization: Organization) -> Answer:
    """投稿者の指定: the contractor's by its manager, the division's by the chief; both also by the administrator."""
    if designator(actor, organization):
        return YES
    if organization.kind == Organization.Kind.CONTRACTOR:
        others = no("運営者投稿者を指定するのは、業務処理責任者です。", clause="第４第２項")
        return actor.own.refused(others, Role.MANAGER)
    others = no(
        "地域政策課投稿者を指定するのは、移住交流担当課長とシステム管理者です。", clause="第４第１項(1)"
    )
    return actor.own.refused(others, Role.SECTION_CHIEF)


def designator(actor: Actor, organization: Organization) -> Appointment | None:
    """The own appointment in which the actor designates that organisation's posters."""
    if organization.kind == Organization.Kind.CONTRACTOR:
        responsible = actor.own.appointment(Role.MANAGER, organization_id=organization.pk)
    else:
        responsible = actor.own.appointment(Role.SECTION_CHIEF)
    return responsible or actor.own.appointment(Role.ADMINISTRATOR)


def may_appoint(actor: Actor, appointment: Appointment) -> Answer:
    """Posters by whoever designates them, a deputy by the absent approver himself, all others by the administrator."""
    if actor.own.is_any(Role.ADMINISTRATOR):
        return YES
    if appointment.deputizes:
        return may_deputize(actor, appointment.deputizes)
    if appointment.role in POSTERS:
        return may_designate(actor, appointment.organization) and _is_not_of_others(appointment)
    return no(
        f"{appointment.get_role_display()}を任用するのは、システム管理者です。",
        remedy="必要なときはシステム管理者に依頼してください。",
    )


def _is_not_of_others(appointment: Appointment) -> Answer:
    """Whoever works for another organisation is appointed by the administrator alone."""
    elsewhere = Appointment.objects.filter(user=appointment.user_id).exclude(
        organization=appointment.organization_id
    )
    if not elsewhere.exists():
        return YES
    return no(
        "ほかの組織に任用されたことのある方です。",
        clause="第４第２項",
        remedy="この方を指定するときは、システム管理者に依頼してください。",
    )


def may_end(actor: Actor, appointment: Appointment) -> Answer:
    """Whoever could give it may end it; nobody ends his own."""
    if appointment.user_id == actor.user.pk:
        return no("ご自分の任用を終えることはできません。", remedy="ほかの方に依頼してください。")
    if appointment.ended_at or appointment.settled_at:
        return no("この任用はすでに終わっています。")
    return may_appoint(actor, appointment)


def may_deputize(actor: Actor, absent: Appointment) -> Answer:
    """代決者を置く: the approver for the time of the own absence, or the administrator, where the organisation allows it."""
    if not absent.organization.deputies_allowed:
        return no(
            f"{absent.organization.name}では、代決が認められていません。",
            clause="第４",
            remedy="認めるときは、システム管理者が組織の設定を変更します。",
        )
    is_the_absent = absent.user_id == actor.user.pk
    if actor.own.is_any(Role.ADMINISTRATOR) or (is_the_absent and actor.is_any(Role(absent.role))):
        return YES
    others = no("代決者を置けるのは、承認する本人とシステム管理者です。")
    return actor.own.refused(others, Role(absent.role)) if is_the_absent else others


def may_enter_own_address(actor: Actor) -> Answer:
    """Who works here and cannot be reached by mail; another address than the registered one the administrator gives."""
    if not actor.user.email:
        return may_work_here(actor)
    return no(
        "メールアドレスはすでに登録されています。",
        remedy="変更するときは、システム管理者に依頼してください。",
    )
