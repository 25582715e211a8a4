"""What an appointment must fulfil (第２, 第４): every breach is a ValidationError beside its field."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from .models import APPROVERS, ROLES_OF, Appointment, Organization, Role, User

FIXED_ONCE_BEGUN = ("user", "organization", "role", "valid_from")


def check(appointment: Appointment, *, by: User | None) -> None:
    """Raise for the first breach. The command line (`by=None`) is held to the organisation's roles only."""
    _role_fits(appointment)
    if by is not None:
        _is_not_his_own(appointment, by)
        _leaves_the_past_alone(appointment)
        _keeps_administration_apart(appointment)


def _role_fits(appointment: Appointment) -> None:
    allowed = ROLES_OF[Organization.Kind(appointment.organization.kind)]
    if appointment.role not in allowed:
        names = "、".join(role.label for role in allowed)
        raise ValidationError({"role": f"{appointment.organization.name}で任用できる役割は{names}です。"})


def _is_not_his_own(appointment: Appointment, by: User) -> None:
    if appointment.user == by:
        sentence = "ご自分の任用を登録・変更することはできません。ほかのシステム管理者に依頼してください。"
        raise ValidationError({"user": sentence})


def _leaves_the_past_alone(appointment: Appointment) -> None:
    """Decisions name the appointment they were made in: once it has begun, it can only be ended."""
    stored = Appointment.objects.filter(pk=appointment.pk).first()
    if stored is None or stored.valid_from > timezone.localdate():
        return
    changed = [name for name in FIXED_ONCE_BEGUN if getattr(stored, name) != getattr(appointment, name)]
    if changed:
        sentence = (
            "始まった任用で変更できるのは終期だけです。終期を入れて終わらせ、新しい任用を登録してください。"
        )
        raise ValidationError(dict.fromkeys(changed, sentence))


def _keeps_administration_apart(appointment: Appointment) -> None:
    """Whoever registers people and appointments never approves."""
    if appointment.role == Role.ADMINISTRATOR:
        apart: tuple[Role, ...] = APPROVERS
    elif appointment.role in APPROVERS:
        apart = (Role.ADMINISTRATOR,)
    else:
        return
    other = Appointment.objects.overlapping(appointment).filter(role__in=apart).first()
    if other:
        sentence = (
            f"{appointment.user.name}さんは、同じ期間に{other.get_role_display()}に任用されています。"
            "システム管理者は、投稿を承認する役割を兼ねられません。"
        )
        raise ValidationError({"role": sentence})
