"""What waits for a person, section by section. Nothing here is stored: states say it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from approvals.models import State
from approvals.querysets import awaiting, is_returned, unread, unseen_deputised
from posts import querysets, rules
from posts.models import Post
from security.actors import Actor
from security.models import POSTERS, Role

SHOWN = 8


@dataclass(frozen=True)
class Section:
    title: str
    why: str
    rows: list[tuple[Post, str]]
    more: bool
    halts: bool = False  # while posting is stopped


def for_person(actor: Actor) -> list[Section]:
    """The sections that have something in them, the most pressing first."""
    readable = querysets.listed(querysets.readable_by(actor))
    return [section for section in _sections(actor, readable) if section.rows]


def _sections(actor: Actor, readable: QuerySet[Post]) -> Iterator[Section]:
    if actor.is_any(Role.SECTION_CHIEF, Role.MANAGER):
        in_admin = actor.is_any(Role.SECTION_CHIEF)
        yield _section(
            "あなたの承認を待っています",
            "投稿する日時の近い順です。",
            awaiting(readable, actor),
            "admin:posts_post_change" if in_admin else "posts:decide",
        )
        unseen = unseen_deputised(actor).values("submission__dossier")
        yield _section(
            "代決されたものの後閲を待っています",
            "ご不在の間に代決者が決めたものです。内容をご覧のうえ「後閲した」を押してください。",
            readable.filter(dossier__in=unseen),
        )
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
    posting = [one.organization_id for one in actor.appointments if one.role in POSTERS]
    return readable.filter(organization__in=posting)


def _section(
    title: str, why: str, posts: QuerySet[Post], address: str = "posts:detail", *, halts: bool = False
) -> Section:
    rows = list(posts[: SHOWN + 1])
    return Section(
        title=title,
        why=why,
        rows=[(post, reverse(address, args=[post.pk])) for post in rows[:SHOWN]],
        more=len(rows) > SHOWN,
        halts=halts,
    )
