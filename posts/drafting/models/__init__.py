"""What is drafted: a post, its photos and links."""

from posts.drafting.models.consents import Consent
from posts.drafting.models.files import DamagedFile
from posts.drafting.models.links import Link, SiteAgreement
from posts.drafting.models.photos import People, Photo, Source
from posts.drafting.models.posts import Generated, Post, Sponsorship, Topic

__all__ = [
    "Consent",
    "DamagedFile",
    "Generated",
    "Link",
    "People",
    "Photo",
    "Post",
    "SiteAgreement",
    "Source",
    "Sponsorship",
    "Topic",
]
