"""What waits for a person, section by section. Nothing here is stored: states say it.

Which items stand in which section holds until the trail moves on, and is found by short queries for their keys alone;
the cards are then read in one query for all posts and one for all replies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone

from approvals.models import WENT_WRONG, Approvable, State
from approvals.querysets import awaiting, unnoted_for, unread, unseen_deputised
from cafe_instagram.home.facts import Facts
from comments.models import Reply
from comments.replies import querysets as replies
from outbox.jobs import JobState
from posts.drafting import querysets as posts
from posts.drafting import rules
from posts.models import Post
from security.models import POSTERS, Role
from security.people.actors import Actor

SHOWN = 8
# 要確認 waits for its result also once somebody has taken note of it.
TROUBLED = Q(state=State.UNCONFIRMED) | Q(state__in=WENT_WRONG) & ~Q(unnoted="")
NOTED_BY = "内容を確かめて「確認しました」を押してください。承認する立場のどなたかが押すか、投稿者が確認や対応をすると消えます。"


class Part(TextChoices):
    """The headings of the first page, in their order. Only the first is for what waits for the reader."""

    MINE = "mine", "あなたを待っているもの"
    WRONG = "wrong", "うまくいかなかったもの"
    SEEN = "seen", "ご覧いただくもの"
    AHEAD = "ahead", "これからのこと"


@dataclass(frozen=True)
class Found:
    """A section before its cards are read. `keys`: of the items, at most one more than are shown."""

    title: str
    why: str
    kind: type[Approvable]
    keys: tuple[int, ...]
    address: str
    halts: bool = False
    part: Part = Part.MINE


@dataclass(frozen=True)
class Section:
    """Each row: the item, where it leads, the template of its card. `all_url`: where more of them are listed."""

    title: str
    why: str
    rows: list[tuple[Approvable, str, str]]
    more: bool
    halts: bool  # while posting is stopped
    all_url: str
    part: Part


def for_person(facts: Facts) -> list[Section]:
    """The sections that have something in them, the most pressing first: what waits for a decision, posts, replies."""
    actor = facts.actor
    found = facts.cache.get(f"waiting:{actor.user.pk}", lambda: tuple(_found(actor)))
    shown = _read(actor, found)
    return [_section(one, shown) for one in found]


def _section(found: Found, shown: dict[type[Approvable], dict[int, Approvable]]) -> Section:
    is_post = found.kind is Post
    card = "posts/card.html" if is_post else "comments/reply_card.html"
    items = [shown[found.kind][key] for key in found.keys[:SHOWN] if key in shown[found.kind]]
    return Section(
        title=found.title,
        why=found.why,
        rows=[(item, reverse(found.address, args=[item.pk]), card) for item in items],
        more=len(found.keys) > SHOWN,
        halts=found.halts,
        all_url=reverse("posts:list" if is_post else "replies:list"),
        part=found.part,
    )


def _read(actor: Actor, sections: Iterable[Found]) -> dict[type[Approvable], dict[int, Approvable]]:
    """The items of all sections by kind and key: one query a kind that there is."""
    keys: dict[type[Approvable], set[int]] = {Post: set(), Reply: set()}
    for section in sections:
        keys[section.kind].update(section.keys[:SHOWN])
    rows: dict[type[Approvable], QuerySet[Any]] = {
        Post: posts.for_list(posts.readable_by(actor).filter(pk__in=keys[Post])),
        Reply: replies.for_list(replies.readable_by(actor).filter(pk__in=keys[Reply])),
    }
    return {kind: {item.pk: item for item in rows[kind]} if keys[kind] else {} for kind in rows}


def _found(actor: Actor) -> Iterator[Found]:
    readable, answers = posts.readable_by(actor), replies.readable_by(actor)
    parts = chain(
        _to_decide(actor, readable, answers),
        _went_wrong(actor, readable, answers),
        _posts(actor, readable),
        _replies(actor, answers),
    )
    return _each_once(section for section in parts if section.keys)


def _each_once(sections: Iterable[Found]) -> Iterator[Found]:
    """An item stands where it is found first: the more pressing comes before the less."""
    taken: set[tuple[type[Approvable], int]] = set()
    for section in sections:
        left = tuple(key for key in section.keys if (section.kind, key) not in taken)
        taken.update((section.kind, key) for key in left)
        if left:
            yield replace(section, keys=left)


def _to_decide(actor: Actor, readable: QuerySet[Post], answers: QuerySet[Reply]) -> Iterator[Found]:
    if not actor.is_any(Role.SECTION_CHIEF, Role.MANAGER):
        return
    in_admin = actor.is_any(Role.SECTION_CHIEF)
    yield _of_posts(
        "あなたの承認を待っています",
        "投稿する日時の近い順です。",
        awaiting(readable, actor),
        "admin:posts_post_change" if in_admin else "posts:decide",
    )
    yield _of_replies(
        "あなたの承認を待っている返信",
        "承認すると、すぐにInstagramへ送られます(第６第２項)。",
        awaiting(answers, actor),
        "admin:comments_reply_change" if in_admin else "replies:decide",
    )
    unseen = [one.submission.dossier_id for one in unseen_deputised(actor)]
    if unseen:
        why = "ご不在の間に代決者が決めたものです。内容をご覧のうえ「後閲した」を押してください。"
        yield _of_posts(
            "代決されたものの後閲を待っています", why, _latest(readable.filter(dossier__in=unseen))
        )
        yield _of_replies(
            "代決された返信の後閲を待っています", why, _latest(answers.filter(dossier__in=unseen))
        )


def _went_wrong(actor: Actor, readable: QuerySet[Post], answers: QuerySet[Reply]) -> Iterator[Found]:
    """For who approves it, or mends what caused it; what is a poster's own stands in his own sections."""
    posts_wrong, replies_wrong = (
        unnoted_for(items, actor).exclude(pk__in=_own(actor, items).values("pk"))
        for items in (readable, answers)
    )
    yield _of_posts(
        "投稿されなかったもの、結果が分からないもの", NOTED_BY, _latest(posts_wrong), part=Part.WRONG
    )
    yield _of_replies(
        "送られなかった返信、結果が分からない返信", NOTED_BY, _latest(replies_wrong), part=Part.WRONG
    )


def _posts(actor: Actor, readable: QuerySet[Post]) -> Iterator[Found]:
    if actor.is_any(*POSTERS, Role.SECTION_CHIEF):
        answerable = readable if actor.is_any(Role.SECTION_CHIEF) else _own(actor, readable)
        yield _of_posts(
            "使用の許可がない写真が公開されています",
            "Instagramで削除して「削除を記録する」から記録してください(第４第１項(2)、第３項(2))。",
            _latest(posts.shown_without_permission(answerable, timezone.localdate())),
        )
    if rules.may_draft(actor):
        own = _own(actor, readable)
        in_hand = Q(jobs__in_hand_at__isnull=False, jobs__state=JobState.RUNNING)
        yield _of_posts(
            "手動で投稿しています",
            "投稿したら、そのアドレスを記録してください。投稿しないときは、始めた方が「やめて戻す」を押してください。",
            _latest(own.filter(in_hand, state=State.PUBLISHING)),
        )
        returned = _of_posts(
            "対応が必要です",
            "差し戻されたもの、投稿できなかったもの、結果を確かめるもの。",
            _latest(own.filter(is_returned=True)),
            part=Part.WRONG,
        )
        yield replace(returned, keys=returned.keys + _keys(_latest(own.filter(TROUBLED))))
        yield _of_posts(
            "承認済で、投稿を待っています",
            "「手動で投稿する」から投稿してください。"
            if settings.PUBLISHES_BY_HAND
            else "「投稿する」を押すと投稿されます。",
            _latest(own.filter(state=State.APPROVED, publish_at=None)),
            halts=True,
        )
        drafts = own.filter(state=State.DRAFT, is_returned=False)
        yield _of_posts("下書き", "承認を求める前のもの。", _latest(drafts), "posts:edit", part=Part.AHEAD)
    yield _of_posts(
        "供覧",
        "業務処理責任者が承認した運営者の投稿です(第４第３項(1))。",
        _latest(unread(readable, actor)),
        part=Part.SEEN,
    )
    soon = readable.filter(state=State.APPROVED, publish_at__isnull=False).order_by("publish_at")
    yield _of_posts(
        "これから投稿されます",
        "承認済で、日時が決まっているもの。時刻になったら「手動で投稿する」から投稿してください。"
        if settings.PUBLISHES_BY_HAND
        else "承認済で、日時が決まっているもの。",
        soon,
        halts=True,
        part=Part.AHEAD,
    )


def _replies(actor: Actor, answers: QuerySet[Reply]) -> Iterator[Found]:
    if rules.may_draft(actor):
        own = _own(actor, answers)
        came_back = Q(is_returned=True) | ~Q(lapsed_because="")
        yield _of_replies(
            "対応が必要な返信",
            "差し戻されたもの、承認が無効になったもの、送れなかったもの、結果を確かめるもの。",
            _latest(own.filter(TROUBLED | Q(state=State.DRAFT) & came_back)),
            part=Part.WRONG,
        )
        drafts = own.filter(state=State.DRAFT, is_returned=False, lapsed_because="")
        yield _of_replies(
            "返信の下書き", "承認を求める前のもの。", _latest(drafts), "replies:edit", part=Part.AHEAD
        )
    yield _of_replies(
        "返信の供覧",
        "業務処理責任者が承認した運営者の返信です(第６第２項)。",
        _latest(unread(answers, actor)),
        part=Part.SEEN,
    )


def _own(actor: Actor, readable: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the sides for which the person posts."""
    sides = [one.organization_id for one in actor.appointments if one.role in POSTERS]
    return readable.filter(organization__in=sides)


def _latest(items: QuerySet[Any]) -> QuerySet[Any]:
    return items.order_by(*posts.LATEST_FIRST)


def _of_posts(
    title: str,
    why: str,
    items: QuerySet[Post],
    address: str = "posts:detail",
    *,
    halts: bool = False,
    part: Part = Part.MINE,
) -> Found:
    return Found(title, why, Post, _keys(items), address, halts, part)


def _of_replies(
    title: str,
    why: str,
    items: QuerySet[Reply],
    address: str = "replies:detail",
    *,
    part: Part = Part.MINE,
) -> Found:
    return Found(title, why, Reply, _keys(items), address, part=part)


def _keys(items: QuerySet[Any]) -> tuple[int, ...]:
    return tuple(items.values_list("pk", flat=True)[: SHOWN + 1])
