"""What a page calls a paper that is not its own: its title and address to who may read it, and nothing of it to others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comments.cases.rules import cases as case_rules
from comments.inbox.views.post_line import post_line
from comments.models import Case, LivePost, Policy, Reply
from comments.policy import rules as policy_rules
from comments.replies import rules as reply_rules
from posts.drafting import rules as post_rules
from posts.models import Post
from security.office.answers import Answer
from security.people.actors import Actor


@dataclass(frozen=True)
class Paper:
    """`url` is empty for who may not open it; the name is then a neutral word, or what is public."""

    name: str
    url: str = ""
    is_neutral: bool = False


NEUTRAL = {
    Post: "別の組織の投稿",
    Reply: "別の組織の返信",
    Policy: "別の組織が起案している版",
    Case: "別の組織の事案",
}
MAY_READ: dict[type, Callable[[Actor, Any], Answer]] = {
    Post: post_rules.may_read,
    Reply: reply_rules.may_read,
    Policy: policy_rules.may_read,
    Case: case_rules.may_read,
}


def paper(actor: Actor, item: Post | Reply | Policy | Case | LivePost) -> Paper:
    """For this reader. What stands on the account is public by its first line, whoever may read its papers."""
    if isinstance(item, LivePost):
        line = post_line(actor, item)
        return Paper(line.name, line.url)
    if not MAY_READ[type(item)](actor, item):
        return Paper(NEUTRAL[type(item)], is_neutral=True)
    return Paper(item.title if isinstance(item, Reply) else str(item), item.get_absolute_url())
