"""What lists and pages read."""

from django.db.models import Prefetch, Q, QuerySet

from approvals.models import State
from approvals.querysets import judgeable
from security.actors import Actor
from security.models import Organization

from .models import Link, Photo, Post


def readable_by(actor: Actor) -> QuerySet[Post]:
    """The posts of `rules.may_read`, as a query."""
    own_side = actor.organization
    if own_side is None:
        return Post.objects.none()
    if own_side.kind == Organization.Kind.PREFECTURE:
        return Post.objects.all()
    return Post.objects.filter(Q(organization=own_side) | Q(state=State.PUBLISHED))


def with_parts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With all that content, completeness and preview read."""
    return posts.prefetch_related(
        "topics",
        "photos",
        Prefetch("links", queryset=Link.objects.select_related("agreement")),
    )


def whole(posts: QuerySet[Post]) -> QuerySet[Post]:
    """One post's page: its parts and all that the rules ask."""
    return with_parts(judgeable(posts)).select_related("edited_by")


def listed(posts: QuerySet[Post]) -> QuerySet[Post]:
    """For lists: each post with its first picture; newest change first unless an order is already set."""
    first = Photo.objects.filter(position=1).only("post_id", "rendition", "alt_text")
    found = posts.select_related("author", "organization", "dossier").prefetch_related(
        Prefetch("photos", queryset=first, to_attr="first_photos")
    )
    return found if found.ordered else found.order_by("-edited_at", "-pk")
