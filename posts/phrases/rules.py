"""Who keeps words."""

from posts.phrases.models import Phrase
from security.models import POSTERS, Organization, Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor


def own_side(actor: Actor) -> Organization | None:
    """For which the person keeps words: the one for which he drafts."""
    appointment = actor.appointment(*POSTERS)
    return appointment.organization if appointment else None


def may_keep(actor: Actor, phrase: Phrase | None = None) -> Answer:
    """定型文 and sets of hashtags: the posters of the side whose they are."""
    if actor.appointment(*POSTERS, organization_id=phrase.organization_id if phrase else None):
        return YES
    return no("定型文とハッシュタグの組を登録できるのは、その組織の投稿者です。", clause="第４第１項、第２項")


def may_keep_expressions(actor: Actor) -> Answer:
    """Of them both sides are warned: the section chief and the administrator."""
    if actor.own.is_any(Role.SECTION_CHIEF, Role.ADMINISTRATOR):
        return YES
    others = no(
        "気を付ける表現を登録できるのは、移住交流担当課長とシステム管理者です。",
        clause="第３第１項(1)ただし書",
        remedy="加えたい表現があるときは、これらの方に知らせてください。",
    )
    return actor.refused(others, Role.SECTION_CHIEF)
