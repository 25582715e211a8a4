"""The small picture of a post on the account, written down once it is stored."""

from datetime import datetime

from posts.live.models import AccountPost


def take_picture_turn(found: AccountPost, *, again_at: datetime | None) -> bool:
    """Whether it is this worker's turn to fetch it; the next is at `again_at`, or there is none."""
    waiting = AccountPost.objects.filter(pk=found.pk, preview="", preview_at=found.preview_at)
    return bool(waiting.update(preview_at=again_at, preview_tries=found.preview_tries + 1))


def keep_picture(found: AccountPost, digest: str) -> None:
    AccountPost.objects.filter(pk=found.pk).update(preview=digest, preview_at=None)
