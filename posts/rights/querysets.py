"""What the library's pages read."""

from django.db.models import Count, Q, QuerySet

from posts.drafting import querysets
from posts.drafting.actions.consents import resting_on
from posts.drafting.models import Consent, Photo, Post
from security.people.actors import Actor


def readable_by(actor: Actor) -> QuerySet[Consent]:
    """The entries of `rules.may_read_consent`, as a query."""
    if actor.is_of_prefecture:
        return Consent.objects.all()
    return Consent.objects.filter(organization__in=actor.organization_ids)


def listed(actor: Actor) -> QuerySet[Consent]:
    """With the number of posts in which each is used (`posts`)."""
    licensed = Count("licensed__post", distinct=True, filter=Q(kind=Consent.Kind.HOLDER))
    portrayed = Count("portrayed__post", distinct=True, filter=Q(kind=Consent.Kind.PEOPLE))
    return readable_by(actor).select_related("organization").annotate(posts=licensed + portrayed)


def used_in(consent: Consent, actor: Actor) -> QuerySet[Post]:
    """The posts whose photos rest on it, as far as the person may read them."""
    photos = Photo.objects.filter(resting_on(consent))
    return querysets.readable_by(actor).filter(pk__in=photos.values("post")).select_related("dossier")


def is_used(consent: Consent) -> bool:
    return Photo.objects.filter(resting_on(consent)).exists()
