"""Looking a reply up for a page: strangers are told that there is nothing here."""

from django.http import Http404

from comments.inbox.models import Comment
from comments.replies import querysets, rules
from comments.replies.models import Reply
from security.pages.requests import OfficeRequest


def readable_reply(request: OfficeRequest, pk: int) -> Reply:
    """The reply with everything its pages read; 404 for those who may not read it."""
    reply = querysets.with_details(Reply.objects.filter(pk=pk)).first()
    if reply is None or not rules.may_read(request.actor, reply):
        raise Http404
    return reply


def any_comment(pk: int) -> Comment:
    """Comments are public: whoever works here may read them."""
    comment = Comment.objects.select_related("live_post__post", "parent").filter(pk=pk).first()
    if comment is None:
        raise Http404
    return comment
