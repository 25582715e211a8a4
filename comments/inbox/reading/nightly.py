"""Once a night every post is read from the first comment to the last: only so rewritten and deleted ones are noticed."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from comments.inbox.models import Comment, LivePost
from comments.inbox.reading import threads
from comments.inbox.reading.calls import Calls

# In Japan's time, when few write.
AT_NIGHT = time(2, 0)


def run(calls: Calls) -> None:
    """As many posts as the turn has calls for; the others follow in the next turns."""
    tried: set[int] = set()
    while not calls.are_spent:
        post = due(timezone.now()).exclude(pk__in=tried).first()
        if post is None:
            return
        tried.add(post.pk)
        calls.slow_down()
        threads.read_one(calls, post, whole=True)


def due(now: datetime) -> QuerySet[LivePost]:
    """Read to the end once, and not looked at as a whole since the night's hour; nothing where nothing was written."""
    written = Exists(Comment.objects.filter(live_post=OuterRef("pk"), gone_at=None))
    unswept = Q(swept_at=None) | Q(swept_at__lt=last_night(now))
    posts = LivePost.objects.filter(unswept, written | Q(comments_count__gt=0), gone_at=None, cursor="")
    # Put off for longer than a young post's next turn: it could not be read just now.
    waiting = Q(due_at__gt=now + threads.YOUNG_EVERY)
    return posts.exclude(read_at=None).exclude(waiting).order_by("swept_at", "pk")


def last_night(now: datetime) -> datetime:
    here = timezone.localtime(now)
    hour = timezone.make_aware(datetime.combine(here.date(), AT_NIGHT))
    return hour if hour <= here else hour - timedelta(days=1)
