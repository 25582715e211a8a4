"""鍵の交換: whatever is kept encrypted is sealed anew under the newest key."""

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from security.account import events
from security.account.models import AccessToken
from security.letters.models import Letter
from security.office import vault
from security.people import signals
from security.trail.recording import record

# Every secret that the vault has sealed begins like this (Fernet's version and the century's time stamps).
SEALED = "gAAAA"


@dataclass
class Rotation:
    """How many secrets were sealed anew, and which none of the present keys opens."""

    sealed: int = 0
    unreadable: list[str] = field(default_factory=list)

    def reseal(self, sealed: str, *, name: str) -> str:
        """Under the newest key; unchanged if no key opens it."""
        try:
            fresh = vault.reseal(sealed)
        except vault.Unreadable:
            self.unreadable.append(name)
            return sealed
        self.sealed += 1
        return fresh


class Looked(Rotation):
    """Only opens; whatever it is given stays as it is."""

    def reseal(self, sealed: str, *, name: str) -> str:
        try:
            vault.unseal(sealed)
        except vault.Unreadable:
            self.unreadable.append(name)
        return sealed


def unreadable() -> list[str]:
    """What none of the present keys opens, of the token, the second factors and what letters hold. Changes nothing."""
    looked = Looked()
    for token in AccessToken.objects.filter(replaced_at=None):
        looked.reseal(token.sealed_secret, name=f"アクセストークン({token})")
    for factor in Authenticator.objects.select_related("user").order_by("pk"):
        _resealed(factor.data, looked, f"{factor.user}さんの{factor.get_type_display()}")
    for letter in Letter.objects.exclude(sealed_secret="").order_by("pk"):
        looked.reseal(letter.sealed_secret, name=f"通知メール({letter})")
    return looked.unreadable


@transaction.atomic
def rotate_keys() -> Rotation:
    """Seal the token, the second factors, what letters hold and what the floors above keep under the first of FIELD_KEYS; the others can be dropped afterwards,
    if nothing was unreadable."""
    rotation = Rotation()
    for token in AccessToken.objects.select_for_update(no_key=True).filter(replaced_at=None):
        token.sealed_secret = rotation.reseal(token.sealed_secret, name=f"アクセストークン({token})")
        token.save(update_fields=["sealed_secret"])
    for factor in Authenticator.objects.select_for_update(no_key=True).select_related("user").order_by("pk"):
        factor.data = _resealed(factor.data, rotation, f"{factor.user}さんの{factor.get_type_display()}")
        factor.save(update_fields=["data"])
    for letter in Letter.objects.select_for_update(no_key=True).exclude(sealed_secret="").order_by("pk"):
        letter.sealed_secret = rotation.reseal(letter.sealed_secret, name=f"通知メール({letter})")
        letter.save(update_fields=["sealed_secret"])
    signals.keys_rotating.send(sender=Rotation, rotation=rotation)
    record(events.KEYS_ROTATED, by=None, sealed=rotation.sealed, unreadable=rotation.unreadable)
    return rotation


def _resealed(data: Any, rotation: Rotation, name: str) -> Any:
    """The same, with each sealed text in it sealed anew; keys of passkeys are no secrets and stay as they are."""
    if isinstance(data, dict):
        return {key: _resealed(value, rotation, name) for key, value in data.items()}
    if isinstance(data, list):
        return [_resealed(value, rotation, name) for value in data]
    if isinstance(data, str) and data.startswith(SEALED):
        return rotation.reseal(data, name=name)
    return data
