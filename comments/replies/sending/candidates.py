"""What the account has written under a comment and may be the reply that is 要確認. Network: never in a transaction.

As posts.publishing.candidates, whose parts it uses; the comment's own answers, of any time, since they are few.
"""

import logging
from collections.abc import Iterable

from comments.inbox.own_account import OwnAccount
from comments.replies.models import Reply, ReplyJob
from comments.replies.sending import looking
from instagram import captions
from instagram.errors import InstagramError
from instagram.results import RemoteComment
from posts.publishing.candidates import (
    NO_ANSWER,
    NOT_CONNECTED,
    Candidate,
    Looked,
    can_look,
    same_first,
    ticket_for,
)
from security.account import connection

logger = logging.getLogger(__name__)


def look(reply: Reply) -> Looked:
    """The account's answers to the comment, without those of other replies."""
    if not can_look():
        return Looked(trouble=NOT_CONNECTED)
    own = OwnAccount.current()
    try:
        answers = list(looking.answers_to(connection.current_client(), reply.target_id, lambda: None))
    except InstagramError as error:
        logger.warning("reply %s: the answers to its comment cannot be shown: %s", reply.pk, error)
        return Looked(trouble=NO_ANSWER)
    ours = [one for one in answers if own.may_have_written(one)]
    return Looked(tuple(same_first([_candidate(one, reply) for one in _of_no_other(ours, reply)])))


def _of_no_other(answers: Iterable[RemoteComment], reply: Reply) -> list[RemoteComment]:
    ids = {one.id: one for one in answers}
    jobs = ReplyJob.objects.exclude(reply=reply).filter(remote_id__in=ids)
    replies = Reply.objects.exclude(pk=reply.pk).filter(published_as__remote_id__in=ids)
    taken = {*jobs.values_list("remote_id", flat=True)}
    taken |= {number or "" for number in replies.values_list("published_as__remote_id", flat=True)}
    return [one for number, one in ids.items() if number not in taken]


def _candidate(answer: RemoteComment, reply: Reply) -> Candidate:
    return Candidate(
        words=answer.text,
        at=answer.timestamp,
        address="",  # a comment has none
        pictures="",
        is_same=captions.same_caption(answer.text, reply.words),
        ticket=ticket_for(reply, answer.id, ""),
    )
