"""Rows on which something goes out carry a MAC under keys that no database holds (SEAL_KEYS, the first signs, all verify).

Whoever can write to the database can rewrite a row, its seal and its hashes; without the key he cannot rewrite its MAC.
"""

import hmac
import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models


def mac_of(facts: Mapping[str, Any]) -> str:
    """HMAC-SHA256 over the canonical form, under the first key."""
    return _mac(settings.SEAL_KEYS[0], _canonical(facts))


def is_of_first_key(mac: str, facts: Mapping[str, Any]) -> bool:
    """Whether it needs no other key any more."""
    return hmac.compare_digest(mac.encode(), mac_of(facts).encode())


def is_mac_of(mac: str, facts: Mapping[str, Any]) -> bool:
    """Whether one of the present keys has signed exactly this."""
    text = _canonical(facts)
    return any(hmac.compare_digest(mac.encode(), _mac(key, text).encode()) for key in settings.SEAL_KEYS)


def _mac(key: str, text: bytes) -> str:
    return hmac.digest(key.encode(), text, "sha256").hex()


def _canonical(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text
    ).encode()


def _as_text(value: object) -> str:
    """Moments in UTC, whatever zone they are held in."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


class Authentic(models.Model):
    """A row with a MAC over its covered columns, written by `save`.

    A row that no longer fits its MAC keeps it: saving it for some honest reason must not make it good.
    """

    COVERED: ClassVar[tuple[str, ...]]
    # What `mac_facts` reads beside the row itself.
    SIGNED_WITH: ClassVar[tuple[str, ...]] = ()

    mac = models.CharField("真正の印", max_length=64, default="", blank=True, editable=False)

    class Meta:
        abstract = True

    def mac_facts(self) -> dict[str, Any]:
        """What the MAC covers: which kind of row it is, and its columns as the database gives them back."""
        columns = (one for one in self._meta.concrete_fields if one.name in self.COVERED)
        facts = {one.attname: one.to_python(getattr(self, one.attname)) for one in columns}
        return {"row": self._meta.label_lower, **facts}

    @property
    def is_authentic(self) -> bool:
        return is_mac_of(self.mac, self.mac_facts())

    def save(self, *args: Any, **kwargs: Any) -> None:
        written: Collection[str] | None = kwargs.get("update_fields")
        if self.pk is None:
            self.mac = mac_of(self.mac_facts())
        elif covered := self._covered(written):
            self.mac = self._mac_after(covered)
            if written is not None:
                kwargs["update_fields"] = [*written, "mac"]
        super().save(*args, **kwargs)

    def _covered(self, written: Collection[str] | None) -> list[str]:
        """Which columns that the MAC covers are written; None are all."""
        columns = (one for one in self._meta.concrete_fields if one.name in self.COVERED)
        return [one.attname for one in columns if written is None or {one.name, one.attname} & {*written}]

    def _mac_after(self, written: list[str]) -> str:
        """Of the row as it will stand: the columns that are not written are those of the database."""
        stored = type(self)._base_manager.filter(pk=self.pk).first()
        if stored is None:
            return mac_of(self.mac_facts())
        if not stored.is_authentic:
            return stored.mac
        for attname in written:
            setattr(stored, attname, getattr(self, attname))
        return mac_of(stored.mac_facts())
