"""What a post looks like, from its rows or from a sealed version."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from approvals.models import Submission
from posts.drafting.content import PhotoContent, sealed
from posts.drafting.models import Post


def account() -> str:
    """Whose feed the previews show."""
    return settings.INSTAGRAM_USERNAME


@dataclass(frozen=True)
class Picture:
    url: str
    alt: str
    width: int
    height: int


def of_rows(post: Post) -> list[Picture]:
    return _pictures(post, (photo.sealed_content() for photo in post.photos.all()))


def of_version(post: Post, submission: Submission) -> list[Picture]:
    """Exactly what would go out, or did."""
    return _pictures(post, sealed(submission).photos)


def thumb(post: Post) -> Picture | None:
    """The first picture, small, as posts/card.html shows it; of a post from `querysets.listed`."""
    digest = getattr(post, "first_picture", None)
    return _picture(post.pk, digest, "", 88, 88) if digest else None


def _pictures(post: Post, photos: Iterable[PhotoContent]) -> list[Picture]:
    return [_picture(post.pk, photo.digest, photo.alt_text, photo.width, photo.height) for photo in photos]


def _picture(pk: int, digest: str, alt: str, width: int, height: int) -> Picture:
    return Picture(url=reverse("posts:image", args=[pk, digest]), alt=alt, width=width, height=height)
