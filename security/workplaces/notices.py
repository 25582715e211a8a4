"""What is told of devices. Of a lost one the division hears by its case (第６第３項); the others by this."""

from django.db.models import Q
from django.urls import reverse

from security.notices.models import How
from security.notices.registry import Kind, declare
from security.notices.telling import tell
from security.people.models import Appointment, Role, User
from security.workplaces.models import Device

GROUP = "職場の端末"


DEVICE_LOST = declare(
    Kind(
        "device_lost",
        "職場の端末の紛失・盗難が登録された",
        "システム管理者、端末の所属の業務処理責任者",
        (Role.ADMINISTRATOR, Role.MANAGER),
        least=How.DIGEST,
        because="公式アカウントを守る手当てが要るため、メールでお知らせします。",
        clause="第５第２項",
        urgent=True,
        group=GROUP,
    )
)


def tell_of_loss(device: Device, *, by: User, reason: str) -> None:
    """In the transaction that cuts it off."""
    offices = Appointment.objects.in_force().filter(deputizes=None)
    offices = offices.filter(
        Q(role=Role.ADMINISTRATOR) | Q(role=Role.MANAGER, organization=device.organization_id)
    )
    tell(
        DEVICE_LOST,
        to=User.objects.filter(pk__in=offices.values("user")),
        about=device,
        title=f"職場の端末の紛失・盗難: {device}",
        sentence=f"{by.name}さんが、{device.organization.name}の端末「{device}」の紛失・盗難を登録し、利用を止めました。\n理由: {reason}\n"
        "この端末で始めたログインは終わらせました。公式アカウントのパスワードが知られたおそれがあるときは、変更を求めてください(第５第１項)。"
        "事案としての対応(第６第３項)は、担当課長にお確かめください。",
        url=reverse("security:device", args=[device.pk]),
        by=by,
    )
