"""What templates ask of a post."""

import uuid

from django import template

from posts.drafting.models import Post
from posts.drafting.views import previews

register = template.Library()


@register.simple_tag
def thumb(post: Post) -> previews.Picture | None:
    return previews.thumb(post)


@register.simple_tag
def form_key() -> uuid.UUID:
    """A new one for each form shown (security.office.fields.FormKeyField)."""
    return uuid.uuid4()
