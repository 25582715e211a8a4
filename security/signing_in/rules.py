"""Second factors, invitations and other people's sessions (第５第２項)."""

from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import APPROVERS, Role, User
from security.people.rules import may_administer
from security.people.safeguards import SecondFactor
from security.signing_in.models import Acknowledgement, PolicyText
from security.signing_in.second_factor import FACTORS, Authenticator


def needs_second_factor(actor: Actor) -> bool:
    """Approvers, deputies too, and administrators; everybody, if the safeguards say so. Nobody without appointment."""
    wanted = actor.safeguards.second_factor
    if wanted == SecondFactor.EVERYONE:
        return bool(actor.appointments)
    offices = (*APPROVERS, Role.ADMINISTRATOR)
    return wanted == SecondFactor.APPROVERS and any(one.role in offices for one in actor.appointments)


def may_drop_second_factor(actor: Actor, authenticator_id: int) -> Answer:
    """One's own; the last one stays as long as the office asks for one."""
    others = Authenticator.objects.filter(user=actor.user, type__in=FACTORS).exclude(pk=authenticator_id)
    if not needs_second_factor(actor) or others.exists():
        return YES
    return no(
        "あなたの役割には二要素認証が必要なため、最後のひとつは解除できません。",
        remedy="別の方法を先に設定してください。",
    )


def may_take_second_factor(actor: Actor, person: User) -> Answer:
    """Somebody else's, who has lost it: the administrator. Never one's own, or a stolen session would be enough."""
    if not may_administer(actor):
        return may_administer(actor)
    if person == actor.user:
        return no(
            "ご自分の二要素認証を、ここで外すことはできません。",
            remedy="ほかのシステム管理者に依頼してください。",
        )
    return YES


def may_invite(actor: Actor, person: User) -> Answer:
    """The administrator; nobody invites himself, and a closed account is opened first."""
    if not may_administer(actor):
        return may_administer(actor)
    if person == actor.user:
        return no("ご自分を招待することはできません。", remedy="パスワードの変更をお使いください。")
    if not person.is_active:
        return no(
            f"{person.name}さんの利用は停止されています。", remedy="利用を再開してから招待してください。"
        )
    return YES


def has_way_in(person: User, *, waits: bool) -> Answer:
    """To where the link goes: shown on the screen it is only to who has never been in, and then at once or not at all."""
    if person.email or not (waits or person.last_login or person.has_usable_password()):
        return YES
    return no(
        f"{person.name}さんのメールアドレスが登録されていないため、招待を送れません。"
        "利用したことのある方と、承認や確認をする方への招待は、画面に表示せず、メールで送ります。",
        clause="第５第２項",
        remedy="先に、本人のメールアドレスを登録してください。",
    )


def may_end_sessions(actor: Actor) -> Answer:
    """Other people's: the administrator."""
    return may_administer(actor)


def may_change_policy_text(text: PolicyText) -> Answer:
    """What somebody has acknowledged stays as it was (第５第２項)."""
    if Acknowledgement.objects.filter(text=text).exists():
        return no(
            "この版は、すでに確認した人がいるため変更できません。",
            clause="第５第２項",
            remedy="新しい版を登録してください。",
        )
    return YES
