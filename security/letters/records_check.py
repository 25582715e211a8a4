"""Every night the records are held against the trail (第５第２項); what differs is recorded, and told the administrators.

The rows say whether the night's look is due, so nothing depends on a message. Looking changes nothing and locks nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain as joined

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from security.letters import writing as letters
from security.office import days
from security.people.models import Role
from security.people.querysets import working_as
from security.trail import agreement, events
from security.trail import recording as audit
from security.trail.models import RecordsCheck

NIGHT = range(2, 6)  # hours in Japan
ABANDONED = timedelta(hours=1)  # a look that has not ended by then has died with its worker
TOLD_OF = 20


def run() -> None:
    now = timezone.localtime()
    if now.hour in NIGHT and _take_turn(now.date()):
        look(now.date())


def look(day: date) -> None:
    """Hold everything against the trail, and tell what has come of it."""
    first: list[str] = []
    count = 0
    for sentence in _found():
        count += 1
        if len(first) < TOLD_OF:
            first.append(sentence)
    _end(day, count, first)


def _found() -> Iterator[str]:
    return joined((fault.sentence for fault in audit.faults()), agreement.differences())


def _take_turn(day: date) -> bool:
    """Whether this worker is to look tonight."""
    now = timezone.now()
    _, is_new = RecordsCheck.objects.get_or_create(day=day, defaults={"begun_at": now})
    dead = RecordsCheck.objects.filter(day=day, ended_at=None, begun_at__lt=now - ABANDONED)
    return is_new or bool(dead.update(begun_at=now))


@transaction.atomic
def _end(day: date, count: int, first: list[str]) -> None:
    before = RecordsCheck.last()
    RecordsCheck.objects.update_or_create(
        day=day, defaults={"ended_at": timezone.now(), "differences": count}
    )
    if count:
        audit.record(events.RECORDS_DIFFER, by=None, count=count, differences=first)
        _tell(day, count, first)
    elif before and before.differences:
        audit.record(events.RECORDS_AGREE, by=None)


def _tell(day: date, count: int, first: list[str]) -> None:
    lines = "\n".join(f"・{sentence}" for sentence in first)
    more = f"\nほかに{count - len(first)}件あります。" if count > len(first) else ""
    for person in working_as(Role.ADMINISTRATOR):
        letters.write(
            key=f"records:{day.isoformat()}",
            to=person,
            subject=f"証跡と合わない記録が{count}件見つかりました",
            body=(
                f"{days.with_weekday(day)}の夜間の照合で、証跡と合わない記録が{count}件見つかりました(第５第２項)。\n"
                f"システムの外で書き換えられた疑いがあります。関係する投稿と返信は送られません。\n\n{lines}{more}\n\n"
                "サーバーで python manage.py verify_audit を実行して、いまの状態を確かめてください。\n"
                "移住交流担当課長にお知らせのうえ、控えから戻すときは docs/running.md をご覧ください。\n"
                f"{settings.PUBLIC_URL}{reverse('security:trail')}\n"
            ),
        )
