"""What the approval core tells of the operating policy; a refusal here undoes the whole decision."""

from typing import Any

from django.dispatch import receiver

from approvals.signals import approval_lost, approved
from comments.policy import actions, rules, telling
from comments.policy.models import Policy
from security.models import User
from security.office.answers import require


@receiver(approved, sender=Policy)
def on_approved(item: Policy, by: User, **kwargs: Any) -> None:
    actions.check_taking_effect(item)
    telling.of_approval(item, by)


@receiver(approval_lost, sender=Policy)
def on_approval_lost(item: Policy, **kwargs: Any) -> None:
    require(rules.may_take_back(item))
