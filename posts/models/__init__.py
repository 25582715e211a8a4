"""The nouns of posting."""

from .jobs import Job, JobState, PublishJob, PublishStep
from .links import Link, SiteAgreement
from .photos import People, Photo, Source
from .posts import Post, Sponsorship, Topic

__all__ = [
    "Job",
    "JobState",
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
