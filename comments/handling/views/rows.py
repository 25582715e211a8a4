"""What a page shows of a comment, for this reader: public words to everybody, papers to those who may read them."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from approvals.models import State
from comments.inbox import rules
from comments.inbox.actions.settling import mark_of
from comments.inbox.models import Comment, Hint
from comments.inbox.views.post_line import PostLine, post_line
from comments.replies.models import ENDED, Reply
from security.people.actors import Actor

HINT_LABELS = dict(Hint.choices)


@dataclass(frozen=True)
class ProposalLine:
    state: str
    label: str
    by: str
    url: str = ""


@dataclass(frozen=True)
class Row:
    comment: Comment
    post: PostLine | None
    mark: str
    chips: list[str]
    hints: list[str]
    # What the account has answered, as it stands under the post.
    answer: Comment | None
    proposal: ProposalLine | None
    # The latest proposal that was sent; its words are `answer`.
    sent: ProposalLine | None
    is_mine: bool


def row(actor: Actor, comment: Comment, *, with_post: bool = True) -> Row:
    answers: list[Comment] = getattr(comment, "latest_answer", [])
    return Row(
        comment=comment,
        post=post_line(actor, comment.live_post, getattr(comment, "first_picture", None))
        if with_post
        else None,
        mark=mark_of(comment),
        chips=chips(comment),
        hints=[HINT_LABELS[hint] for hint in comment.hints.split() if hint in HINT_LABELS],
        answer=answers[0] if answers else _published(comment),
        proposal=proposal_line(actor, comment),
        sent=sent_line(actor, comment),
        is_mine=comment.assigned_to_id == actor.user.pk,
    )


def _published(comment: Comment) -> Comment | None:
    """Our answer to an answer: Instagram hangs it under the comment at the top of the thread."""
    found: list[Reply] = getattr(comment, "proposals_latest_first", [])
    return next(
        (one.published_as for one in found if one.state == State.PUBLISHED and one.published_as), None
    )


def chips(comment: Comment) -> list[str]:
    said = {
        "削除済": comment.gone_at,
        "非表示": comment.is_hidden,
        "書き換えあり": comment.edited_at,
        "手入力": comment.source == "hand",
        "返信先は未読み取り": comment.parent_remote_id and not comment.parent_id,
    }
    return [label for label, holds in said.items() if holds]


def proposal_line(actor: Actor, comment: Comment) -> ProposalLine | None:
    """The proposal that may still go out; one that is already under the post is shown as the answer."""
    found: list[Reply] = getattr(comment, "proposals_latest_first", [])
    alive = next((one for one in found if one.state not in ENDED), None)
    return _line(actor, alive) if alive else None


def sent_line(actor: Actor, comment: Comment) -> ProposalLine | None:
    """The latest reply that went out: that there is one is public, its papers are not."""
    found: list[Reply] = getattr(comment, "proposals_latest_first", [])
    sent = next((one for one in found if one.state == State.PUBLISHED), None)
    return _line(actor, sent) if sent else None


def _line(actor: Actor, reply: Reply) -> ProposalLine:
    readable = rules.may_read_papers(actor, reply.organization)
    return ProposalLine(
        state=reply.state,
        label=reply.get_state_display(),
        by=reply.organization.name,
        url=address("replies:detail", reply.pk) if readable else "",
    )


def address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
