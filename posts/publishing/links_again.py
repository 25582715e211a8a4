"""The links are opened again before the post goes out (第４第１項(3), 第３項(3)): a link may have died since it was approved.

Asked before anything is given to Instagram, outside any transaction. Only what is certain keeps a post back: a page or a
site that is gone, or a redirect to another host. A site that does not answer is asked twice more, and then left alone; so
is every site where we cannot get out: people have opened the links before they were approved, and the author is asked to
look. Of a page that is gone a person's word counts more, given once he has opened it himself.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from outbox.claims import GRACE, Claim
from outbox.jobs import OPEN
from posts.drafting import rules
from posts.drafting.content import sealed
from posts.drafting.models import Post
from posts.links import actions as link_actions
from posts.links import check
from posts.links.check import Finding, State
from posts.publishing import actions
from posts.publishing.models import PublishJob
from posts.publishing.preflight import Wait
from security.models import POSTERS
from security.office.answers import YES, Answer, Refused, no
from security.people.actors import Actor

FRESH = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=2)
ASK_AGAIN = timedelta(seconds=20)
ASKED_AGAIN = 2
# A person's word before he posts by hand.
SEEN_LATELY = timedelta(hours=1)
KEEPS_BACK = (State.DEAD, State.MOVED)
# Of what is told, so that a step's sentence holds it.
URL_SHOWN, TOLD_MAX = 80, 120


def waits_for(claim: Claim[PublishJob]) -> Wait | None:
    """Why the post waits for its links. Raises `Refused` once they cannot be looked at again in its time."""
    job = claim.job
    urls = list(dict.fromkeys(link.url for link in job.content.links))
    if not urls or _is_fresh(job):
        return None
    findings = [one for one in check.check_all(urls) if not _has_been_seen(job, one)]
    now, ends_at = timezone.now(), job.asked_for + GRACE
    dead = [one for one in findings if one.state in KEEPS_BACK]
    silent = [one for one in findings if one.may_pass]
    unseen = [one for one in findings if one.state == State.CUT_OFF]
    if unseen and unseen[0].trouble:
        link_actions.note_outage(trouble=unseen[0].trouble, now=now)
    if dead or (silent and job.links_dead_since):  # silence is no proof that a dead link has come back
        sentence = _told(dead or silent)
        actions.note_links_dead(claim, sentence=sentence)
        if now + LOOK_AGAIN > ends_at:
            raise Refused(_no(job, sentence))
        return Wait(f"{sentence}投稿を待っています。", now + LOOK_AGAIN, str(_no(job, sentence)), is_try=True)
    if silent and job.links_silent < ASKED_AGAIN and now + ASK_AGAIN < ends_at:
        claim.save(links_silent=job.links_silent + 1)
        sentence = _told(silent)
        return Wait(
            f"{sentence}少し後に、もう一度確かめます。", now + ASK_AGAIN, str(_no(job, sentence)), is_try=True
        )
    actions.note_links_open(claim, unseen=_told(unseen) if unseen else "")
    return None


def lead_somewhere(post: Post) -> Answer:
    """The same before a person posts by hand: what is certain keeps it back, but for what somebody has opened just now."""
    urls = list(dict.fromkeys(link.url for link in sealed(post.submission).links)) if post.submission else []
    opened = set(post.links.filter(seen_at__gte=timezone.now() - SEEN_LATELY).values_list("url", flat=True))
    dead = [
        one
        for one in (check.check_all(urls) if urls else ())
        if one.state in KEEPS_BACK and not (one.state == State.DEAD and one.url in opened)
    ]
    if not dead:
        return YES
    return no(
        f"{_told(dead)}手動での投稿は始めていません",
        clause=rules.link_clause(post.organization),
        remedy="ご自分の端末では開けるときは、「リンクの状態」から、開いて確かめたことを記録してください。"
        "開けないときは、「内容を直す」でリンクを替えて、もう一度承認を求めてください。",
    )


def _has_been_seen(job: PublishJob, finding: Finding) -> bool:
    """Whether somebody has opened it himself since it was found gone. Where else it leads now nobody has approved."""
    since = job.links_dead_since
    if since is None or finding.state == State.MOVED:
        return False
    return job.post.links.filter(url=finding.url, seen_at__gte=since).exists()


def held(actor: Actor) -> QuerySet[PublishJob]:
    """What waits for a dead link, of the sides for which the person posts."""
    posting = [one.organization_id for one in actor.appointments if one.role in POSTERS]
    found = PublishJob.objects.filter(
        links_dead_since__isnull=False, state__in=OPEN, post__organization__in=posting
    )
    return found.select_related("post").order_by("asked_for", "pk")


def _is_fresh(job: PublishJob) -> bool:
    opened = job.links_opened_at
    return opened is not None and timezone.now() - opened < FRESH


def _told(findings: Sequence[Finding]) -> str:
    first, others = findings[0], len(findings) - 1
    url = first.url if len(first.url) <= URL_SHOWN else f"{first.url[:URL_SHOWN]}…"
    more = f"ほかに{others}件のリンクも同様です。" if others else ""
    looked = "開けるか試しました" if first.may_pass else "開いて確かめました"
    return f"リンク {url} を{looked}: {first.sentence[:TOLD_MAX]}{more}"


def _no(job: PublishJob, sentence: str) -> Answer:
    return no(
        f"{sentence}時刻から{GRACE.seconds // 60}分のうちに戻らなかったため、投稿していません",
        clause=rules.link_clause(job.post.organization),
        remedy="リンク先を確かめ、「内容を直す」でリンクを替えて、もう一度承認を求めてください。",
    )
