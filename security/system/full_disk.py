"""The disk is nearly full: told the administrators, once a day while it is so."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from outbox.models import Heartbeat
from security.notices.models import Notice
from security.notices.telling import tell
from security.office import disk
from security.people.models import Role
from security.people.querysets import working_as
from security.system.notices import DISK

REMEDY = "空きを増やしてください(docs/running.md)。いっぱいになると、投稿も記録もできなくなります。"


def is_due() -> bool:
    return disk.is_nearly_full() and not Notice.objects.filter(key=_key()).exists()


@transaction.atomic
def run() -> None:
    row = Heartbeat.objects.select_for_update(no_key=True).first()
    if row is None or not is_due():
        return
    tell(
        DISK,
        to=working_as(Role.ADMINISTRATOR, also_deputies=False),
        about=row,
        title="ディスクの空きが少なくなっています",
        sentence=f"データの置き場所の空きは、あと{disk.told_free()}です。{REMEDY}",
        url=reverse("home"),
        by=None,
        key=_key(),
    )


def _key() -> str:
    return f"disk:{timezone.localdate()}"
