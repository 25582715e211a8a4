"""From where an act comes: the network address and, if it is one, the workplace device or network (第４第１項(1))."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`device` and `network` name a registered workplace; both empty is anywhere else, or no request at all."""

    address: str | None = None
    device_id: int | None = None
    device: str = ""
    network: str = ""
    # Whose workplace it is.
    organization_ids: frozenset[int] = frozenset()

    @property
    def workplace(self) -> str:
        """How records name it; empty when it is none."""
        return self.device or self.network


NOWHERE = Place()
# The key under which a session keeps the device that it was begun on.
SESSION_DEVICE = "device"
# Set by the middleware for the length of a request; tasks and the command line are nowhere.
current_place: ContextVar[Place] = ContextVar("current_place", default=NOWHERE)
