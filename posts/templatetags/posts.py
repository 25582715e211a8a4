"""What templates ask of a post."""

from django import template

from posts.drafting.models import Post
from posts.drafting.views import previews

register = template.Library()


@register.simple_tag
def thumb(post: Post) -> previews.Picture | None:
    return previews.thumb(post)
