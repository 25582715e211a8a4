"""What people decide about a comment (第６第２項): 返信する, 返信しない, 措置, or nothing yet."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from comments.cases.models import Case
from comments.handling import rules
from comments.inbox import events
from comments.inbox.actions.settling import DECIDED, NONE, Reason, mark_of, note, settle, stamp
from comments.inbox.models import Comment, Handling
from comments.inbox.models.comments import REASON_MAX
from comments.inbox.rules import CLAUSE, may_handle
from comments.inbox.texts import in_one_line
from comments.replies.models import Reply
from security.models import User
from security.office.answers import YES, Answer, Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit


@dataclass
class Bulk:
    """What became of the ticked comments."""

    done: list[Comment] = field(default_factory=list)
    refused: list[tuple[Comment, Answer]] = field(default_factory=list)


@transaction.atomic
def decide(
    *, by: User, comment: Comment, handling: Handling, seen: str, reason: str = "", usual: str = ""
) -> Comment:
    """Decide, or decide otherwise; Handling.OPEN takes the decision back. `seen` is `mark_of` what was on the screen.

    Raises Refused, also when somebody was faster or the text has been rewritten meanwhile.
    """
    actor, stored = Actor.of(by), _locked([comment.pk]).get()
    why = _kept(reason, usual)
    require(_as_seen(stored, seen))
    require(_answer(actor, stored, handling, why, *_papers([stored])))
    settle(stored, handling, why if handling in rules.WITH_REASON else NONE, actor)
    return stored


@transaction.atomic
def decide_many(*, by: User, seen: Mapping[int, str], reason: str = "", usual: str = "") -> Bulk:
    """返信しない for all of these, by their numbers with `mark_of` what was on the screen; one event for all of them.

    What cannot be decided so is left as it is and named with its reason. Raises Refused if nothing can be decided.
    """
    actor, bulk = Actor.of(by), Bulk()
    require(may_handle(actor))
    why = _kept(reason, usual)
    comments = list(_locked(seen).order_by("pk"))
    proposals, cases = _papers(comments)
    for comment in comments:
        answer = _as_seen(comment, seen[comment.pk]) and _answer(
            actor, comment, Handling.NO_REPLY, why, proposals, cases
        )
        if answer:
            bulk.done.append(comment)
        else:
            bulk.refused.append((comment, answer))
    if bulk.done:
        _write(bulk.done, why, actor)
    return bulk


def _write(comments: Sequence[Comment], reason: Reason, actor: Actor) -> None:
    """The event's own moment is the decision's, so that each comment's history finds it."""
    event = audit.record(
        events.COMMENTS_HANDLED,
        by=actor,
        label=f"{len(comments)}件のコメント",
        handling=Handling.NO_REPLY.label,
        reason=str(reason),
        count=len(comments),
        comments=[comment.pk for comment in comments],
    )
    for comment in comments:
        note(comment, Handling.NO_REPLY, reason, actor, event.at)
    Comment.objects.bulk_update(comments, DECIDED)


def _locked(numbers: Sequence[int] | Mapping[int, str]) -> QuerySet[Comment]:
    # Joined to nothing: after waiting for the lock, PostgreSQL gives the new row beside the old one's join.
    return Comment.objects.filter(pk__in=list(numbers)).select_for_update(no_key=True)


Papers = tuple[dict[int, list[Reply]], dict[int, list[Case]]]


def _papers(comments: Sequence[Comment]) -> Papers:
    """Two queries: proposals and cases by the comment's number."""
    proposals: dict[int, list[Reply]] = defaultdict(list)
    cases: dict[int, list[Case]] = defaultdict(list)
    for proposal in Reply.objects.filter(comment__in=comments):
        proposals[proposal.comment_id].append(proposal)
    for case in Case.objects.filter(comment__in=comments):
        cases[case.comment_id or 0].append(case)
    return proposals, cases


def _answer(
    actor: Actor,
    comment: Comment,
    handling: Handling,
    reason: Reason,
    proposals: Mapping[int, list[Reply]],
    cases: Mapping[int, list[Case]],
) -> Answer:
    mine = proposals.get(comment.pk, []), cases.get(comment.pk, [])
    return rules.may_decide(actor, comment, handling, str(reason), *mine)


def _as_seen(comment: Comment, seen: str) -> Answer:
    """No, if it was decided or rewritten after the page was opened: by whom, when and how."""
    if mark_of(comment) == seen:
        return YES
    if seen.rpartition(".")[2] != stamp(comment.edited_at):
        return no(
            "この画面を開いた後に、コメントの本文が書き換えられました。",
            clause=CLAUSE,
            remedy="いまの本文を確かめて、もう一度お決めください。",
        )
    if comment.handled_by and comment.handled_at:
        at = localtime(comment.handled_at)
        who = f"{comment.handled_by.name}さんが{at.month}月{at.day}日{at.hour}時{at.minute:02}分に"
        because = f"({comment.because})" if comment.because else ""
        told = f"{who}先に「{comment.get_handling_display()}」{because}と決めました。"
    else:
        told = "この画面を開いた後に、対応の決定が取り消されました。"
    return no(told, remedy="内容を確かめて、変えるときは、もう一度お決めください。")


def _kept(reason: str, usual: str) -> Reason:
    kept = Reason(in_one_line(reason), usual)
    if (length := len(str(kept))) > REASON_MAX:
        raise Refused(no(f"理由は{REASON_MAX}字以内で入力してください(いま{length}字です)。"))
    return kept
