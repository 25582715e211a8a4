"""Looking a version up for a page: strangers are told that there is nothing here."""

from django.http import Http404

from comments.policy import querysets, rules
from comments.policy.models import Policy
from security.pages.requests import OfficeRequest


def readable_policy(request: OfficeRequest, pk: int) -> Policy:
    """With all that its pages read; 404 for those who may not read it."""
    policy = querysets.with_details(Policy.objects.filter(pk=pk)).first()
    if policy is None or not rules.may_read(request.actor, policy):
        raise Http404
    return policy
