"""What templates ask of a post."""

from django import template

from posts.models import Post
from posts.views import previews

register = template.Library()


@register.simple_tag
def thumb(post: Post) -> previews.Picture | None:
    return previews.thumb(post)
