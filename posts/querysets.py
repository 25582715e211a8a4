"""What lists and pages read."""

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from approvals.models import State
from approvals.querysets import judgeable
from security.actors import Actor
from security.models import Organization

from .models import JobState, Link, Photo, Post, PublishJob


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
    """For lists, in one query: each post with its first picture and, once it is out, when (`published_at`).

    Newest change first unless an order is already set.
    """
    first = Photo.objects.filter(post=OuterRef("pk")).order_by("position")
    done = PublishJob.objects.filter(submission=OuterRef("submission"), state=JobState.DONE)
    found = posts.select_related("author", "organization", "dossier").annotate(
        first_picture=Subquery(first.values("rendition")[:1]),
        published_at=Subquery(done.values("finished_at")[:1]),
    )
    return found if found.ordered else found.order_by("-edited_at", "-pk")
