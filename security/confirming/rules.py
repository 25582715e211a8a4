"""Who may ask for, confirm, refuse and take back a change of an account that decides (第５第２項)."""

from security.office.answers import YES, Answer, no
from security.people.account_changes import GUARDED, AccountChange
from security.people.actors import Actor

CLAUSE = "第５第２項"


def may_see_list(actor: Actor) -> Answer:
    """Those who can confirm: chief, manager, administrator, auditor."""
    if actor.own.holds(*GUARDED):
        return YES
    others = no(
        "アカウントの変更を確認できるのは、担当課長、業務処理責任者、システム管理者、閲覧者です。",
        clause=CLAUSE,
    )
    return actor.own.refused(others, *GUARDED)


def may_see_any(actor: Actor) -> bool:
    """Also a deputy, and whoever is to be one of these, sees what waits for the own account."""
    return actor.is_held_up or actor.holds(*GUARDED)


def may_ask(actor: Actor) -> Answer:
    """Not with an account of which it is open whose it is: two made by one person would be one."""
    if not actor.is_held_up:
        return YES
    return no(
        "あなたのアカウントの変更が確認を待っているため、承認や確認をする方のアカウントは変更できません。",
        clause=CLAUSE,
        remedy="確認された後に行うか、ほかのシステム管理者に依頼してください。",
    )


def may_confirm(actor: Actor, change: AccountChange) -> Answer:
    """A second person: neither who asked nor whose account it is, and of whose own account nothing is open."""
    if not (answer := waits(change)):
        return answer
    if change.person_id == actor.user.pk:
        return no(
            "ご自分のアカウントの変更を、ご自分で確認することはできません。", clause=CLAUSE, remedy=OTHERS
        )
    if change.asked_by_id == actor.user.pk:
        return no("ご自分が求めた変更を、ご自分で確認することはできません。", clause=CLAUSE, remedy=OTHERS)
    answer = may_see_list(actor)
    if answer and actor.is_held_up:
        return no(
            "あなたのアカウントの変更も確認を待っているため、ほかの方の変更を確認できません。断ることはできます。",
            clause=CLAUSE,
            remedy=OTHERS,
        )
    return answer


def may_refuse(actor: Actor, change: AccountChange) -> Answer:
    """Who may confirm may say no; and the person himself, who knows best that he has not asked for it.

    Also while something waits for the own account: or whoever asks would first ask for something there.
    """
    if change.person_id == actor.user.pk:
        return waits(change)
    if change.asked_by_id == actor.user.pk:
        return no("ご自分が求めた変更は、取り下げてください。")
    return waits(change) and may_see_list(actor)


def may_take_back(actor: Actor, change: AccountChange) -> Answer:
    answer = waits(change)
    if answer and change.asked_by_id != actor.user.pk:
        return no("取り下げられるのは、変更を求めた方です。")
    return answer


def waits(change: AccountChange) -> Answer:
    if change.is_waiting:
        return YES
    return no(f"この変更は、すでに「{change.get_state_display()}」になっています。")


OTHERS = "ほかの方(システム管理者、担当課長、業務処理責任者、閲覧者)に確認を依頼してください。"
