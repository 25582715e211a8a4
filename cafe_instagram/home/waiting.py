"""What waits for a person, section by section. Nothing here is stored: states say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from approvals.models import Approvable, State
from approvals.querysets import awaiting, is_returned, unread, unseen_deputised
from comments.models import Reply
from comments.querysets import replies
from posts import querysets, rules
from posts.models import Post
from security.actors import Actor
from security.models import POSTERS, Role

SHOWN = 8


@dataclass(frozen=True)
class Section:
    """Each row: the item, where it leads, the template of its card. `all_url`: where more of them are listed."""

    title: str
    why: str
    rows: list[tuple[Approvable, str, str]]
    more: bool
    halts: bool = False  # while posting is stopped
    all_url: str = ""


def for_person(actor: Actor) -> list[Section]:
    """The sections that have something in them, the most pressing first: what waits for a decision, posts, replies."""
    readable = querysets.listed(querysets.readable_by(actor))
    answers = replies.listed(replies.readable_by(actor))
    parts = chain(
        _to_decide(actor, readable, answers), _sections(actor, readable), _about_replies(actor, answers)
    )
    return [section for section in parts if section.rows]


def _to_decide(actor: Actor, readable: QuerySet[Post], answers: QuerySet[Reply]) -> Iterator[Section]:
    if not actor.is_any(Role.SECTION_CHIEF, Role.MANAGER):
        return
    in_admin = actor.is_any(Role.SECTION_CHIEF)
    yield _section(
        "あなたの承認を待っています",
        "投稿する日時の近い順です。",
        awaiting(readable, actor),
        "admin:posts_post_change" if in_admin else "posts:decide",
    )
    yield _replies(
        "あなたの承認を待っている返信",
        "承認すると、すぐにInstagramへ送られます(第６第２項)。",
        awaiting(answers, actor),
        "admin:comments_reply_change" if in_admin else "replies:decide",
    )
    unseen = unseen_deputised(actor).values("submission__dossier")
    why = "ご不在の間に代決者が決めたものです。内容をご覧のうえ「後閲した」を押してください。"
    yield _section("代決されたものの後閲を待っています", why, readable.filter(dossier__in=unseen))
    yield _replies("代決された返信の後閲を待っています", why, answers.filter(dossier__in=unseen))


def _about_replies(actor: Actor, answers: QuerySet[Reply]) -> Iterator[Section]:
    if rules.may_draft(actor):
        own = answers.filter(organization__in=_posting_for(actor))
        troubled = Q(state__in=[State.UNCONFIRMED, State.FAILED, State.EXPIRED]) | is_returned()
        yield _replies(
            "対応が必要な返信",
            "差し戻されたもの、承認が無効になったもの、送れなかったもの、結果を確かめるもの。",
            own.filter(troubled | Q(state=State.DRAFT) & ~Q(lapsed_because="")),
        )
        drafts = own.filter(~is_returned(), state=State.DRAFT, lapsed_because="")
        yield _replies("返信の下書き", "承認を求める前のもの。", drafts, "replies:edit")
    yield _replies(
        "返信の供覧", "業務処理責任者が承認した運営者の返信です(第６第２項)。", unread(answers, actor)
    )


def _sections(actor: Actor, readable: QuerySet[Post]) -> Iterator[Section]:
    if actor.is_any(*POSTERS, Role.SECTION_CHIEF):
        answerable = readable if actor.is_any(Role.SECTION_CHIEF) else _own(actor, readable)
        yield _section(
            "使用の許可がない写真が公開されています",
            "Instagramで削除して「削除を記録する」から記録してください(第４第１項(2)、第３項(2))。",
            querysets.shown_without_permission(answerable, timezone.localdate()),
        )
    if rules.may_draft(actor):
        own = _own(actor, readable)
        troubled = Q(state__in=[State.UNCONFIRMED, State.FAILED, State.EXPIRED])
        yield _section(
            "対応が必要です",
            "差し戻されたもの、投稿できなかったもの、結果を確かめるもの。",
            own.filter(troubled | is_returned()).order_by(F("is_returned").desc(), "-edited_at", "-pk"),
        )
        ready = own.filter(state=State.APPROVED, publish_at=None)
        yield _section(
            "承認済で、投稿を待っています", "「投稿する」を押すと投稿されます。", ready, halts=True
        )
        drafts = own.filter(~is_returned(), state=State.DRAFT)
        yield _section("下書き", "承認を求める前のもの。", drafts, "posts:edit")
    yield _section(
        "供覧", "業務処理責任者が承認した運営者の投稿です(第４第３項(1))。", unread(readable, actor)
    )
    soon = readable.filter(state=State.APPROVED, publish_at__isnull=False).order_by("publish_at")
    yield _section("これから投稿されます", "承認済で、日時が決まっているもの。", soon, halts=True)


def _own(actor: Actor, readable: QuerySet[Post]) -> QuerySet[Post]:
    """Those of the sides for which the person posts."""
    return readable.filter(organization__in=_posting_for(actor))


def _posting_for(actor: Actor) -> list[int]:
    return [one.organization_id for one in actor.appointments if one.role in POSTERS]


def _section(
    title: str, why: str, items: QuerySet[Any], address: str = "posts:detail", *, halts: bool = False
) -> Section:
    return _of(title, why, items, address, "posts/card.html", reverse("posts:list"), halts=halts)


def _replies(title: str, why: str, items: QuerySet[Any], address: str = "replies:detail") -> Section:
    return _of(title, why, items, address, "comments/reply_card.html", reverse("replies:list"))


def _of(
    title: str, why: str, items: QuerySet[Any], address: str, card: str, all_url: str, *, halts: bool = False
) -> Section:
    rows = list(items[: SHOWN + 1])
    return Section(
        title=title,
        why=why,
        rows=[(item, reverse(address, args=[item.pk]), card) for item in rows[:SHOWN]],
        more=len(rows) > SHOWN,
        halts=halts,
        all_url=all_url,
    )
