"""Who may manage people and see records: answers with reason and clause."""

from .actors import Actor
from .answers import YES, Answer, no
from .models import (
    POSTERS,
    Acknowledgement,
    Appointment,
    Device,
    Organization,
    PasswordChange,
    PasswordTask,
    PolicyText,
    Role,
    Workplace,
)

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
    if actor.own.is_any(*RECORD_READERS):
        return YES
    return no("証跡を閲覧できるのは担当課長、システム管理者、閲覧者です。")


# --- The register of the official account's password; `knows`: whether it names the person as one who knows it -------

REGISTER_CLAUSE = "第５第１項"
# Whoever answers for the account or sets it up sees and confirms, also without knowing the password.
REGISTER_KEEPERS = (Role.SECTION_CHIEF, Role.MANAGER, Role.ADMINISTRATOR)


def may_see_register(actor: Actor, *, knows: bool) -> Answer:
    """Who knows the password, and its changes: the keepers, the auditor, and whoever knows it."""
    if actor.is_any(*REGISTER_KEEPERS, Role.AUDITOR) or (knows and may_work_here(actor)):
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


def may_add_holder(actor: Actor, person: Actor) -> Answer:
    """That the person was told it: chief and administrator, and the manager for his own company's people."""
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


def may_enter_admin_site(actor: Actor) -> Answer:
    """The admin site is the section chief's, the administrator's and (reading) the auditor's."""
    if actor.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR, Role.AUDITOR):
        return YES
    return no("管理サイトを使えるのは担当課長、システム管理者、閲覧者です。")


# --- 任用 (第２, 第４第２項) ---------------------------------------------------------------------------------------

PEOPLE_READERS = (*RECORD_READERS, Role.MANAGER)


def may_see_people(actor: Actor) -> Answer:
    """Who is appointed: the division's chief, administrator and auditor; a manager sees the own company's."""
    if actor.own.is_any(*PEOPLE_READERS):
        return YES
    return no(
        "任用の一覧を見られるのは、担当課長、業務処理責任者、システム管理者、閲覧者です。", clause="第２"
    )


def may_designate(actor: Actor, organization: Organization) -> Answer:
    """投稿者の指定: the contractor's by its manager, the division's by the chief; both also by the administrator."""
    if designator(actor, organization):
        return YES
    if organization.kind == Organization.Kind.CONTRACTOR:
        return no("運営者投稿者を指定するのは、業務処理責任者です。", clause="第４第２項")
    return no(
        "地域政策課投稿者を指定するのは、移住交流担当課長とシステム管理者です。", clause="第４第１項(1)"
    )


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
        return may_designate(actor, appointment.organization)
    return no(
        f"{appointment.get_role_display()}を任用するのは、システム管理者です。",
        remedy="必要なときはシステム管理者に依頼してください。",
    )


def may_end(actor: Actor, appointment: Appointment) -> Answer:
    """Whoever could give it may end it; nobody ends his own."""
    if appointment.user_id == actor.user.pk:
        return no("ご自分の任用を終わらせることはできません。", remedy="ほかの方に依頼してください。")
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
    if absent.user_id == actor.user.pk or actor.own.is_any(Role.ADMINISTRATOR):
        return YES
    return no("代決者を置けるのは、承認する本人とシステム管理者です。")


# --- 職場の端末 (第４第１項(1)) -------------------------------------------------------------------------------------


def may_see_devices(actor: Actor) -> Answer:
    """The register of workplaces: the division's keepers and readers; a contractor's manager sees its own."""
    if actor.is_any(*RECORD_READERS, Role.MANAGER):
        return YES
    return no("職場の端末の登録を見られるのは、担当課長、業務処理責任者、システム管理者、閲覧者です。")


def may_keep_devices(actor: Actor, organization: Organization | None = None) -> Answer:
    """Register, enrol anew and cut off: chief and administrator; a contractor's manager its own. No deputies."""
    own = actor.own
    if own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return YES
    if own.appointment(Role.MANAGER, organization_id=organization.pk if organization else None):
        return YES
    return no(
        "職場の端末とネットワークを登録し、止められるのは、担当課長、システム管理者、"
        "自社の分について業務処理責任者です。",
        clause="第４第１項(1)",
    )


def is_not_cut_off(device: Device) -> Answer:
    if device.cut_off_at is None:
        return YES
    return no(
        "この端末は、すでに利用を止めています。",
        remedy="また使うときは、別の管理番号で登録し直してください。",
    )


def may_enrol(actor: Actor, device: Device) -> Answer:
    """Begin to use the device in hand: whoever works for its organisation and has been told the code."""
    if may_keep_devices(actor, device.organization) or device.organization_id in actor.organization_ids:
        return is_not_cut_off(device)
    return no("この端末の利用を始められるのは、端末の所属の方です。", clause="第４第１項(1)")


def from_workplace(actor: Actor, organization: Organization) -> Answer:
    """第４第１項(1)「職場のタブレット等からログインし投稿する」: whether the posters' acts may be done from here.

    No request at all, as in a task or on the command line, is no workplace.
    """
    demanded = actor.safeguards.workplace_of(organization)
    if demanded == Workplace.OFF or organization.pk in actor.place.organization_ids:
        return YES
    return _elsewhere(actor, organization, "承認を求める、予約する、投稿するの操作は")


def may_be_signed_in_here(actor: Actor) -> Answer:
    """By a setting posters sign in from their workplace only. Whoever is more than a poster may always."""
    posting = [one.organization for one in actor.appointments if one.role in POSTERS]
    if not posting or len(posting) < len(actor.appointments):
        return YES
    for organization in posting:
        demanded = actor.safeguards.workplace_of(organization)
        if demanded != Workplace.SIGN_IN or organization.pk in actor.place.organization_ids:
            return YES
    return _elsewhere(actor, posting[0], "ログインは")


def _elsewhere(actor: Actor, organization: Organization, act: str) -> Answer:
    here = f"「{actor.place.workplace}」は" if actor.place.workplace else "いまお使いの端末は"
    of_division = organization.kind == Organization.Kind.PREFECTURE
    return no(
        f"{act}、職場の端末かネットワークからに限られています。{here}、{organization.name}の職場として登録されていません。",
        clause="第４第１項(1)" if of_division else "第５第２項",
        remedy="職場のタブレット等で行ってください。この端末を職場で使うときは、端末の登録を担当課長かシステム管理者に依頼してください。"
        if of_division
        else "職場の端末で行ってください。この端末を職場で使うときは、端末の登録を業務処理責任者に依頼してください。",
    )


# --- セキュリティポリシー、点検 (第５) --------------------------------------------------------------------------------


def may_change_policy_text(text: PolicyText) -> Answer:
    """What somebody has acknowledged stays as it was (第５第２項)."""
    if Acknowledgement.objects.filter(text=text).exists():
        return no(
            "この版は、すでに確認した人がいるため変更できません。",
            clause="第５第２項",
            remedy="新しい版を登録してください。",
        )
    return YES


def may_check_account(actor: Actor) -> Answer:
    """四半期の点検 of the account's own settings: those who answer for it."""
    if actor.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
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


def may_check_connection(actor: Actor) -> Answer:
    """Ask Instagram whether the connection holds: who may connect, and the contractor's manager."""
    if may_connect(actor) or actor.own.is_any(Role.MANAGER):
        return YES
    return no(
        "Instagramとの接続を確かめられるのは、システム管理者、担当課長、業務処理責任者です。",
        clause="第５第１項",
        remedy="確かめる必要があるときは、これらの方に依頼してください。",
    )
