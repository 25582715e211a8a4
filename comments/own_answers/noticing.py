"""What the account has written since the register began is held against the approved replies, as it comes in."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from comments.inbox.models import Comment
from comments.own_answers import events, telling
from comments.own_answers.explaining import Explanations
from comments.own_answers.models import OwnAnswer
from posts.live.models import Register, Standing
from security.trail import recording as audit

BATCH = 50


def is_due() -> bool:
    return _unjudged().exists() or OwnAnswer.objects.filter(standing=Standing.OPEN).exists()


def run() -> None:
    _judge_new()
    _judge_again()


@transaction.atomic
def _judge_new() -> None:
    """Those that may be under way are left for the next look."""
    comments = list(_unjudged().order_by("commented_at", "pk")[:BATCH])
    explanations, found = Explanations(comments), list[OwnAnswer]()
    for comment in comments:
        reply = explanations.reply_of(comment)
        if reply or not explanations.may_be_under_way(comment):
            standing = Standing.EXPLAINED if reply else Standing.OPEN
            row, is_new = OwnAnswer.objects.get_or_create(
                comment=comment, defaults={"standing": standing, "reply": reply}
            )
            found += [row] if is_new and row.is_open else []
    telling.of_answers(found)
    for row in found:
        audit.record(events.FOUND, by=None, subject=row)


@transaction.atomic
def _judge_again() -> None:
    """What the reply's own job has bound meanwhile is explained after all."""
    rows = OwnAnswer.objects.filter(standing=Standing.OPEN).order_by("pk")
    found = list(rows.select_for_update(no_key=True, of=("self",)).select_related("comment"))
    replies = _published_as([row.comment_id for row in found])
    explained = [row for row in found if row.comment_id in replies]
    for row in explained:
        row.standing, row.reply_id = Standing.EXPLAINED, replies[row.comment_id][0]
        row.save(update_fields=["standing", "reply"])
        telling.take_back(row)
    for row in explained:
        audit.record(events.EXPLAINED, by=None, subject=row, document=replies[row.comment_id][1])


def _published_as(comments: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Of these comments, those that are an approved reply's: its key, and its document's number."""
    rows = Comment.objects.filter(pk__in=comments, published_reply__isnull=False)
    rows = rows.select_related("published_reply__dossier")
    return {row.pk: (row.published_reply.pk, row.published_reply.dossier.number) for row in rows}


def _unjudged() -> QuerySet[Comment]:
    """Of the account, read from Instagram, neither a sent reply nor judged; none before the register began."""
    own = Comment.objects.filter(is_own=True, published_reply=None, own_answer=None, gone_at=None)
    begun = Register.objects.filter(began_at__lte=OuterRef("commented_at"))
    return own.exclude(remote_id=None).filter(Exists(begun)).select_related("live_post")
