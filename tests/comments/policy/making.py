"""Versions of the operating policy, made through the product's own actions."""

import datetime
import uuid

from django.utils import timezone

from approvals import actions as approval_actions
from comments.models import OfficeFacts, Policy
from comments.policy import actions
from comments.policy.actions import PolicyDraft

GROUND = "・当課が特に定めるもの"


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def office():
    """All that the template asks for."""
    OfficeFacts.objects.filter(pk=1).update(phone="011-000-0000", email="cafe@example.jp")


def draft(by, *, days=0, note="見直した。", texts=None, **fields):
    """A draft that lacks nothing. `days` from today it takes effect."""
    office()
    policy = actions.begin(by=by, form_key=uuid.uuid4())
    texts = {3: "本アカウントは、当課が運用します。", **(texts or {})}
    content = PolicyDraft(in_force_from=in_days(days), change_note=note, texts=texts)
    actions.save_draft(by=by, policy=policy, version=1, draft=content)
    return Policy.objects.get(pk=policy.pk)


def submitted(by, **fields):
    policy = draft(by, **fields)
    actions.submit(by=by, policy=policy, version=policy.version, same_text=True)
    return Policy.objects.select_related("submission").get(pk=policy.pk)


def approve(policy, *approvers):
    for approver in approvers:
        approval_actions.approve(by=approver, item=policy, seal=policy.submission.seal)
    return Policy.objects.select_related("submission").get(pk=policy.pk)


def approved(by, *approvers, **fields):
    return approve(submitted(by, **fields), *approvers)


def backdate(policy, days):
    """As if it had taken effect so many days ago: nobody can approve for the past."""
    Policy.objects.filter(pk=policy.pk).update(in_force_from=in_days(-days))
    return Policy.objects.select_related("submission").get(pk=policy.pk)
