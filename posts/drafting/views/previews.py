"""What a post looks like, from its rows or from a sealed version."""

from collections.abc import Collection, Iterable
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
    is_damaged: bool = False  # its file is not as it was stored, and leaves to nobody


def of_rows(post: Post, damaged: Collection[str] = ()) -> list[Picture]:
    return _pictures(post, (photo.sealed_content() for photo in post.photos.all()), damaged)


def of_version(post: Post, submission: Submission, damaged: Collection[str] = ()) -> list[Picture]:
    """Exactly what would go out, or did. `damaged`: the digests of what is noted so (`files.damaged_renditions`)."""
    return _pictures(post, sealed(submission).photos, damaged)


def thumb(post: Post) -> Picture | None:
    """The first picture, small, as posts/card.html shows it; of a post from `querysets.listed`."""
    digest = getattr(post, "first_picture", None)
    return Picture(_address(post.pk, digest), "", 88, 88) if digest else None


def _pictures(post: Post, photos: Iterable[PhotoContent], damaged: Collection[str]) -> list[Picture]:
    return [
        Picture(
            url=_address(post.pk, photo.digest),
            alt=photo.alt_text,
            width=photo.width,
            height=photo.height,
            is_damaged=photo.digest in damaged,
        )
        for photo in photos
    ]


def _address(pk: int, digest: str) -> str:
    return reverse("posts:image", args=[pk, digest])
