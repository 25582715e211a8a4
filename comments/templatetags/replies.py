"""What templates ask of a reply."""

from typing import Any

from django import template
from django.template import Context

from comments.replies import rules
from comments.replies.models import Reply

register = template.Library()


@register.simple_tag(takes_context=True)
def may_read_reply(context: Context, reply: Reply) -> Any:
    """The rule's answer for whoever looks at the page."""
    return rules.may_read(context["request"].actor, reply)
