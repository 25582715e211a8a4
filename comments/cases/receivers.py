"""What the floors and nouns below tell: a device was lost, keys are exchanged, a comment has gone."""

from typing import Any

from django.dispatch import receiver

from comments.cases.actions import evidence, life
from comments.cases.models import MeasureKind, MeasureState
from comments.inbox.models import Comment
from comments.inbox.signals import comment_gone
from security.account.key_rotation import Rotation
from security.models import Device, User
from security.people.signals import device_lost, keys_rotating


@receiver(device_lost)
def on_lost_device(device: Device, by: User, reason: str, **kwargs: Any) -> None:
    life.open_for_lost_device(by=by, device=device, organization=device.organization, reason=reason)


@receiver(keys_rotating)
def on_key_rotation(rotation: Rotation, **kwargs: Any) -> None:
    evidence.seal_anew(rotation)


@receiver(comment_gone)
def on_comment_gone(comment: Comment, **kwargs: Any) -> str:
    """How it went, if a measure of ours has taken it away."""
    ours = comment.measures.filter(
        kind=MeasureKind.DELETE, state__in=[MeasureState.ORDERED, MeasureState.DONE]
    )
    return "このシステムの措置による削除" if ours.exists() else ""
