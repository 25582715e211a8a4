"""Which document explains a post on the account: by Instagram's number, by its address, or soon.

While a publication with the same words is under way, or nobody knows what became of it, a post is no finding: it may be
that one, and is judged once that is known.
"""

from collections.abc import Sequence

from django.db.models import Q

from instagram import captions
from posts.live.models import AccountPost
from posts.publishing.models import PublishJob
from posts.publishing.reconcile import CLOCKS, UNDECIDED


class Explanations:
    """Of these posts: two queries, none where there are no posts."""

    def __init__(self, posts: Sequence[AccountPost]) -> None:
        self._by_number: dict[str, PublishJob] = {}
        self._by_code: dict[str, PublishJob] = {}
        self._under_way: list[PublishJob] = []
        if posts:
            self._read(posts)

    def _read(self, posts: Sequence[AccountPost]) -> None:
        numbers = [post.media_id for post in posts]
        codes = [post.shortcode for post in posts if post.shortcode]
        known = PublishJob.objects.filter(Q(media_id__in=numbers) | Q(shortcode__in=codes))
        for job in known.select_related("post__dossier"):
            self._by_number[job.media_id] = self._by_code[job.shortcode] = job
        under_way = PublishJob.objects.filter(
            state__in=UNDECIDED, first_asked_at__isnull=False, media_id="", shortcode=""
        )
        self._under_way = list(under_way.select_related("submission"))

    def job_of(self, post: AccountPost) -> PublishJob | None:
        by_code = self._by_code.get(post.shortcode) if post.shortcode else None
        return self._by_number.get(post.media_id) or by_code

    def may_be_under_way(self, post: AccountPost) -> bool:
        return any(
            job.first_asked_at is not None
            and post.posted_at >= job.first_asked_at - CLOCKS
            and captions.same_caption(job.content.caption, post.caption)
            for job in self._under_way
        )
