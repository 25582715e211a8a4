"""A person with the appointments that are valid today: what every rule is asked about."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from security.office.answers import Answer, no
from security.people.account_changes import holds_up, leaves_unproven
from security.people.models import APPROVERS, Appointment, Organization, Role, User, in_force
from security.people.places import Place, current_place
from security.people.safeguards import Safeguards


@dataclass(frozen=True)
class Actor:
    """Made once per request, and afresh inside each action, so that authority is judged at the moment of the act."""

    user: User
    appointments: tuple[Appointment, ...]
    place: Place
    known_safeguards: Safeguards | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, user: User, *, safeguards: Safeguards | None = None) -> "Actor":
        """One query, and one more for a deputy. Own appointments come before those of a deputy."""
        valid = in_force(_appointments_of(user), timezone.localdate())
        own_first = sorted(valid, key=lambda appointment: appointment.deputizes_id is not None)
        return cls(user, tuple(own_first), current_place.get(), safeguards)

    @cached_property
    def safeguards(self) -> Safeguards:
        """What the office asks of everybody."""
        return self.known_safeguards or Safeguards.current()

    @property
    def own(self) -> "Actor":
        """The same person without what a deputy may do: deciding is deputised, designating and settings are not."""
        own = tuple(one for one in self.appointments if one.deputizes_id is None)
        return Actor(self.user, own, self.place, self.known_safeguards)

    @cached_property
    def acting(self) -> tuple[Appointment, ...]:
        """Those in which the person may act. While it is open whose the account is, an approver only reads with it."""
        return tuple(
            one
            for one in self.appointments
            if not one.is_unproven and not (one.is_held_up and one.role in APPROVERS)
        )

    @property
    def is_held_up(self) -> bool:
        """Whether something waits for which nobody decides with the account, nor confirms what others have asked."""
        return any(one.is_held_up for one in self.appointments)

    def appointment(self, *roles: Role, organization_id: int | None = None) -> Appointment | None:
        """The first to one of the roles (in that organisation, if one is named) in which the person may act."""
        for appointment in self.acting:
            if appointment.role in roles and organization_id in (None, appointment.organization_id):
                return appointment
        return None

    def is_any(self, *roles: Role) -> bool:
        """Whether the person may act as one of these."""
        return self.appointment(*roles) is not None

    def holds(self, *roles: Role, organization_id: int | None = None) -> bool:
        """Whether the person is one of these, for reading: also while held up, unless there may be no such person."""
        return any(
            one.role in roles and organization_id in (None, one.organization_id) and not one.is_unproven
            for one in self.appointments
        )

    def refused(self, others: Answer, *roles: Role) -> Answer:
        """The no to all `others` but these approvers; of those whose account is held up, the true reason."""
        if not any(one.is_held_up and one.role in roles for one in self.appointments):
            return others
        return no(
            "あなたのアカウントの変更が確認を待っているため、いまは決定などの操作ができません。",
            clause="第５第２項",
            remedy="別の方が確認するか、だれも断らないまま24時間がたつと、できるようになります。"
            "お心当たりのない変更は、「セキュリティ」の「アカウントの変更の確認」から断ってください。",
        )

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


def _appointments_of(user: User) -> list[Appointment]:
    """All that have not been ended early, with what `in_force` asks."""
    found: list[Appointment] = list(_judged_on(timezone.localdate()).filter(user=user))
    if any(one.deputizes_id for one in found):
        absent = Appointment.objects.select_related("user")
        prefetch_related_objects(found, Prefetch("deputizes", queryset=absent))
    return found


@lru_cache(maxsize=1)
def _judged_on(day: date) -> QuerySet[Appointment]:
    """Everybody's, never asked itself: to put such a query together takes longer than to ask it, and each page does."""
    own = Appointment.objects.filter(ended_at=None).select_related("user", "organization")
    return own.annotate(held_up=holds_up(day), unproven=leaves_unproven(day))
