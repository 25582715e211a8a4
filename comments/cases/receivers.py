"""What the floors and nouns below tell: a device was lost, keys are exchanged, a comment has gone, a case is wanted."""

from typing import Any

from django.dispatch import receiver

from comments.cases.actions import evidence, life
from comments.cases.models import Case, MeasureKind, MeasureState
from comments.inbox.models import Comment
from comments.inbox.signals import comment_gone
from comments.own_answers.models import OwnAnswer
from posts.live.evidence import Evidence
from posts.live.models import Finding
from posts.live.signals import case_wanted
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


@receiver(case_wanted)
def on_case_wanted(
    finding: Finding, by: User, is_take_over: bool, note: str, evidence: Evidence, **kwargs: Any
) -> Case:
    """What stands on the account and nobody has approved."""
    title = f"承認の記録のないもの: {finding}"
    comment = finding.comment if isinstance(finding, OwnAnswer) else None
    return life.open_for_finding(
        by=by, title=title, found=evidence, is_take_over=is_take_over, note=note, comment=comment
    )
