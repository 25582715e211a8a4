"""What the public links page shows: approved links of live posts that may still be shown (第４第１項(3), 第３項(3))."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from approvals.models import State
from comments.inbox.models import LivePost
from outbox.jobs import JobState
from posts.drafting.content import LinkContent, PhotoContent
from posts.models import Link, Photo, PublishJob
from security.office import paging

PER_PAGE = 20
LATEST_FIRST = ("-finished_at", "-pk")


@dataclass(frozen=True)
class Entry:
    """One live post: what its sealed version says, and those of its links that may be shown."""

    post_id: int
    published_at: datetime
    permalink: str
    first_line: str
    picture: PhotoContent
    links: list[LinkContent]


@dataclass(frozen=True)
class Cursor:
    """Where a page ended."""

    moment: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        place = paging.read(text, PublishJob, LATEST_FIRST)
        return cls(*place) if place else None

    def __str__(self) -> str:
        return paging.write((self.moment, self.pk))


def shown(today: date) -> QuerySet[PublishJob]:
    """The publications of live posts with a link to show, newest first. Nothing of a post whose photos may not be shown."""
    lost = Photo.objects.not_permitted(today)
    gone = LivePost.objects.filter(gone_at__isnull=False)
    return (
        PublishJob.objects.filter(
            Exists(showable(today).filter(post=OuterRef("post"))),
            ~Exists(lost.filter(post=OuterRef("post"))),
            ~Exists(gone.filter(post=OuterRef("post"))),
            state=JobState.DONE,
            post__state=State.PUBLISHED,
            submission=F("post__submission"),
            finished_at__isnull=False,
        )
        .select_related("submission")
        .order_by(*LATEST_FIRST)
    )


def showable(today: date) -> QuerySet[Link]:
    """Links that lead somewhere, as far as machine and people know, and whose owner's agreement stands (ウ)."""
    return Link.objects.agreed_on(today).exclude(Link.OFF)


def page(cursor: Cursor | None) -> tuple[list[Entry], Cursor | None]:
    """The entries after the cursor, and where the next page begins, if there is one. Two queries."""
    today = timezone.localdate()
    found = shown(today)
    if cursor:
        found = paging.after(found, LATEST_FIRST, (cursor.moment, cursor.pk))
    jobs = list(found[: PER_PAGE + 1])
    entries = entries_of(jobs[:PER_PAGE], today)
    more = len(jobs) > PER_PAGE
    return entries, Cursor(_moment(jobs[PER_PAGE - 1]), jobs[PER_PAGE - 1].pk) if more else None


def entries_of(jobs: Iterable[PublishJob], today: date) -> list[Entry]:
    """As sealed: the rows are asked only which of the links may be shown today."""
    jobs = list(jobs)
    allowed: defaultdict[int, set[str]] = defaultdict(set)
    for link in showable(today).filter(post__in=[job.post_id for job in jobs]):
        allowed[link.post_id].add(link.url)
    return [_entry(job, allowed[job.post_id]) for job in jobs]


def _entry(job: PublishJob, allowed: set[str]) -> Entry:
    content = job.content
    lines = (line.strip() for line in content.caption.splitlines())
    return Entry(
        post_id=job.post_id,
        published_at=_moment(job),
        permalink=job.permalink,
        first_line=next((line for line in lines if line), ""),
        picture=content.photos[0],
        links=[link for link in content.links if link.url in allowed],
    )


def _moment(job: PublishJob) -> datetime:
    assert job.finished_at is not None  # noqa: S101 - `shown` asks for it
    return job.finished_at
