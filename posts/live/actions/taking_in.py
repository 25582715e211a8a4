"""What a whole reading of the account's list has brought: new posts, changed ones, and what each of them is.

An empty answer or half a list begins no register and ends no post: that one is gone is told by `note_gone` alone, after
Instagram was asked for it by its number as well.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from instagram import captions
from instagram.results import CountedMedia
from outbox.jobs import JobState
from posts.drafting import rules as post_rules
from posts.live import events, telling
from posts.live.explaining import Explanations
from posts.live.models import ID_MAX, AccountPost, Register, Standing
from posts.publishing.models import PublishJob
from security.trail import recording as audit

UNSETTLED = (Standing.WAITING, Standing.OPEN)
TOLD = ["caption", "permalink", "shortcode", "kind", "pictures", "gone_at"]


@transaction.atomic
def take_in_list(
    *, account: str, listed: Sequence[CountedMedia], counted: int | None, asked_at: datetime
) -> None:
    """`listed`: the list read to its end. `counted`: how many posts the profile says there are, if it was asked.

    The first one makes the register: all that stands there then and is not on its way from here is taken over.
    """
    register, begins = _register(account, listed, counted)
    if register is None:
        return
    told = {one.id: one for one in listed if len(one.id) <= ID_MAX}
    known = {row.media_id: row for row in AccountPost.objects.filter(media_id__in=told)}
    rewritten = _change(list(known.values()), told, asked_at)
    fresh = [_row(register, one) for number, one in told.items() if number not in known]
    unsettled = _unsettled(register)
    were_open = {row.media_id for row in unsettled if row.is_open}
    _judge([*fresh, *unsettled], is_first=begins)
    AccountPost.objects.bulk_create(fresh)
    AccountPost.objects.bulk_update(unsettled, ["standing", "post"])
    register.read_at = asked_at
    register.taken_over += sum(row.standing == Standing.BEFORE for row in fresh)
    register.save(update_fields=["read_at", "taken_over"])
    _tell([*fresh, *unsettled], were_open)
    _tell_rewritten(rewritten)
    if begins:
        audit.record(events.BEGUN, by=None, subject=register, count=register.taken_over)


def _register(
    account: str, listed: Sequence[CountedMedia], counted: int | None
) -> tuple[Register | None, bool]:
    """Locked, and whether it begins now. None before a whole reading, or while the account's number is not known."""
    if not account.isdigit():
        return None, False
    found = Register.objects.select_for_update(no_key=True).filter(account=account).first()
    if found:
        return found, False
    is_whole = len(listed) >= counted if counted is not None else bool(listed)
    if not is_whole:
        return None, False
    return Register.objects.create(account=account), True


def _row(register: Register, told: CountedMedia) -> AccountPost:
    address = told.permalink[:300]
    return AccountPost(
        register=register,
        media_id=told.id,
        caption=clean(told.caption),
        permalink=address,
        shortcode=post_rules.post_code(address)[:60],
        kind=told.media_type[:20],
        pictures=told.pictures,
        posted_at=told.timestamp or timezone.now(),
        standing=Standing.WAITING,
    )


def clean(text: str) -> str:
    """Without what no database can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _unsettled(register: Register) -> list[AccountPost]:
    rows = register.posts.filter(standing__in=UNSETTLED).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _change(
    known: Sequence[AccountPost], told: dict[str, CountedMedia], asked_at: datetime
) -> list[AccountPost]:
    """What Instagram tells otherwise than stored; where words or pictures changed, the version is held against it anew.

    Returns what was there before the register and says something else now: nobody has approved that, so it is open.
    """
    changed, edited, rewritten = [], [], []
    for row in known:
        one, before = told[row.media_id], [getattr(row, name) for name in TOLD]
        is_other = not captions.same_caption(row.caption, one.caption)
        is_other |= bool(one.pictures) and one.pictures != row.pictures
        is_left_out = (
            row.standing == Standing.BEFORE and not one.caption
        )  # later words are held against these
        if not is_left_out and not captions.same_caption(row.caption, one.caption):
            row.caption = clean(one.caption)
        row.permalink = one.permalink[:300] or row.permalink
        row.shortcode = row.shortcode or post_rules.post_code(row.permalink)[:60]
        row.kind, row.pictures = one.media_type[:20] or row.kind, one.pictures or row.pictures
        if row.gone_at and row.gone_at < asked_at:
            row.gone_at = None
        if before != [getattr(row, name) for name in TOLD]:
            changed.append(row)
        if is_other:
            edited.append(row.media_id)
        if row.standing == Standing.BEFORE and _says_something_else(one, before):
            rewritten.append(row)
    if changed:
        AccountPost.objects.bulk_update(changed, TOLD)
    if edited:
        compare_again(edited)
    if rewritten:
        _open_again(rewritten)
    return rewritten


def _says_something_else(one: CountedMedia, before: list[object]) -> bool:
    """Than before. What an answer leaves out is no change: words that are missing once, a number that was not known."""
    was = dict(zip(TOLD, before, strict=True))
    has_other_words = bool(one.caption) and not captions.same_caption(str(was["caption"]), one.caption)
    return has_other_words or bool(was["pictures"] and one.pictures and one.pictures != was["pictures"])


def _open_again(rows: Sequence[AccountPost]) -> None:
    """Whatever was said of it was said of other words; who said it stands in the trail."""
    for row in rows:
        row.standing, row.settled_by, row.settled_at = Standing.OPEN, None, None
        row.note, row.found_at = "", timezone.now()
    AccountPost.objects.bulk_update(rows, [*AccountPost.SETTLED, "found_at"])


def compare_again(numbers: Sequence[str]) -> None:
    """The look at the live post (publishing/comparing.py), once more and now."""
    done = PublishJob.objects.filter(media_id__in=numbers, state=JobState.DONE)
    done.update(compare_at=timezone.now())


def _judge(rows: Sequence[AccountPost], *, is_first: bool) -> None:
    explanations = Explanations(rows)
    for row in rows:
        job = explanations.job_of(row)
        if job:
            row.standing, row.post = Standing.EXPLAINED, job.post
            if not job.media_id:
                _name(job, row)
        elif row.standing == Standing.OPEN:
            continue
        elif explanations.may_be_under_way(row):
            row.standing = Standing.WAITING
        else:
            row.standing = Standing.BEFORE if is_first else Standing.OPEN


def _name(job: PublishJob, row: AccountPost) -> None:
    """A person has said by its address that it is this one: now it has its number, and is held against the version."""
    nameless = PublishJob.objects.filter(pk=job.pk, media_id="")
    nameless.update(media_id=row.media_id, compare_at=timezone.now())


def _tell(rows: Sequence[AccountPost], were_open: set[str]) -> None:
    found = [row for row in rows if row.is_open and row.media_id not in were_open]
    explained = [row for row in rows if not row.is_open and row.media_id in were_open]
    telling.of_posts(found)
    for row in explained:
        telling.take_back_post(row)
    for row in found:
        posted_at = row.posted_at.isoformat()
        audit.record(events.FOUND, by=None, subject=row, permalink=row.permalink, posted_at=posted_at)
    for row in explained:
        assert row.post is not None  # noqa: S101 - explained by it
        audit.record(events.EXPLAINED, by=None, subject=row, document=row.post.dossier.number)


def _tell_rewritten(rows: Sequence[AccountPost]) -> None:
    telling.of_rewritten(rows)
    for row in rows:
        audit.record(events.REWRITTEN, by=None, subject=row, permalink=row.permalink)


@transaction.atomic
def note_gone(*, media_id: str) -> None:
    """It is not on the account any more: the list lacks it, and Instagram does not know it by its number either.

    Of a post of ours, publishing/comparing.py looks for itself, and tells those who answer for it.
    """
    row = AccountPost.objects.select_for_update(no_key=True).filter(media_id=media_id, gone_at=None).first()
    if row is None:
        return
    row.gone_at = timezone.now()
    row.save(update_fields=["gone_at"])
    compare_again([media_id])
    audit.record(events.GONE, by=None, subject=row)
