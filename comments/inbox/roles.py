"""Who works with the account: one set of roles, or one answer, for each thing that several rules ask."""

from posts.models import Post
from security.models import APPROVERS, POSTERS, Organization, Role
from security.office.answers import YES, Answer, no
from security.people.actors import Actor

# 地域政策課, as far as it works with the account.
DIVISION = (Role.SECTION_CHIEF, Role.PREFECTURE_POSTER)
# The posters of both sides and those who approve for them. Auditors and administrators only read.
WORKERS = (*POSTERS, *APPROVERS)


def is_theirs(actor: Actor, post: Post) -> bool:
    return actor.is_of_prefecture or post.organization_id in actor.organization_ids


def may_act_under(actor: Actor, post: Post | None, clause: str) -> Answer:
    """What reaches the public under a post: the division anywhere, a contractor everywhere but under another's posts.

    It runs the account with the division (第２, 第６第３項). Telling of what it sees elsewhere asks less.
    """
    is_of_division = post is not None and post.organization.kind == Organization.Kind.PREFECTURE
    if post is None or is_of_division or is_theirs(actor, post):
        return YES
    return no(
        "ほかの運営者の投稿に付いたコメントです。返信や措置を行えるのは、地域政策課と、投稿を起案した組織の方です。",
        clause=clause,
        remedy="事案として報告すると、地域政策課に伝わります。",
    )
