"""Who writes down comments that were found on the tablet."""

from security.actors import Actor
from security.answers import YES, Answer, no
from security.models import POSTERS, Role


def may_enter_comment(actor: Actor) -> Answer:
    """手入力: whoever works with the account on either side; auditors and administrators only read here."""
    if actor.is_any(*POSTERS, Role.MANAGER, Role.SECTION_CHIEF):
        return YES
    return no(
        "コメントを手入力できるのは、投稿者、業務処理責任者、担当課長です。",
        clause="第６第２項",
        remedy="見つけたコメントは、投稿者の方に伝えてください。",
    )
