"""Where a test's person sits."""

from collections.abc import Iterator
from contextlib import contextmanager

from security.models import Device, Organization, Safeguards
from security.people.places import Place, current_place
from tests import factories


@contextmanager
def at_work(organization: Organization, device: str = "T-001 共用タブレット") -> Iterator[None]:
    """As if the request came from that organisation's device."""
    token = current_place.set(
        Place(device_id=1, device=device, organization_ids=frozenset({organization.pk}))
    )
    try:
        yield
    finally:
        current_place.reset(token)


def demand(**demands: str) -> None:
    Safeguards(pk=1, **demands).save()


def device(by, organization=None, number="T-001"):
    """A registered device, not yet enrolled."""
    return Device.objects.create(
        number=number,
        label="共用タブレット",
        kind=Device.Kind.TABLET,
        organization=organization or factories.OrganizationFactory(),
        registered_by=by,
    )
