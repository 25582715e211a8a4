"""The nouns of posting."""

from posts.models.jobs import PublishJob, PublishStep
from posts.models.links import Link, SiteAgreement
from posts.models.photos import People, Photo, Source
from posts.models.posts import Post, Sponsorship, Topic

__all__ = [
    "Link",
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
