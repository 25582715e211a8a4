"""引継ぎ: what somebody who has left was working on goes to the successor (第４第２項)."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from approvals import events
from approvals.models import State
from approvals.models.approvable import EDITABLE
from posts.drafting import notices, querysets
from posts.drafting.models import Post
from security.models import POSTERS, Appointment, User
from security.notices import telling
from security.people.actors import Actor
from security.trail import recording as audit

OPEN = (*EDITABLE, State.UNCONFIRMED)


def hand_over(*, appointment: Appointment, by: Actor | None) -> None:
    """Runs in the transaction of the appointment's end. Without a successor who posts there, nobody is named.

    The posts stay open to all posters of the organisation either way.
    """
    posts = _open_posts(appointment)
    successor = _able_successor(appointment)
    if not posts or successor is None:
        return
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(in_charge=successor)
    _tell(successor, appointment, posts, by)
    for post in posts:
        audit.record(
            events.HANDED_OVER, by=by, subject=post, reason=f"{appointment.user.name} → {successor.name}"
        )


def _open_posts(appointment: Appointment) -> list[Post]:
    """Locked, before the trail's head is: in the order in which everybody takes them."""
    mine = querysets.in_charge(Post.objects.all(), appointment.user)
    rows = mine.filter(organization=appointment.organization_id, state__in=OPEN).order_by("pk")
    return list(rows.select_for_update(no_key=True, of=("self",)))


def _able_successor(appointment: Appointment) -> User | None:
    if appointment.successor is None:
        return None
    actor = Actor.of(appointment.successor)
    posts_there = actor.appointment(*POSTERS, organization_id=appointment.organization_id)
    return appointment.successor if posts_there else None


def _tell(successor: User, appointment: Appointment, posts: Sequence[Post], by: Actor | None) -> None:
    lines = "\n".join(f"・{post}({post.get_state_display()})" for post in posts)
    telling.tell(
        notices.HANDED_OVER,
        to=User.objects.filter(pk=successor.pk),
        about=appointment,
        title=f"{appointment.user.name}さんの担当を引き継ぎました",
        sentence=f"次の{len(posts)}件の担当が、あなたに替わりました(第４第２項)。"
        f"ホームと投稿の一覧に「担当(引継ぎ)」と表示されます。\n{lines}",
        url=reverse("posts:list"),
        by=by.user if by else None,
        key=f"hand-over:{appointment.pk}:{timezone.localdate()}",
    )
