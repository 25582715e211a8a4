"""A person with the appointments that are valid today: what every rule is asked about."""

from dataclasses import dataclass, field
from functools import cached_property

from .embedding import embedded, revived
from .models import Appointment, Organization, Role, Safeguards, User
from .places import Place, current_place


@dataclass(frozen=True)
class Actor:
    """Made once per request, and afresh inside each action, so that authority is judged at the moment of the act."""

    user: User
    appointments: tuple[Appointment, ...]
    place: Place
    known_safeguards: Safeguards | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, user: User) -> "Actor":
        """One query. Own appointments come before those of a deputy."""
        found = Appointment.objects.in_force().filter(user=user).select_related("organization", "user")
        read = found.annotate(safeguards_now=embedded(Safeguards.objects.filter(pk=1)))
        own_first = sorted(read, key=lambda appointment: appointment.deputizes_id is not None)
        safeguards = None
        if own_first:
            safeguards = revived(Safeguards, own_first[0].safeguards_now) or Safeguards.default()
        return cls(user, tuple(own_first), current_place.get(), safeguards)

    @cached_property
    def safeguards(self) -> Safeguards:
        """What the office asks of everybody; came along with the appointments, if there are any."""
        return self.known_safeguards or Safeguards.current()

    @property
    def own(self) -> "Actor":
        """The same person without what a deputy may do: deciding is deputised, designating and settings are not."""
        own = tuple(one for one in self.appointments if one.deputizes_id is None)
        return Actor(self.user, own, self.place, self.known_safeguards)

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
