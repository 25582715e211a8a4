"""What stands on the account is written down, and when its comments are to be read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from comments.inbox import events, telling
from comments.inbox.models import LivePost
from comments.inbox.models.live import ID_MAX
from comments.inbox.texts import fitting
from instagram.results import CountedMedia
from posts.models import PublishJob
from security.trail import recording as audit

YOUNG = timedelta(days=2)

TOLD = ["first_line", "permalink", "posted_at", "comments_count", "due_at", "swept_at", "gone_at", "post"]


@transaction.atomic
def take_in_list(*, listed: Sequence[CountedMedia], asked_at: datetime) -> None:
    """New posts, and changed ones. A post whose count has changed is due; where it fell, all of it is looked at.

    asked_at: when Instagram was asked. A post that was found gone after that does not come back by its answer.
    """
    told = {one.id: one for one in listed if len(one.id) <= ID_MAX}
    LivePost.objects.bulk_create(_unknown(told), ignore_conflicts=True)
    rows = LivePost.objects.filter(media_id__in=told).order_by("pk").select_for_update(no_key=True)
    posts, now = list(rows), timezone.now()
    ours = _published_as([post.media_id for post in posts if post.post_id is None])
    standing = [post for post in posts if post.gone_at is None or post.gone_at < asked_at]
    changed = [post for post in standing if _take_over(post, told[post.media_id], ours, now)]
    if changed:
        LivePost.objects.bulk_update(changed, TOLD)


def _unknown(told: dict[str, CountedMedia]) -> list[LivePost]:
    known = set(LivePost.objects.filter(media_id__in=told).values_list("media_id", flat=True))
    return [LivePost(media_id=media_id) for media_id in sorted(told.keys() - known)]


def _published_as(media_ids: Sequence[str]) -> dict[str, int]:
    """Our posts by Instagram's number of them; none that has a row already (published anew after a removal)."""
    jobs = PublishJob.objects.filter(media_id__in=media_ids, post__live_post=None).exclude(media_id="")
    latest = {job.post_id: job.media_id for job in jobs.order_by("pk")}
    return {media_id: post_id for post_id, media_id in latest.items()}


def _take_over(post: LivePost, told: CountedMedia, ours: dict[str, int], now: datetime) -> bool:
    """Whether anything is otherwise than stored."""
    before = _told(post)
    lines = told.caption.splitlines()
    post.first_line = fitting(lines[0], LivePost, "first_line") if lines else ""
    post.permalink = fitting(told.permalink, LivePost, "permalink") or post.permalink
    is_first = post.posted_at is None
    post.posted_at = told.timestamp or post.posted_at or now
    if told.comments_count != post.comments_count or (is_first and is_young(post, now)):
        post.due_at = now
    if told.comments_count < post.comments_count:
        post.swept_at = None
    post.comments_count, post.gone_at = told.comments_count, None
    post.post_id = post.post_id or ours.get(post.media_id)
    return before != _told(post)


def _told(post: LivePost) -> list[object]:
    return [getattr(post, f"{name}_id" if name == "post" else name) for name in TOLD]


def is_young(post: LivePost, now: datetime) -> bool:
    """Instagram's count lags behind most where most is written: young posts are read whatever it says."""
    return bool(post.posted_at and post.posted_at > now - YOUNG)


def of_media(*, media_ids: Iterable[str]) -> dict[str, LivePost]:
    """The rows of these posts; unknown ones are made, and read and listed later."""
    wanted, now = sorted(set(media_ids)), timezone.now()
    known = {post.media_id: post for post in LivePost.objects.filter(media_id__in=wanted)}
    missing = [LivePost(media_id=one, due_at=now) for one in wanted if one not in known]
    if not missing:
        return known
    LivePost.objects.bulk_create(missing, ignore_conflicts=True)
    return {post.media_id: post for post in LivePost.objects.filter(media_id__in=wanted)}


def go_on_later(*, live_post: LivePost, cursor: str, due_at: datetime | None) -> None:
    """A long thread: the rest is read from this place."""
    LivePost.objects.filter(pk=live_post.pk).update(cursor=fitting(cursor, LivePost, "cursor"), due_at=due_at)


def put_off(*, live_post: LivePost, due_at: datetime | None) -> None:
    LivePost.objects.filter(pk=live_post.pk).update(due_at=due_at)


def note_read(
    *, live_post: LivePost, readable: int, due_at: datetime | None, swept_at: datetime | None
) -> None:
    """Read as far as needed. `readable`: how many comments stand there by our rows; `swept_at` of a whole reading."""
    swept = {"swept_at": swept_at} if swept_at else {}
    LivePost.objects.filter(pk=live_post.pk).update(
        read_at=timezone.now(),
        cursor="",
        comments_read=readable,
        count_when_read=live_post.comments_count,
        due_at=due_at,
        unreadable_since=None,
        **swept,
    )


@transaction.atomic
def note_unreadable(*, live_post: LivePost, due_at: datetime) -> None:
    """Instagram counts comments and shows none: written down and told once, until it can be read again."""
    now = timezone.now()
    LivePost.objects.filter(pk=live_post.pk).update(due_at=due_at, read_at=now)
    readable = LivePost.objects.filter(pk=live_post.pk, unreadable_since=None)
    if not readable.update(unreadable_since=now):
        return
    telling.of_unreadable(live_post)
    audit.record(events.COMMENTS_UNREADABLE, by=None, subject=live_post, count=live_post.comments_count)
