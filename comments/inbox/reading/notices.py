"""Telling the administrators that Instagram counts comments and shows none: one letter, not one for each post."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comments.inbox.models import LivePost
from security.letters import writing as letters
from security.models import Appointment, Role, User

ABOUT = "comments-unreadable"


@transaction.atomic
def write(post: LivePost) -> None:
    """For a post that has just become unreadable; silent while others have been so already."""
    if LivePost.objects.exclude(pk=post.pk).filter(gone_at=None, unreadable_since__isnull=False).exists():
        return
    url = f"{settings.PUBLIC_URL}{reverse('security:connection')}"
    for person in _administrators():
        body = render_to_string(
            "comments/letters/unreadable.txt", {"person": person, "post": post, "url": url}
        )
        letters.write(
            key=f"{ABOUT}:{post.pk}:{timezone.localdate()}",
            to=person,
            subject="Instagramのコメントを読み取れません",
            body=body,
            about=ABOUT,
        )


def _administrators() -> list[User]:
    appointed = Appointment.objects.in_force().filter(role=Role.ADMINISTRATOR, deputizes=None)
    return list(User.objects.filter(pk__in=appointed.values("user"), is_active=True).order_by("pk"))
