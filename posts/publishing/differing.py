"""The live post is not as it was approved: noted once, told once, and looked into by a person. No network here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import State
from outbox.jobs import continued
from posts.drafting import rules
from posts.drafting.models import Post
from posts.publishing import events, notices, telling
from posts.publishing.models import LiveDifference, PublishJob
from security.models import User
from security.notices.telling import lay_aside, settle
from security.office.answers import Answer, Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

NOT_COMPARED = "投稿された内容を、承認された版と照合できませんでした。Instagramでお確かめください。"


@dataclass(frozen=True)
class Differing:
    """One live post, or an answer, that is not as approved, for the first page."""

    url: str
    title: str
    organization: int
    told: str
    is_gone: bool
    what: str = "投稿"


def take_turn(job: Any, *, until: datetime) -> datetime | None:
    """The turn of this worker with a job that has `compare_at`: by it its findings are taken. None if another has it."""
    waiting = type(job)._default_manager.filter(pk=job.pk, compare_at=job.compare_at)
    return until if waiting.update(compare_at=until) else None


@transaction.atomic
def note(
    *,
    job: PublishJob,
    turn: datetime,
    found: Sequence[LiveDifference.What],
    next_at: datetime | None,
    unseen_since: datetime | None = None,
) -> None:
    """What a look has found and when the next is due. Nothing of a worker whose turn another has taken over."""
    post = approval_actions.locked(job.post)
    mine = PublishJob.objects.filter(pk=job.pk, compare_at=turn)
    if not mine.update(compare_at=next_at, unseen_since=unseen_since) or post.state != State.PUBLISHED:
        return
    new = [one for one in found if LiveDifference.objects.get_or_create(job=job, what=one)[1]]
    if new:
        told = sentence_of(new)
        telling.of_difference(job, new, told)
        audit.record(events.LIVE_DIFFERS, by=None, subject=post, problem=told, seal=job.submission.seal)


def give_up(*, job: PublishJob, turn: datetime) -> None:
    """Instagram could not be asked for a day."""
    course = continued(job.course, NOT_COMPARED, timezone.now(), is_problem=True)
    PublishJob.objects.filter(pk=job.pk, compare_at=turn).update(compare_at=None, course=course)


def may_note(actor: Actor, post: Post) -> Answer:
    """`rules.may_note_difference`, by another than who has said that the live post is this document's.

    One person alone would else put up what nobody has approved, call it approved and look into it himself (第４).
    """
    answer = rules.may_note_difference(actor, post)
    said = audit.events_of(post).filter(tag__in=[events.PUBLISHED_BY_HAND.tag, events.PUBLISH_RESOLVED.tag])
    if not answer or actor.user.pk not in said.values_list("actor", flat=True):
        return answer
    if not unseen(post).exclude(what=LiveDifference.What.GONE).exists():
        return answer
    return no(
        "この投稿がこの文書のものであることは、あなたが記録しました。違いを確かめるのは、別の方です。",
        clause=rules.approval_clause(post.organization),
        remedy="担当課長か、投稿者の方に依頼してください。",
    )


@transaction.atomic
def note_seen(*, by: User, post: Post, reason: str) -> None:
    """違いを確かめた: somebody has looked into it, and says what has become of it."""
    actor, post = Actor.of(by), approval_actions.locked(post)
    require(may_note(actor, post))
    if not reason.strip():
        raise Refused(no("確かめたことを入力してください。"))
    if not unseen(post).update(seen_by=by, seen_at=timezone.now()):
        raise Refused(
            no("確かめていない違いはありません。", remedy="投稿のページの「これまでの経過」をご覧ください。")
        )
    lay_aside(notices.LIVE_DIFFERS, about=post)
    settle(notices.LIVE_DIFFERS, about=post, person=by)
    audit.record(events.DIFFERENCE_SEEN, by=actor, subject=post, reason=reason.strip())


def unseen(post: Post) -> QuerySet[LiveDifference]:
    """What nobody has looked into yet."""
    return LiveDifference.objects.filter(job__post=post, seen_at=None)


def sentence_of(found: Sequence[str]) -> str:
    return "".join(f"{LiveDifference.What(one).label}。" for one in found)


def all_unseen() -> tuple[Differing, ...]:
    """Of every live post: one query."""
    rows = LiveDifference.objects.filter(seen_at=None, job__post__state=State.PUBLISHED)
    found: dict[int, list[LiveDifference]] = {}
    for row in rows.select_related("job__post"):
        found.setdefault(row.job.post_id, []).append(row)
    return tuple(_differing(rows[0].job.post, [row.what for row in rows]) for rows in found.values())


def _differing(post: Post, found: Sequence[str]) -> Differing:
    return Differing(
        url=post.get_absolute_url(),
        title=str(post),
        organization=post.organization_id,
        told=sentence_of(found),
        is_gone=LiveDifference.What.GONE in found,
    )
