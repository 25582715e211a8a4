"""What templates ask of a reply."""

from typing import Any

from django import template
from django.template import Context

from comments.models import Reply
from comments.rules import replies as rules

register = template.Library()


@register.simple_tag(takes_context=True)
def may_read_reply(context: Context, reply: Reply) -> Any:
    """The rule's answer for whoever looks at the page."""
    return rules.may_read(context["request"].actor, reply)
