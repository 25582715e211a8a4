"""What the ground floor's pages, rules and reminders read."""

from .models import APPROVERS, POSTERS, Appointment, PasswordHolder, User


def knows_password(user: User) -> bool:
    """Whether the register names the person among those who know the official account's password today."""
    return PasswordHolder.objects.filter(user=user, until__isnull=True).exists()


def may_have_known_password(appointment: Appointment) -> bool:
    """Whether the end of this appointment asks for a new password (第５第１項): posters, approvers and holders."""
    return appointment.role in (*POSTERS, *APPROVERS) or knows_password(appointment.user)
