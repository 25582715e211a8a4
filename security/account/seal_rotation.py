"""真正の印の鍵の交換: what an older key has signed is signed anew; what no key has signed is named and left as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import transaction

from security.account import events
from security.office.macs import Authentic, is_of_first_key, mac_of
from security.trail.recording import record

BATCH = 1000
NAMED = 100  # in the trail


@dataclass
class Signing:
    """How many rows were signed anew, and which ones no present key has signed."""

    signed: int = 0
    unverified: list[str] = field(default_factory=list)


@transaction.atomic
def rotate_seal_keys() -> Signing:
    """Sign everything under the first of SEAL_KEYS; the others can be dropped afterwards, if nothing was unverified."""
    signing = Signing()
    for kind in kinds():
        for batch in _batches(kind):
            kind._base_manager.bulk_update(list(_signed(batch, signing)), ["mac"])
    record(events.SEAL_KEYS_ROTATED, by=None, signed=signing.signed, unverified=signing.unverified[:NAMED])
    return signing


def kinds() -> list[type[Authentic]]:
    """Every kind of row that carries a MAC."""
    return [model for model in apps.get_models() if issubclass(model, Authentic)]


def _batches(kind: type[Authentic]) -> Iterator[list[Authentic]]:
    """Locked, in the order of their numbers."""
    last = 0
    rows = (
        kind._base_manager.select_for_update(no_key=True).order_by("pk").prefetch_related(*kind.SIGNED_WITH)
    )
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _signed(batch: list[Authentic], signing: Signing) -> Iterator[Authentic]:
    for row in batch:
        facts = row.mac_facts()
        if is_of_first_key(row.mac, facts):
            continue
        if row.is_authentic:
            row.mac = mac_of(facts)
            signing.signed += 1
            yield row
        else:
            signing.unverified.append(f"{row._meta.verbose_name} {row.pk}")
