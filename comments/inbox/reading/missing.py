"""Comments that have gone: nobody tells, so it is concluded, and only from two answers that agree."""

from datetime import datetime

from comments.inbox.actions import noticing
from comments.inbox.models import Comment, LivePost
from comments.inbox.reading.calls import Calls
from instagram.errors import ContentRefused, Gone

# Each is asked for by its number; the rest at the next whole reading, which is then due at once.
CONFIRMED_AT_ONCE = 50


def look_for(calls: Calls, post: LivePost, *, seen: set[str], before: datetime) -> bool:
    """Gone is what a reading of the whole post lacks and Instagram does not know by its number either.

    What came after the reading had begun proves nothing. False if there may be more: many were missing, and some gone.
    """
    known = Comment.objects.filter(live_post=post, gone_at=None, received_at__lt=before).exclude(
        remote_id=None
    )
    numbers = known.order_by("pk").values_list("pk", "remote_id")
    absent = [pk for pk, remote_id in numbers if remote_id not in seen]
    asked = Comment.objects.filter(pk__in=absent[:CONFIRMED_AT_ONCE]).order_by("pk")
    gone = [comment for comment in asked if _is_not_found(calls, comment)]
    for comment in gone:
        noticing.note_gone(comment=comment)
    return len(absent) <= CONFIRMED_AT_ONCE or not gone


def _is_not_found(calls: Calls, comment: Comment) -> bool:
    try:
        calls.make(calls.client.comment, str(comment.remote_id))
    except Gone:
        return True
    except ContentRefused:
        return False
    return False
