"""What the floors below tell: a device was lost, keys are exchanged."""

from typing import Any

from django.dispatch import receiver

from comments.cases.actions import evidence, life
from security.account.key_rotation import Rotation
from security.models import Device, User
from security.people.signals import device_lost, keys_rotating


@receiver(device_lost)
def on_lost_device(device: Device, by: User, reason: str, **kwargs: Any) -> None:
    life.open_for_lost_device(by=by, device=device, organization=device.organization, reason=reason)


@receiver(keys_rotating)
def on_key_rotation(rotation: Rotation, **kwargs: Any) -> None:
    evidence.seal_anew(rotation)
