"""What a person says of a post that no document explains. No network here.

The post in hand is locked before the row of the account, and both before anything is recorded.
"""

from typing import cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import standing
from approvals.models import Verdict
from instagram import captions
from posts.drafting import rules as post_rules
from posts.drafting.content import sealed
from posts.drafting.models import Post
from posts.live import events, evidence, rules, telling
from posts.live.models import AccountPost, AccountProfile, Finding, Standing
from posts.live.signals import case_wanted
from posts.publishing.by_hand import actions as by_hand
from posts.publishing.events import PUBLISHED_BY_HAND
from posts.publishing.reconcile import CLOCKS
from security.models import User
from security.office.answers import YES, Answer, Refused, no, require
from security.pages.steps import HasPage
from security.people.actors import Actor
from security.trail import recording as audit

OTHER_WORDS = no(
    "公式アカウントの本文が、承認された版と違います。",
    clause="第４",
    remedy="見比べて、この文書のものに間違いなければ「本文が違うことを確かめた」に印を付けてください。"
    "違いは、起案した方と承認した方に知らされます。",
)

UNSEEN_PHOTOS = no(
    "写真の中身は、システムでは見比べていません。",
    clause="第４",
    remedy="Instagramで投稿を開いて確かめ、「確かめました」に印を付けてください。",
)


def locked(found: AccountPost) -> AccountPost:
    """As it stands now, its row locked until the transaction ends."""
    rows = AccountPost.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("register").get(pk=found.pk)


@transaction.atomic
def join(
    *,
    by: User,
    found: AccountPost,
    post: Post,
    has_seen_photos: bool,
    knows_words_differ: bool,
    note: str = "",
) -> None:
    """承認を受けて手で投稿したもの: it is this document's, approved before it was posted.

    has_seen_photos: nothing here compares what they show, so the person answers for having looked.
    """
    actor, post, found = Actor.of(by), approval_actions.locked(post), locked(found)
    require(rules.may_join(actor, found, post))
    post = Post.objects.select_related(*standing.READ_WITH).get(pk=post.pk)
    clause = post_rules.approval_clause(post.organization)
    require(standing.approval_is_genuine(post, clause=clause))
    require(_was_approved_before(post, found, clause))
    assert post.submission is not None  # noqa: S101 - by the rule
    if not has_seen_photos:
        raise Refused(UNSEEN_PHOTOS)
    if not (knows_words_differ or captions.same_caption(sealed(post.submission).caption, found.caption)):
        raise Refused(OTHER_WORDS)
    by_hand.note_published(
        post, number=found.media_id, address=found.permalink, code=found.shortcode, at=found.posted_at
    )
    found.post = post
    found.save(update_fields=["post"])
    _settle(found, Standing.EXPLAINED, by, note)
    seal = post.submission.seal
    audit.record(
        events.JOINED,
        by=actor,
        subject=found,
        document=post.dossier.number,
        seal=seal,
        photos_seen=True,
        note=note.strip(),
    )
    audit.record(
        PUBLISHED_BY_HAND,
        by=actor,
        subject=post,
        permalink=found.permalink,
        media_id=found.media_id,
        seal=seal,
    )


def _was_approved_before(post: Post, found: AccountPost, clause: str) -> Answer:
    assert post.submission is not None  # noqa: S101 - by the rule
    given = post.submission.decisions.filter(verdict=Verdict.APPROVED)
    approved_at = given.aggregate(at=Max("decided_at"))["at"]
    if approved_at and approved_at <= found.posted_at + CLOCKS:
        return YES
    return no(
        "この文書が承認されたのは、公式アカウントに投稿された後です。承認を受けて投稿したものとは記録できません。",
        clause=clause,
        remedy="承認を受けずに投稿されたものとして、「事案にする」から対応してください。",
    )


@transaction.atomic
def call_older(*, by: User, found: AccountPost, reason: str) -> None:
    """要領より前のもの: it stood on the account before the documents began."""
    actor, found = Actor.of(by), locked(found)
    require(rules.may_call_older(actor, found))
    if not reason.strip():
        raise Refused(no("確かめたことを入力してください。"))
    _settle(found, Standing.BEFORE, by, reason)
    audit.record(events.IS_OLDER, by=actor, subject=found, reason=reason.strip())


@transaction.atomic
def open_case(*, by: User, finding: Finding, is_take_over: bool, note: str) -> None:
    """事案にする: the floor above opens it, keeps the evidence and asks for a new password, in this transaction."""
    actor = Actor.of(by)
    assert isinstance(finding, AccountPost | AccountProfile)  # noqa: S101 - the findings of this floor
    rows = type(finding)._default_manager.select_for_update(no_key=True, of=("self",))
    finding = rows.select_related("register").get(pk=finding.pk)
    require(rules.may_open_case(actor, finding))
    answers = case_wanted.send(
        sender=type(finding),
        finding=finding,
        by=by,
        is_take_over=is_take_over,
        note=note.strip(),
        evidence=evidence.of(finding),
    )
    case = cast(HasPage, next(answer for _, answer in answers if answer))
    finding.case_url = case.get_absolute_url()
    _settle(finding, Standing.CASE, by, note)
    audit.record(events.CASE_OPENED, by=actor, subject=finding, note=note.strip())


def _settle(finding: AccountPost | AccountProfile, standing: Standing, by: User, note: str) -> None:
    finding.standing, finding.note = standing, note.strip()
    finding.settled_by, finding.settled_at = by, timezone.now()
    finding.save(update_fields=finding.SETTLED)
    telling.is_settled(finding, by)
