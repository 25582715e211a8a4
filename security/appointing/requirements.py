"""What an appointment must fulfil (第２, 第４): every breach is a ValidationError beside its field."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from security.people.models import APPROVERS, ROLES_OF, Appointment, Organization, Role, User

FIXED_ONCE_BEGUN = ("user", "organization", "role", "valid_from", "deputizes")


def check(appointment: Appointment, *, by: User | None) -> None:
    """Raise for the first breach. The command line (`by=None`) is held to the organisation's roles only."""
    _role_fits(appointment)
    _deputy_fits(appointment)
    _is_not_there_twice(appointment)
    if by is not None:
        _is_not_his_own(appointment, by)
        _leaves_the_past_alone(appointment)
        _keeps_administration_apart(appointment)
    _is_on_one_side(appointment)


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
    """Decisions name the appointment they were made in: it begins today or later, and once begun it is only ended."""
    today = timezone.localdate()
    stored = Appointment.objects.filter(pk=appointment.pk).first()
    if stored is None or stored.valid_from > today:
        if appointment.valid_from < today:
            raise ValidationError({"valid_from": "始期は、今日以降の日を指定してください(第４第２項)。"})
        return
    if stored.ended_at or stored.settled_at or (stored.valid_until and stored.valid_until < today):
        raise ValidationError(
            {"valid_until": "この任用は終わっています。続けるときは、新しい任用を登録してください。"}
        )
    if appointment.valid_until and appointment.valid_until < today:
        sentence = "終期は、今日以降の日を指定してください。今日のうちに任用を終えるときは、任用と異動の画面で「ただちに」を選びます。"
        raise ValidationError({"valid_until": sentence})
    changed = [name for name in FIXED_ONCE_BEGUN if getattr(stored, name) != getattr(appointment, name)]
    if changed:
        sentence = (
            "始まった任用で変更できるのは終期だけです。終期を入れて終わらせ、新しい任用を登録してください。"
        )
        raise ValidationError(dict.fromkeys(changed, sentence))


def _is_not_there_twice(appointment: Appointment) -> None:
    """Of two alike, the end of one would end nothing."""
    alike = Appointment.objects.overlapping(appointment).filter(
        organization=appointment.organization, role=appointment.role, ended_at__isnull=True
    )
    if alike.filter(deputizes=appointment.deputizes).exists():
        sentence = f"{appointment.user.name}さんは、その期間にすでに{appointment.get_role_display()}に任用されています。"
        raise ValidationError({"user": sentence})


def _is_on_one_side(appointment: Appointment) -> None:
    """Nobody works for the division and for a contractor at the same time: each approves its own (第４)."""
    others = Appointment.objects.overlapping(appointment).filter(ended_at__isnull=True)
    other = others.exclude(organization=appointment.organization).select_related("organization").first()
    if other:
        sentence = f"{appointment.user.name}さんは、同じ期間に{other.organization.name}に任用されています。"
        raise ValidationError({"user": sentence})


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


def _deputy_fits(deputy: Appointment) -> None:
    """代決者: one of the same organisation, in the absent one's role, within the absent one's own time."""
    absent = deputy.deputizes
    if absent is None:
        return
    if deputy.user_id == absent.user_id:
        raise ValidationError({"user": "不在となる本人を、その代決者にすることはできません。"})
    if (deputy.role, deputy.organization_id) != (absent.role, absent.organization_id) or absent.deputizes_id:
        raise ValidationError({"role": "代決者の組織と役割は、不在となる方と同じでなければなりません。"})
    if deputy.valid_until is None:
        raise ValidationError({"valid_until": "代決の期間の終わりの日を入力してください。"})
    if not _lasts(absent, deputy.valid_from, deputy.valid_until):
        raise ValidationError({"valid_until": f"{absent.user.name}さんの任用の期間の中で指定してください。"})
    own = Appointment.objects.filter(
        user=deputy.user, organization=deputy.organization, deputizes__isnull=True
    ).exclude(role=Role.AUDITOR)
    if not any(_lasts(one, deputy.valid_from, deputy.valid_until) for one in own):
        sentence = f"{deputy.user.name}さんは、その期間に{deputy.organization.name}で投稿や承認に携わる任用がありません。"
        raise ValidationError({"user": sentence})


def _lasts(appointment: Appointment, begin: date, end: date) -> bool:
    """Whether it covers all of these days."""
    within = appointment.valid_until is None or appointment.valid_until >= end
    return appointment.ended_at is None and appointment.valid_from <= begin and within
