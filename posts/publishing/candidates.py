"""What stands on the account and may be what is 要確認, for the person who says which it is. Network: never in a
transaction.

What is shown comes back as a ticket, signed: a press records what its page has shown, without asking Instagram again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Max, Min, Q

from approvals.models import Approvable, Verdict
from instagram import captions
from instagram.errors import InstagramError
from instagram.results import Media
from outbox.jobs import JobState
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import reconcile
from posts.publishing.models import PublishJob
from security.account import connection
from security.models import AccessToken
from security.office.answers import Refused, no
from security.trail.recording import subject_key

logger = logging.getLogger(__name__)

SHOWN = 20
TICKET_SALT, SUMMARY_SALT = "posts.publishing.candidate", "posts.publishing.looked"
TICKET_LIFE_S = 3600

NOT_CONNECTED = "Instagramとの接続が切れているためです。"
NO_ANSWER = "Instagramから一覧を受け取れなかったためです。"
STALE = no(
    "この画面を開いてから時間がたったため、記録していません。",
    remedy="「結果を確かめる」をもう一度開き、選び直してください。",
)


@dataclass(frozen=True)
class Candidate:
    """`is_same`: its words are exactly those that were approved. `ticket`: what 「これです」 sends back."""

    words: str
    at: datetime | None
    address: str
    pictures: str
    is_same: bool
    ticket: str


@dataclass(frozen=True)
class Looked:
    """What a look at the account has shown, those with the same words first. `trouble`: why nothing could be read."""

    candidates: tuple[Candidate, ...] = ()
    since: datetime | None = None
    trouble: str = ""

    @property
    def shown(self) -> Sequence[Candidate]:
        return self.candidates[:SHOWN]

    @property
    def left_off(self) -> int:
        return max(len(self.candidates) - SHOWN, 0)

    @property
    def same(self) -> int:
        return sum(one.is_same for one in self.candidates)

    @property
    def summary(self) -> str:
        """For the trail: what stood before the eyes of who says that it is not there."""
        if self.trouble:
            return "システムからは公式アカウントを読み取れませんでした。"
        others = len(self.candidates) - self.same
        return (
            f"システムが公式アカウントを見たとき、同じ文のものは{self.same}件、ほかのものは{others}件でした。"
        )


def look(post: Post) -> Looked:
    """The account's posts since shortly before this document was first asked for, without those of other documents."""
    job = _unsettled(post)
    if job is None or not can_look():
        return Looked(trouble=NOT_CONNECTED)
    begin = since(job)
    try:
        posts = connection.current_client().recent_media(since=begin)
    except InstagramError as error:
        logger.warning("job %s: the account's posts cannot be shown: %s", job.pk, error)
        return Looked(trouble=NO_ANSWER)
    found = [_candidate(one, job) for one in _of_nobody_else(posts, job) if _is_since(one, begin)]
    return Looked(tuple(same_first(found)), begin)


def number_of(post: Post, address: str) -> str:
    """The number of the account's post at this address; empty if it cannot be told."""
    job, code = _unsettled(post), rules.post_code(address)
    if job is None or not code or not can_look():
        return ""
    try:
        posts = connection.current_client().recent_media(since=since(job))
    except InstagramError as error:
        logger.warning("job %s: the number of its post is not told: %s", job.pk, error)
        return ""
    return next((one.id for one in posts if rules.post_code(one.permalink or "") == code), "")


def can_look() -> bool:
    """Whether the connection is known to stand. A page adopts no token from the environment: that would be on record."""
    return connection.outage() is None and AccessToken.current() is not None


def since(job: PublishJob) -> datetime:
    """Two minutes before anything of the document was first asked for; where nothing was, before its approval."""
    asked = PublishJob.objects.filter(post=job.post_id).aggregate(at=Min("first_asked_at"))["at"]
    own = job.first_asked_at or _approved_at(job) or job.created_at
    return min(asked or own, own) - reconcile.CLOCKS


def same_first(found: list[Candidate]) -> list[Candidate]:
    """As Instagram gives them, newest first, otherwise."""
    return sorted(found, key=lambda one: not one.is_same)


def ticket_for(item: Approvable, number: str, address: str) -> str:
    return signing.dumps([subject_key(item), number, address], salt=TICKET_SALT)


def opened(item: Approvable, ticket: str) -> tuple[str, str]:
    """Number and address of what was shown for this item. Raises Refused for what is too old or was never shown."""
    try:
        key, number, address = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIFE_S)
    except signing.BadSignature:
        raise Refused(STALE) from None
    if key != subject_key(item):
        raise Refused(STALE)
    return number, address


def signed_summary(found: Looked) -> str:
    return signing.dumps(found.summary, salt=SUMMARY_SALT)


def summary_of(signed: str) -> str:
    """Empty if it was not written here."""
    try:
        return signing.loads(signed, salt=SUMMARY_SALT)
    except signing.BadSignature:
        return ""


def _unsettled(post: Post) -> PublishJob | None:
    """What is 要確認, or in somebody's hand."""
    in_hand = Q(state=JobState.RUNNING, in_hand_at__isnull=False)
    jobs = PublishJob.objects.filter(in_hand | Q(state=JobState.UNCONFIRMED), post=post)
    return jobs.select_related("submission", "post").first()


def _approved_at(job: PublishJob) -> datetime | None:
    given = job.submission.decisions.filter(verdict=Verdict.APPROVED, seal=job.submission.seal)
    return given.aggregate(at=Max("decided_at"))["at"]


def _is_since(media: Media, begin: datetime) -> bool:
    return media.timestamp is None or media.timestamp >= begin


def _of_nobody_else(posts: Sequence[Media], job: PublishJob) -> list[Media]:
    """Neither by number nor, where a person has settled it by its address, by that."""
    others = PublishJob.objects.exclude(pk=job.pk)
    codes = {one.id: rules.post_code(one.permalink or "") for one in posts}
    known = set(others.filter(media_id__in=codes).values_list("media_id", flat=True))
    named = others.filter(shortcode__in=[code for code in codes.values() if code])
    taken = set(named.values_list("shortcode", flat=True))
    return [one for one in posts if one.id not in known and codes[one.id] not in taken]


def _candidate(media: Media, job: PublishJob) -> Candidate:
    address = media.permalink or ""
    return Candidate(
        words=media.caption,
        at=media.timestamp,
        address=address,
        pictures="動画" if media.media_type == "VIDEO" else f"写真{media.children_count or 1}枚",
        is_same=captions.same_caption(media.caption, job.content.caption),
        ticket=ticket_for(job.post, media.id, address),
    )
