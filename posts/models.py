"""The nouns of posting."""

from posts.drafting.models.files import DamagedFile
from posts.drafting.models.links import Link, SiteAgreement
from posts.drafting.models.photos import People, Photo, Source
from posts.drafting.models.posts import Post, Sponsorship, Topic
from posts.links.models import Outage
from posts.live.models import AccountPost, AccountProfile, Register, Standing
from posts.phrases.models import Expression, Phrase
from posts.publishing.models import LiveDifference, PublishJob

__all__ = [
    "AccountPost",
    "AccountProfile",
    "DamagedFile",
    "Expression",
    "Link",
    "LiveDifference",
    "Outage",
    "People",
    "Photo",
    "Phrase",
    "Post",
    "PublishJob",
    "SiteAgreement",
    "Register",
    "Source",
    "Sponsorship",
    "Standing",
    "Topic",
]
