"""Nobody looked for what is due for a while: told once it is over, for in the meantime nothing could be sent."""

from django.db import transaction
from django.urls import reverse

from outbox.models import Heartbeat
from security.notices.telling import tell
from security.office.days import with_weekday_time
from security.people.models import Role
from security.people.querysets import working_as
from security.system.notices import STOOD_STILL


def is_due() -> bool:
    return Heartbeat.objects.filter(stopped_until__isnull=False).exists()


@transaction.atomic
def run() -> None:
    """Tell the administrators from when until when; of two workers one does."""
    row = Heartbeat.objects.select_for_update(no_key=True).filter(stopped_until__isnull=False).first()
    if row is None or row.stopped_from is None or row.stopped_until is None:
        return
    since, until = with_weekday_time(row.stopped_from), with_weekday_time(row.stopped_until)
    tell(
        STOOD_STILL,
        to=working_as(Role.ADMINISTRATOR, also_deputies=False),
        about=row,
        title="自動の処理が止まっていました",
        sentence=f"{since}から{until}まで、自動の処理が止まっていました。いまは動いています。"
        "この間に時刻になった投稿、返信、メールは、遅れたか、出ていません。"
        "期限切れになったものがないか、投稿の一覧で確かめてください。"
        "お心当たり(サーバーの再起動など)がないときは、サーバーの記録を確かめてください。",
        url=reverse("home"),
        by=None,
    )
    Heartbeat.objects.filter(pk=row.pk).update(stopped_from=None, stopped_until=None)
