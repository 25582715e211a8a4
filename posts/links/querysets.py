"""Links of which something is to be said: in doubt by night, taken off, or keeping a post back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.models import State
from outbox.jobs import OPEN
from posts.drafting.models import Link, Post
from security.people.actors import Actor


def in_doubt(actor: Actor) -> QuerySet[Link]:
    """Those of the posts that the person may read."""
    doubted = Q(post__state=State.PUBLISHED) & (Q(dead_nights__gt=0) | Q(taken_off_at__isnull=False))
    held = Post.objects.filter(
        pk=OuterRef("post"), jobs__links_dead_since__isnull=False, jobs__state__in=OPEN
    )
    links = Link.objects.annotate(keeps_back=Exists(held)).filter(doubted | Q(keeps_back=True))
    if not actor.is_of_prefecture:
        links = links.filter(post__organization__in=actor.organization_ids)
    return links.select_related("post__organization", "post__dossier")
