"""The nouns of posting."""

from posts.drafting.models.consents import Consent
from posts.drafting.models.files import DamagedFile
from posts.drafting.models.links import Link, SiteAgreement
from posts.drafting.models.photos import People, Photo, Source
from posts.drafting.models.posts import Post, Sponsorship, Topic
from posts.links.models import Outage
from posts.live.models import AccountPost, AccountProfile, Register, Standing
from posts.phrases.models import Expression, Phrase
from posts.planning.models import CalendarFeed
from posts.publishing.models import LiveDifference, PublishJob

__all__ = [
    "AccountPost",
    "AccountProfile",
    "Consent",
    "CalendarFeed",
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
