"""What ends soon: contracts, appointments, and with them offices that nobody will hold. Told once each, in the morning.

What is to be told follows from the rows, and a notice's key makes it one, whatever was down before.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from security.appointing.notices import APPOINTMENT_ENDS, CONTRACT_ENDS, ROLE_EMPTY
from security.appointing.seats import Vacancy, vacancies
from security.notices.telling import take_back_all_but, tell
from security.office.days import with_weekday
from security.people.models import Appointment, Organization, Role, User

CONTRACT_STAGES, APPOINTMENT_STAGES = (7, 14, 30), (7, 30)  # days before
AHEAD = timedelta(days=30)
MORNING = 8  # o'clock: in time for the letter of half past eight
WITHOUT = {
    Role.SECTION_CHIEF: "地域政策課の投稿と返信を承認する方がいなくなります。",
    Role.PREFECTURE_POSTER: "地域政策課で起案する方がいなくなります。",
    Role.MANAGER: "この事業者の投稿と返信を承認する方がいなくなります。",
    Role.CONTRACTOR_POSTER: "この事業者で起案する方がいなくなります。",
    Role.ADMINISTRATOR: "利用者と任用を登録する方も、システムの異常の知らせを受ける方もいなくなります。",
    Role.AUDITOR: "証跡の控えは、担当課長に送られるようになります。",
}


@transaction.atomic
def remind() -> None:
    if timezone.localtime().hour >= MORNING:
        today = timezone.localdate()
        _tell_of_contracts(today)
        _tell_of_appointments(today)
    _tell_of_vacancies()


def _stage(days_left: int, stages: Sequence[int]) -> int:
    """The last that has been reached; there is one."""
    return next(days for days in stages if days_left <= days)


def _tell_of_contracts(today: date) -> None:
    ending = Organization.objects.filter(
        kind=Organization.Kind.CONTRACTOR,
        contract_from__lte=today,
        contract_until__range=(today, today + AHEAD),
    )
    keys = []
    for organization in ending:
        last = organization.contract_until
        assert last is not None  # noqa: S101 - asked for by the query
        left = (last - today).days
        keys.append(f"contract-ends:{organization.pk}:{last}:{_stage(left, CONTRACT_STAGES)}")
        tell(
            CONTRACT_ENDS,
            to=_concerned(organization),
            about=organization,
            title=f"委託契約は{_days(left)}です: {organization}",
            sentence=f"{organization}との契約は、{with_weekday(last)}までです。"
            "次の日から、この事業者の方はどなたも投稿も承認もできず、公式アカウントのパスワードの変更が必要になります(第２、第５第１項)。"
            "契約が続くときは、システム管理者が組織の契約の期間を改めてください。",
            url=reverse("security:people"),
            by=None,
            key=keys[-1],
        )
    take_back_all_but(CONTRACT_ENDS, keys=keys)


def _tell_of_appointments(today: date) -> None:
    """Those of one organisation that end on one day, together."""
    together: dict[tuple[Organization, date], list[Appointment]] = defaultdict(list)
    for one in _ending_appointments(today):
        assert one.valid_until is not None  # noqa: S101 - asked for by the query
        together[one.organization, one.valid_until].append(one)
    keys = []
    for (organization, last), ending in together.items():
        left = (last - today).days
        keys.append(f"appointments-end:{organization.pk}:{last}:{_stage(left, APPOINTMENT_STAGES)}")
        names = "、".join(f"{one.title} {one.user.name}さん" for one in ending)
        tell(
            APPOINTMENT_ENDS,
            to=_concerned(organization),
            about=organization,
            title=f"任用は{_days(left)}です: {organization}({len(ending)}人)",
            sentence=f"{organization}の次の方の任用は、{with_weekday(last)}までです。\n{names}\n"
            "続けるとき、後任を置くときは、任用と異動の画面で登録してください(第４第２項)。",
            url=reverse("security:people"),
            by=None,
            key=keys[-1],
        )
    take_back_all_but(APPOINTMENT_ENDS, keys=keys)


def _ending_appointments(today: date) -> QuerySet[Appointment]:
    """Not a deputy's, which is for a time; not what goes on in a following one; nor what the contract's end tells of."""
    following = Appointment.objects.filter(
        user=OuterRef("user"),
        organization=OuterRef("organization"),
        role=OuterRef("role"),
        ended_at=None,
        valid_from__gt=OuterRef("valid_until"),
    )
    ending = Appointment.objects.in_force(today).filter(
        deputizes=None, valid_until__range=(today, today + AHEAD)
    )
    ending = ending.exclude(organization__contract_until__lte=F("valid_until"))
    return (
        ending.filter(~Exists(following))
        .select_related("organization", "user")
        .order_by("organization", "valid_until", "role", "user__kana", "pk")
    )


def _tell_of_vacancies() -> None:
    """What somebody has been appointed to meanwhile is not told any more."""
    today, is_morning = timezone.localdate(), timezone.localtime().hour >= MORNING
    found = {_key(one, today): one for one in vacancies(AHEAD)}
    take_back_all_but(ROLE_EMPTY, keys=found)
    for key, vacancy in found.items():
        if vacancy.since > today and not is_morning:
            continue
        is_over = vacancy.since <= today
        when = "" if is_over else f"{with_weekday(vacancy.since)}から、"
        tell(
            ROLE_EMPTY,
            to=_concerned(vacancy.organization, everybody=vacancy.role == Role.SECTION_CHIEF),
            about=vacancy.organization,
            title=f"{when}{vacancy.office}が{'いません' if is_over else 'いなくなります'}",
            sentence=f"{when}{vacancy.office}に任用されている方が{'いません' if is_over else 'いなくなります'}。"
            f"{WITHOUT[vacancy.role]}後任の任用を、任用と異動の画面で登録してください(第４第２項)。",
            url=reverse("security:people"),
            by=None,
            key=key,
        )


def _key(vacancy: Vacancy, today: date) -> str:
    since = f"now:{vacancy.last}" if vacancy.since <= today else str(vacancy.since)
    return f"vacant:{vacancy.organization.pk}:{vacancy.role}:{since}"


def _concerned(organization: Organization, *, everybody: bool = False) -> QuerySet[User]:
    """The chief, the administrators, and the company's managers: those who see these appointments. No deputies."""
    managers = Q(role=Role.MANAGER) if everybody else Q(role=Role.MANAGER, organization=organization)
    offices = Appointment.objects.in_force().filter(deputizes=None)
    offices = offices.filter(Q(role__in=[Role.SECTION_CHIEF, Role.ADMINISTRATOR]) | managers)
    return User.objects.filter(pk__in=offices.values("user"))


def _days(left: int) -> str:
    return f"あと{left}日" if left else "本日限り"
