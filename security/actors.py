"""A person with the appointments that are valid today: what every rule is asked about."""

from dataclasses import dataclass
from functools import cached_property

from .models import Appointment, Organization, Role, Safeguards, User
from .places import Place, current_place


@dataclass(frozen=True)
class Actor:
    """Made once per request, and afresh inside each action, so that authority is judged at the moment of the act."""

    user: User
    appointments: tuple[Appointment, ...]
    place: Place

    @classmethod
    def of(cls, user: User) -> "Actor":
        """One query. Own appointments come before those of a deputy."""
        found = Appointment.objects.in_force().filter(user=user).select_related("organization", "user")
        own_first = sorted(found, key=lambda appointment: appointment.deputizes_id is not None)
        return cls(user=user, appointments=tuple(own_first), place=current_place.get())

    @cached_property
    def safeguards(self) -> Safeguards:
        """What the office asks of everybody; one query when first needed."""
        return Safeguards.current()

    @property
    def own(self) -> "Actor":
        """The same person without what a deputy may do: deciding is deputised, designating and settings are not."""
        own = tuple(one for one in self.appointments if one.deputizes_id is None)
        return Actor(user=self.user, appointments=own, place=self.place)

    def appointment(self, *roles: Role, organization_id: int | None = None) -> Appointment | None:
        """The first valid appointment to one of the roles (in that organisation, if one is named)."""
        for appointment in self.appointments:
            if appointment.role in roles and organization_id in (None, appointment.organization_id):
                return appointment
        return None

    def is_any(self, *roles: Role) -> bool:
        return self.appointment(*roles) is not None

    @property
    def is_of_prefecture(self) -> bool:
        """Whether any of the appointments is in 地域政策課."""
        return any(
            appointment.organization.kind == Organization.Kind.PREFECTURE for appointment in self.appointments
        )

    @property
    def organization_ids(self) -> frozenset[int]:
        """Every organisation in which there is an appointment."""
        return frozenset(appointment.organization_id for appointment in self.appointments)

    @cached_property
    def title(self) -> str:
        """職名, as it stands on records; empty without a valid appointment."""
        return "・".join(appointment.title for appointment in self.appointments)

    @property
    def label(self) -> str:
        return f"{self.title} {self.user.name}".strip()
