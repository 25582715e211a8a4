"""The ground of an approval is gone: the comment was edited or deleted, or its post went away (第６第２項)."""

from django.db import transaction
from django.db.models import Q, QuerySet

from approvals import actions as approval_actions
from approvals.models.approvable import EDITABLE
from comments.inbox.models import Comment, LivePost
from comments.replies import events
from comments.replies.models import Reply
from security.trail import recording as audit

# What can still go out, or be asked for again; of what has been sent nothing changes any more.
OPEN = EDITABLE

EDITED = "返信先のコメントが書き換えられました。"
GONE = "返信先のコメントが削除されました。"
HIDDEN = "返信先のコメントが非表示になりました。"
RECOGNISED = (
    "手で入力したコメントがInstagramから読み取れたため、返信はシステムから送られるようになりました。"
    "すでに手で返信していないか、確かめてください。"
)
POST_GONE = "コメントの付いた投稿が削除されました。"


def comment_edited(comment: Comment) -> None:
    """Its open proposals lapse with a sentence. Runs in the transaction that noticed."""
    _lapse(Reply.objects.filter(comment=comment), EDITED)


def comment_gone(comment: Comment) -> None:
    """As above, for a comment that its author (or we) deleted; answers beneath it have gone with it."""
    _lapse(Reply.objects.filter(Q(comment=comment) | Q(comment__parent=comment)), GONE)


def comment_hidden(comment: Comment) -> None:
    """As above: Instagram takes no answer to a hidden comment."""
    _lapse(Reply.objects.filter(comment=comment), HIDDEN)


def comment_recognised(comment: Comment) -> None:
    """As above: what was to be typed on the tablet would now be sent from here."""
    _lapse(Reply.objects.filter(comment=comment), RECOGNISED)


def post_gone(live_post: LivePost) -> None:
    """As above, for all comments under a post that went away."""
    _lapse(Reply.objects.filter(comment__live_post=live_post), POST_GONE)


def lock(replies: QuerySet[Reply]) -> list[int]:
    """Locks what may lapse, by its key, and gives the keys.

    An approver holds his reply while he waits for the trail's head, so all replies are locked before the first event.
    """
    concerned = list(replies.filter(state__in=OPEN).values_list("pk", flat=True))
    # Without the joins of the question, whose rows would be locked with them.
    rows = Reply.objects.filter(pk__in=concerned).order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True)) if concerned else []


@transaction.atomic
def _lapse(replies: QuerySet[Reply], because: str) -> None:
    """A standing approval is taken away, and with it the job that waits; drafts get the note."""
    for reply in Reply.objects.filter(pk__in=lock(replies), state__in=OPEN).order_by("pk"):
        if not approval_actions.lapse(item=reply, because=because):
            audit.record(events.REPLY_GROUND_CHANGED, by=None, subject=reply, reason=because)
        Reply.objects.filter(pk=reply.pk, state__in=OPEN).update(lapsed_because=because)
