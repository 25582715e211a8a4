"""The nouns of posting."""

from posts.drafting.models.links import Link, SiteAgreement
from posts.drafting.models.photos import People, Photo, Source
from posts.drafting.models.posts import Post, Sponsorship, Topic
from posts.publishing.models import LiveDifference, PublishJob, PublishStep

__all__ = [
    "Link",
    "LiveDifference",
    "People",
    "Photo",
    "Post",
    "PublishJob",
    "PublishStep",
    "SiteAgreement",
    "Source",
    "Sponsorship",
    "Topic",
]
