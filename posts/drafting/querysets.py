"""What lists and pages read."""

from collections import Counter
from datetime import date

from django.db.models import (
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils import timezone

from approvals.models import State, Submission
from approvals.querysets import JUDGED, judgeable, read_votes
from outbox.jobs import JobState
from posts.drafting import rights
from posts.drafting.models import Consent, Link, Photo, Post
from security.models import POSTERS, Organization, User
from security.office import passages, words
from security.office.fields import NUMBER
from security.people.actors import Actor

# The order of the list of posts; Post.Meta.indexes has it, whatever the list is narrowed to.
LATEST_FIRST = ("-edited_at", "-pk")
# So many posts are looked through for hashtags, of which so many are offered.
HASHTAGS_FROM, HASHTAGS_OFFERED = 50, 12


def readable_by(actor: Actor) -> QuerySet[Post]:
    """The posts of `rules.may_read`, as a query."""
    if actor.is_of_prefecture:
        return Post.objects.all()
    return Post.objects.filter(organization__in=actor.organization_ids)


def in_charge(posts: QuerySet[Post], user: User) -> QuerySet[Post]:
    """Those that the person answers for: taken over, or written and not handed over."""
    return posts.filter(Q(in_charge=user) | Q(in_charge__isnull=True, author=user))


def patterns(actor: Actor) -> QuerySet[Post]:
    """定型, of the organisations that the person works for, by name."""
    kept = Post.objects.filter(organization__in=actor.organization_ids).exclude(kept_as="")
    return kept.order_by("kept_as", "pk")


def hashtags_used(organization_id: int) -> list[str]:
    """Of the side's latest live posts, the most used first; of those that are used alike, the latest. One query."""
    live = Post.objects.filter(organization=organization_id, state=State.PUBLISHED)
    captions = live.order_by(*LATEST_FIRST).values_list("caption", flat=True)[:HASHTAGS_FROM]
    counted: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for caption in captions:
        for tag in dict.fromkeys(passages.hashtags(caption[: passages.EXAMINED_MAX])):
            counted[words.key(tag)] += 1
            spelled.setdefault(words.key(tag), tag)
    return [f"#{spelled[tag]}" for tag, _ in counted.most_common(HASHTAGS_OFFERED)]


def blank_drafts(actor: Actor) -> QuerySet[Post]:
    """The person's own that nobody has written anything into, latest first; of the side for which he posts now."""
    appointment = actor.appointment(*POSTERS)
    return Post.objects.filter(
        author=actor.user,
        organization=appointment.organization if appointment else None,
        state=State.DRAFT,
        version=1,
        title="",
        caption="",
        in_charge=None,
        photos=None,
        links=None,
        topics=None,
    ).order_by("-pk")


def earlier_uses(post: Post, actor: Actor) -> dict[str, Photo]:
    """Of each of its photos that another post has too, the latest such photo that the person may read, by the original's
    digest."""
    digests = {photo.original for photo in post.photos.all()}
    if not digests:
        return {}
    others = _others_of(post, actor).filter(original__in=digests)
    latest = others.order_by().values("original").annotate(latest=Max("pk")).values("latest")
    found = Photo.objects.filter(pk__in=latest).select_related("post__dossier")
    return {photo.original: photo for photo in found}


def same_photo(photo: Photo, pk: str, actor: Actor) -> Photo | None:
    """The photo of that number, if it is of the same file, of another post, and the person may read it."""
    if not NUMBER.fullmatch(pk):
        return None
    return _others_of(photo.post, actor).filter(pk=pk, original=photo.original).first()


def _others_of(post: Post, actor: Actor) -> QuerySet[Photo]:
    """Of other posts that the person may read; what rests on the other side's library is that side's own."""
    others = Photo.objects.exclude(post=post)
    if not actor.is_of_prefecture:
        others = others.filter(post__organization__in=actor.organization_ids)
    return others.filter(Q(licence=None, portrait=None) | Q(post__organization=post.organization_id))


def shown_without_permission(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    """Live posts with a photo whose permission has run out or been withdrawn (第４第１項(2), 第３項(2))."""
    lost = Photo.objects.not_permitted(day).values("post")
    return posts.filter(pk__in=lost, state=State.PUBLISHED)


def _parts() -> tuple[str | Prefetch, ...]:
    photos = Prefetch("photos", queryset=Photo.objects.select_related("licence", "portrait"))
    return "topics", photos, Prefetch("links", queryset=Link.objects.select_related("agreement"))


def with_parts(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With everything that content, completeness and preview read."""
    return posts.prefetch_related(*_parts())


def read_parts(post: Post) -> None:
    """The same for one post in hand, like one that has just been locked."""
    prefetch_related_objects([post], *_parts())


def with_details(posts: QuerySet[Post]) -> QuerySet[Post]:
    """With its parts and everything the rules ask for, whatever its state."""
    return with_parts(judgeable(posts)).select_related("edited_by", "in_charge")


def for_page(pk: int) -> Post | None:
    """For one post's own pages: its parts and everything the rules ask for in its state."""
    joined = (*JUDGED, "edited_by", "in_charge", "copied_from__dossier")
    found = with_parts(Post.objects.select_related(*joined))
    post = found.filter(pk=pk).first()
    if post and post.state == State.PENDING:
        read_votes(post)
    return post


def for_list(posts: QuerySet[Post]) -> QuerySet[Post]:
    """For lists, in one query: each post with its first picture and, once it is out, when (`published_at`).

    Newest change first unless an order is already set.
    """
    first = Photo.objects.filter(post=OuterRef("pk")).order_by("position")
    out = Submission.objects.filter(pk=OuterRef("submission"), jobs__state=JobState.DONE)
    found = posts.select_related("author", "in_charge", "organization", "dossier").annotate(
        first_picture=Subquery(first.values("rendition")[:1]),
        published_at=Subquery(out.values("jobs__finished_at")[:1]),
    )
    return found if found.ordered else found.order_by(*LATEST_FIRST)


def followed_from_source(organization: Organization) -> dict[str, str]:
    """The right holder that follows from each source of pictures of one's own, for a post of the organization."""
    theirs: list[Organization] = []
    if organization.kind == Organization.Kind.PREFECTURE:
        contractors = Organization.objects.filter(kind=Organization.Kind.CONTRACTOR)
        theirs = [one for one in contractors if one.in_force(timezone.localdate())]
    return rights.followed_from(organization, theirs)


def consents_for(organization: Organization) -> QuerySet[Consent]:
    """What photos of its posts may rest on today."""
    return Consent.objects.filter(organization=organization).standing(timezone.localdate())


def rights_before(post: Post, user: User) -> Photo | None:
    """A photo of the person's last other post of that organisation that says where it comes from."""
    mine = Photo.objects.filter(post__author=user, post__organization=post.organization_id)
    said = (
        mine.exclude(post=post.pk).exclude(source="").filter(own_rights=False, permission_withdrawn_on=None)
    )
    return (
        said.select_related("licence", "post__dossier")
        .order_by("-post__edited_at", "-post", "position")
        .first()
    )
