"""The first picture of a post, small, for the letters that tell of it."""

from io import BytesIO

from posts.drafting import files
from posts.drafting.models import Post
from posts.drafting.models.posts import PICTURES
from posts.imaging.failures import PhotoFailure
from posts.imaging.whole import LETTER_SIDE_MAX, small_whole
from security.letters.pictures import made_by


@made_by(PICTURES)
def small(name: str) -> bytes | None:
    """None where the file is not as it was stored, or cannot be worked on now: the letter goes without it."""
    pk, _, digest = name.partition("/")
    post = Post.objects.filter(pk=pk).first()
    if post is None:
        return None
    try:
        return small_whole(BytesIO(files.rendition(digest, post=post)), side=LETTER_SIDE_MAX)
    except (files.Damaged, PhotoFailure):
        return None
