"""Verbs of planning: another time, an idea, another person in charge, a feed. Withdrawing is every item's own verb."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from approvals import events as item_events
from approvals.actions import locked
from approvals.actions.drafting import opened
from posts.drafting import actions as drafting
from posts.drafting import notices
from posts.drafting.actions import Draft
from posts.drafting.models import Post
from posts.planning import events, feeds, rules
from posts.planning.models import CalendarFeed
from security.letters import writing as letters
from security.models import User
from security.notices import telling
from security.office.answers import require
from security.people.actors import Actor
from security.signing_in.notices import IF_IT_WAS_NOT_YOU
from security.trail.recording import record


class AskFirst(Exception):
    """The time is part of what was approved or asked for, and nobody has said yet that this may go."""

    def __init__(self, post: Post) -> None:
        super().__init__(f"the post is {post.state}")
        self.post = post


def move(*, by: User, post: Post, version: int, publish_at: datetime | None, sure: str = "") -> Post:
    """日時を変える. `sure`: the state of which the person has said that the approval may go; of a draft nothing is asked.

    Raises AskFirst, Stale or Refused, and changes nothing then. No picture is made for it, for no crop changes.
    """
    require(rules.may_be_planned_for(publish_at))
    with transaction.atomic():
        # Locked here, so that what is a draft now cannot be asked for between this look and the save.
        now = opened(post, by=Actor.of(by), version=version, may_edit=rules.may_move)
        if rules.asks_first(now) and now.state != sure and now.publish_at != publish_at:
            raise AskFirst(now)
        return drafting.save_draft(
            by=by, post=now, version=version, draft=Draft(fields={"publish_at": publish_at})
        )


def jot(*, by: User, form_key: uuid.UUID, title: str) -> Post:
    """アイデアを書き留める: a draft with a title and no day."""
    return drafting.create_draft(by=by, form_key=form_key, draft=Draft(fields={"title": title}))


@transaction.atomic
def hand_over(*, by: User, post: Post, to: User) -> None:
    """引き継ぐ: one post, while its author may still be here. Told to the one who answers for it now."""
    actor, post = Actor.of(by), locked(post)
    require(rules.may_hand_over(actor, post, to))
    before = post.in_charge or post.author
    post.in_charge = to
    post.save(update_fields=["in_charge"])
    telling.tell(
        notices.HANDED_OVER,
        to=User.objects.filter(pk=to.pk),
        about=post,
        title=f"「{post}」の担当を引き継ぎました",
        sentence=f"「{post}」({post.get_state_display()})の担当が、{before.name}さんからあなたに替わりました。"
        "ホームと投稿の一覧に「担当(引継ぎ)」と表示されます。",
        url=post.get_absolute_url(),
        by=by,
    )
    record(item_events.HANDED_OVER, by=actor, subject=post, reason=f"{before.name} → {to.name}")


@transaction.atomic
def make_feed(*, by: User) -> str:
    """配信を始める, or the address made anew; an earlier one is dead from now on. Gives the secret, which is kept nowhere."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two presses wait for one another
    actor, secret = Actor.of(by), feeds.new_secret()
    require(rules.may_read_feed(actor))
    values = {"token_hash": feeds.digest(secret), "made_at": timezone.now(), "read_at": None}
    _, is_new = CalendarFeed.objects.update_or_create(person=by, defaults=values)
    event = record(events.FEED_MADE if is_new else events.FEED_RENEWED, by=actor, subject=by)
    if by.email:
        letters.write(
            key=f"calendar-feed:{event.number}",
            to=by,
            subject="予定表の配信を始めました" if is_new else "予定表の配信のアドレスを作り直しました",
            body="投稿の予定表を、あなたのカレンダーに配信するアドレスが作られました。そのアドレスを知っている人は、"
            "ログインしなくても、あなたが見られる予定の件名と日時を見られます。\n"
            f"止めるときは、次のページで「配信を止める」を押してください。\n{_page()}{IF_IT_WAS_NOT_YOU}",
        )
    return secret


@transaction.atomic
def end_feed(*, person: User, by: User | None, reason: str = "") -> bool:
    """配信を止める. Whether there was one. Also runs in the transaction of the end of an appointment."""
    gone, _ = CalendarFeed.objects.filter(person=person).delete()
    if gone:
        words = {"reason": reason} if reason else {}
        record(events.FEED_ENDED, by=Actor.of(by) if by else None, subject=person, **words)
    return bool(gone)


@transaction.atomic
def note_read(*, feed: CalendarFeed) -> bool:
    """A program has come for it: whether it may have it, or comes too often in this hour."""
    feed = CalendarFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    now = timezone.now()
    if feed.hour_is_over(now):
        feed.hour_began, feed.reads = now, 0
    if feed.reads >= feed.READS_MOST:
        return False
    feed.reads += 1
    feed.read_at = now
    feed.save(update_fields=["hour_began", "reads", "read_at"])
    return True


def _page() -> str:
    return settings.PUBLIC_URL + reverse("posts:feed")
