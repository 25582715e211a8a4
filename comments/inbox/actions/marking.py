"""A changed word list marks the undecided comments anew, newest first, a slice at a time. Hints decide nothing."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.inbox.hints import WordList
from comments.inbox.models import Comment, Handling, MarkingRound

SLICE = 1000
SLICES_A_TURN = 3


def is_due() -> bool:
    """Whether there is anything for `run`."""
    return _open_rounds().exists()


def run() -> None:
    """One turn of the sweep: a few slices, so that it never keeps the other work waiting."""
    for _ in range(SLICES_A_TURN):
        if not mark_slice():
            return


@transaction.atomic
def mark_slice() -> bool:
    """Whether there was anything to look at. Two workers never take the same slice: the round's row is locked."""
    round_ = _open_rounds().select_for_update(skip_locked=True).first()
    if round_ is None:
        return False
    comments = list(_next(round_))
    _mark(comments)
    if len(comments) < SLICE:
        round_.done_at = timezone.now()
    else:
        round_.before_at, round_.before_id = comments[-1].commented_at, comments[-1].pk
    round_.save()
    return round_.done_at is None


def _open_rounds() -> QuerySet[MarkingRound]:
    return MarkingRound.objects.filter(done_at=None)


def _next(round_: MarkingRound) -> "list[Comment]":
    undecided = Comment.objects.filter(handling=Handling.OPEN, is_own=False)
    if round_.before_at:
        undecided = undecided.filter(
            Q(commented_at__lt=round_.before_at) | Q(pk__lt=round_.before_id),
            commented_at__lte=round_.before_at,
        )
    # Locked, so that no hint of a former text is written beside a new one.
    slice_ = undecided.order_by("-commented_at", "-pk").select_for_update(no_key=True)[:SLICE]
    return list(slice_.only("pk", "commented_at", "text", "hints"))


def _mark(comments: list[Comment]) -> None:
    words, changed = WordList.load(), defaultdict(list)
    for comment in comments:
        hints = words.hints_of(comment.text)
        if hints != comment.hints:
            changed[hints].append(comment.pk)
    for hints, numbers in changed.items():
        Comment.objects.filter(pk__in=numbers).update(hints=hints)
