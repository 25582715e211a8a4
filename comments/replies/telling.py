"""A reply stands on Instagram: told to who answers for it. It names no citizen and quotes nothing."""

from approvals.answering import authors
from approvals.models import Submission
from approvals.notices import APPROVED
from comments.replies import notices
from comments.replies.models import Reply
from security.notices.telling import tell, to_be_written_to
from security.people.actors import Actor


def of_sent(reply: Reply, submission: Submission, *, by: Actor | None) -> None:
    """Runs in the transaction that notes it. by: who has answered by hand, or found it there.

    Whose letter about the approval has not been written yet reads in it that the reply is sent.
    """
    hears_of_it = to_be_written_to(APPROVED, about=reply)
    tell(
        notices.SENT,
        to=authors(reply, submission).exclude(pk__in=hears_of_it),
        about=reply,
        title=f"返信がInstagramに載りました: {reply}",
        sentence=f"承認された「{reply}」({submission})が、Instagramに載りました(第６第２項)。",
        url=reply.get_absolute_url(),
        by=by.user if by else None,
    )
