"""What templates ask of a post."""

import uuid
from typing import NamedTuple

from django import template

from posts.drafting import querysets
from posts.drafting.models import Post
from posts.drafting.views import previews
from posts.phrases import querysets as phrases
from posts.phrases.models import Phrase

register = template.Library()


@register.simple_tag
def thumb(post: Post) -> previews.Picture | None:
    return previews.thumb(post)


class WordsKept(NamedTuple):
    """What can be put into a caption by a press: named sets and texts of its side, hashtags of its earlier posts."""

    sets: list[Phrase]
    texts: list[Phrase]
    used: list[str]


@register.simple_tag
def words_kept(post: Post) -> WordsKept:
    """Two queries."""
    kept = list(phrases.of_sides([post.organization_id]))
    return WordsKept(
        sets=[one for one in kept if one.kind == Phrase.Kind.HASHTAGS],
        texts=[one for one in kept if one.kind == Phrase.Kind.TEXT],
        used=querysets.hashtags_used(post.organization_id),
    )


@register.simple_tag
def form_key() -> uuid.UUID:
    """A new one for each form shown (security.office.fields.FormKeyField)."""
    return uuid.uuid4()
