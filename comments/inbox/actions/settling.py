"""How a comment is dealt with, written down: the only place that writes `handling` (第６第２項).

People decide in handling/; proposing an answer, reporting a case and an edit settle it by themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from comments.inbox import events
from comments.inbox.models import Comment, Handling
from comments.inbox.models.comments import reason_text
from security.people.actors import Actor
from security.trail import recording as audit

DECIDED = ["handling", "usual_reason", "reason", "handled_by", "handled_at"]
EDITED_SINCE = "返信しないと決めた後に、本文が書き換えられました。"


@dataclass(frozen=True)
class Reason:
    """A usual one by its code, words of one's own, or both."""

    words: str = ""
    usual: str = ""

    def __str__(self) -> str:
        return reason_text(self.usual, self.words)


NONE = Reason()


def mark_of(comment: Comment) -> str:
    """How a comment stood when a form was made: its text and what was decided. Given back with the form."""
    return f"{comment.handling}.{stamp(comment.handled_at)}.{stamp(comment.edited_at)}"


def stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def settle_by_proposing(*, comment: Comment, by: Actor) -> None:
    """Writing an answer is the decision to answer; a measure that was decided stays one.

    Runs in the transaction that made the proposal, with the comment locked.
    """
    if comment.handling not in (Handling.REPLY, Handling.MEASURE):
        settle(comment, Handling.REPLY, NONE, by)


def settle_by_reporting(*, comment: Comment, by: Actor) -> None:
    """Reporting it is the decision about it: 措置. One that is being answered stays so.

    Everybody reads why, so the case is not named: its page leads there who may read it.
    Runs in the transaction that opened the case, with the comment locked.
    """
    if comment.handling != Handling.REPLY:
        settle(comment, Handling.MEASURE, Reason("事案として報告したため"), by)


def reopen_after_edit(comment: Comment) -> None:
    """返信しない was decided of the former text, so it is undecided again; any other decision stays.

    Runs in the transaction that noticed the edit, with the comment locked.
    """
    if comment.handling == Handling.NO_REPLY:
        settle(comment, Handling.OPEN, Reason(EDITED_SINCE), None)


def settle(comment: Comment, handling: Handling, reason: Reason, by: Actor | None) -> None:
    """One comment, locked. The event tells what it was before, and so leads to the event that had decided that. Runs in the transaction of the act."""
    was = {
        "was": comment.get_handling_display(),
        "was_at": stamp(comment.handled_at),
        "was_reason": comment.because,
    }
    note(comment, handling, reason, by, timezone.now())
    comment.save(update_fields=DECIDED)
    audit.record(
        events.COMMENT_HANDLED, by=by, subject=comment, handling=handling.label, reason=str(reason), **was
    )


def note(comment: Comment, handling: Handling, reason: Reason, by: Actor | None, at: datetime) -> None:
    """The only place that writes what is decided of a comment."""
    comment.handling, comment.usual_reason, comment.reason = handling, reason.usual, reason.words
    comment.handled_by, comment.handled_at = (
        (by.user, at) if by and handling != Handling.OPEN else (None, None)
    )
