"""Letters that have not left for an hour: told the administrators on the page, never by a letter, which would be one more.

Once for a person whose letters do not arrive, and once for as long as the mail server is away.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from outbox.models import Heartbeat
from security.letters.models import Letter
from security.letters.troubles import READ_AT_MOST, Trouble, troubles
from security.notices.models import Notice
from security.notices.telling import tell
from security.people.models import Role
from security.people.querysets import working_as
from security.system.notices import MAIL_STUCK


def is_due() -> bool:
    return bool(_untold())


def run() -> None:
    for key, trouble in _untold().items():
        _tell(key, trouble)


def _untold() -> dict[str, Trouble]:
    rows = Letter.objects.stuck(timezone.now()).select_related("recipient").order_by("created_at", "pk")
    stuck = {_key(one): one for one in troubles(list(rows[:READ_AT_MOST]))}
    told = set(Notice.objects.filter(key__in=stuck).values_list("key", flat=True))
    return {key: one for key, one in stuck.items() if key not in told}


def _key(trouble: Trouble) -> str:
    """While the mail server is away, the letter that was the last to leave stays the last."""
    if trouble.person:
        return f"mail-stuck:{trouble.person.pk}:{trouble.oldest.pk}"
    left = Letter.objects.filter(state=Letter.State.SENT, sent_at__isnull=False).order_by("-finished_at")
    return f"mail-stuck:server:{left.values_list('pk', flat=True).first() or 0}"


@transaction.atomic
def _tell(key: str, trouble: Trouble) -> None:
    row = trouble.person or Heartbeat.objects.first()
    if row is None:
        return
    tell(
        MAIL_STUCK,
        to=working_as(Role.ADMINISTRATOR, also_deputies=False),
        about=row,
        title=trouble.title,
        sentence=f"1時間たっても送れていません。{trouble.why}",
        url=reverse("security:letters"),
        by=None,
        key=key,
        page_only=True,
    )
