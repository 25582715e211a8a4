"""職場の端末 (第４第１項(1))."""

from security.office.answers import YES, Answer, no
from security.people.actors import Actor
from security.people.models import POSTERS, Organization, Role
from security.people.rules import RECORD_READERS
from security.people.safeguards import Workplace
from security.workplaces.models import Device


def may_see_devices(actor: Actor) -> Answer:
    """The register of workplaces: the division's keepers and readers; a contractor's manager sees its own."""
    if actor.own.holds(*RECORD_READERS, Role.MANAGER):
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
    if may_keep_devices(actor, device.organization) or device.organization_id in actor.own.organization_ids:
        return is_not_cut_off(device)
    return no("この端末の利用を始められるのは、端末の所属の方です。", clause="第４第１項(1)")


def from_workplace(actor: Actor, organization: Organization) -> Answer:
    """第４第１項(1)「職場のタブレット等からログインし投稿する」: whether the posters' acts may be done from here.

    No request at all, as in a task or on the command line, is no workplace.
    """
    demanded = actor.safeguards.workplace_of(organization)
    if demanded == Workplace.OFF or organization.pk in actor.place.organization_ids:
        return YES
    return _elsewhere(actor, organization, "承認を求めること、予約、投稿ができるのは")


def may_be_signed_in_here(actor: Actor) -> Answer:
    """By a setting posters sign in from their workplace only. Whoever is more than a poster may always."""
    posting = [one.organization for one in actor.appointments if one.role in POSTERS]
    if not posting or len(posting) < len(actor.appointments):
        return YES
    for organization in posting:
        demanded = actor.safeguards.workplace_of(organization)
        if demanded != Workplace.SIGN_IN or organization.pk in actor.place.organization_ids:
            return YES
    return _elsewhere(actor, posting[0], "ログインできるのは")


def _elsewhere(actor: Actor, organization: Organization, acts: str) -> Answer:
    here = f"「{actor.place.workplace}」" if actor.place.workplace else "いまお使いの端末"
    of_division = organization.kind == Organization.Kind.PREFECTURE
    keeper = "担当課長かシステム管理者" if of_division else "業務処理責任者"
    return no(
        f"{acts}、登録された{organization.name}の職場の端末かネットワークからだけです。"
        f"{here}は、{organization.name}のものとして登録されていません。",
        clause="第４第１項(1)" if of_division else "第５第２項",
        remedy=f"職場のタブレット等で行うか、端末の登録を{keeper}に依頼してください。",
    )
