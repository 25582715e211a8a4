"""What a person says of an answer that no approved reply explains. No network here."""

from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from approvals import actions as approval_actions
from approvals import standing
from approvals.models import State, Verdict
from approvals.sending import actions as sending
from comments.inbox.actions.locking import locked_comment
from comments.own_answers import events, rules, telling
from comments.own_answers.models import OwnAnswer
from comments.replies.actions.settling import TAKEN
from comments.replies.events import REPLY_RESOLVED
from comments.replies.models import Reply, ReplyJob
from comments.replies.sending.reconcile import CLOCKS
from instagram import captions
from outbox.jobs import JobState
from posts.live.evidence import Evidence
from posts.live.models import Standing
from posts.live.signals import case_wanted
from security.models import User
from security.office.answers import YES, Answer, Refused, no, require
from security.pages.steps import HasPage
from security.people.actors import Actor
from security.trail import recording as audit

OTHER_WORDS = no(
    "公式アカウントの返信文が、承認された版と違います。",
    clause=rules.CLAUSE,
    remedy="見比べて、この返信に間違いなければ「返信文が違うことを確かめた」に印を付けてください。"
    "違いは、起案した方と承認した方に知らされます。",
)


def _locked(found: OwnAnswer) -> OwnAnswer:
    rows = OwnAnswer.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("comment__live_post").get(pk=found.pk)


@transaction.atomic
def join(*, by: User, found: OwnAnswer, reply: Reply, knows_words_differ: bool, note: str = "") -> None:
    """承認を受けて手で返信したもの: it is this reply, approved before it was written."""
    actor = Actor.of(by)
    locked_comment(found.comment)
    reply, found = approval_actions.locked(reply), _locked(found)
    require(rules.may_join(actor, found, reply))
    reply = Reply.objects.select_related(*standing.READ_WITH, "comment").get(pk=reply.pk)
    require(standing.approval_is_genuine(reply, clause=rules.CLAUSE))
    require(_was_approved_before(reply, found))
    if not (knows_words_differ or captions.same_caption(reply.words, found.comment.text)):
        raise Refused(OTHER_WORDS)
    _note_sent(reply, found)
    found.reply = reply
    found.save(update_fields=["reply"])
    _settle(found, Standing.EXPLAINED, by, note)
    assert reply.submission is not None  # noqa: S101 - by the rule
    told = {"document": reply.dossier.number, "seal": reply.submission.seal, "note": note.strip()}
    audit.record(events.JOINED, by=actor, subject=found, **told)
    # Who has said so does not look into a difference alone (replies.actions.differing.may_note).
    audit.record(
        REPLY_RESOLVED,
        by=actor,
        subject=reply,
        media_id=found.comment.remote_id or "",
        seal=reply.submission.seal,
    )


def _was_approved_before(reply: Reply, found: OwnAnswer) -> Answer:
    assert reply.submission is not None  # noqa: S101 - by the rule
    given = reply.submission.decisions.filter(verdict=Verdict.APPROVED)
    approved_at = given.aggregate(at=Max("decided_at"))["at"]
    if approved_at and approved_at <= found.comment.commented_at + CLOCKS:
        return YES
    return no(
        "この返信が承認されたのは、公式アカウントが書き込んだ後です。承認を受けて返信したものとは記録できません。",
        clause=rules.CLAUSE,
        remedy="承認を受けずに書き込まれたものとして、「事案にする」から対応してください。",
    )


def _note_sent(reply: Reply, found: OwnAnswer) -> None:
    """返信済, as this comment; then held against the version as any other is."""
    assert reply.submission is not None  # noqa: S101 - by the rule
    sending.call_off(reply)
    now, comment = timezone.now(), found.comment
    if reply.state == State.FAILED:
        reply.retry()
    reply.find_published()
    reply.published_as = comment
    try:
        with transaction.atomic():
            ReplyJob.objects.create(
                reply=reply,
                submission=reply.submission,
                state=JobState.DONE,
                asked_for=comment.commented_at,
                finished_at=comment.commented_at,
                due_at=now,
                compare_at=now,
                remote_id=comment.remote_id or "",
            )
            reply.save(update_fields=["state", "published_as"])
    except IntegrityError:
        raise Refused(TAKEN) from None


@transaction.atomic
def open_case(*, by: User, found: OwnAnswer, is_take_over: bool, note: str) -> None:
    """事案にする: the noun above opens it, keeps the evidence and asks for a new password, in this transaction."""
    actor, found = Actor.of(by), _locked(found)
    require(rules.may_settle(actor, found))
    answers = case_wanted.send(
        sender=OwnAnswer,
        finding=found,
        by=by,
        is_take_over=is_take_over,
        note=note.strip(),
        evidence=Evidence(found.comment.live_post.permalink, found.comment.text),
    )
    found.case_url = cast(HasPage, next(answer for _, answer in answers if answer)).get_absolute_url()
    _settle(found, Standing.CASE, by, note)
    audit.record(events.CASE_OPENED, by=actor, subject=found, note=note.strip())


def _settle(found: OwnAnswer, standing: Standing, by: User, note: str) -> None:
    found.standing, found.note = standing, note.strip()
    found.settled_by, found.settled_at = by, timezone.now()
    found.save(update_fields=OwnAnswer.SETTLED)
    telling.is_settled(found, by)
