"""The clock is in doubt and nothing is begun: told to the administrators and the trail, once for each time.

A clock that is doubted on and off, as where one machine of several goes wrong, is told of once an hour.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from outbox import heartbeat
from outbox.heartbeat import Pulse
from outbox.models import Heartbeat
from security.letters import events
from security.letters import writing as letters
from security.people.models import Role, User
from security.people.querysets import working_as
from security.trail.recording import record

SUBJECT = "サーバーの時計が確かめられないため、投稿と返信を止めています"


def is_due() -> bool:
    """Whether there is anything for `tell`."""
    pulse = heartbeat.read()
    return pulse is not None and bool(_untold(pulse))


@transaction.atomic
def tell() -> None:
    Heartbeat.objects.select_for_update().first()  # two that tell at once: the second has nothing left to tell
    pulse = heartbeat.read()
    if pulse is None or not (untold := _untold(pulse)):
        return
    for person in untold:
        context = {"person": person, "pulse": pulse, "address": settings.PUBLIC_URL}
        body = render_to_string("security/letters/clock.txt", context)
        letters.write(key=_key(pulse), to=person, subject=SUBJECT, body=body, about="clock")
    record(
        events.CLOCK_DOUBTED,
        by=None,
        host=_told(pulse.host),
        database=_told(pulse.database),
        believed=_told(pulse.row.trusted_at),
    )


def _untold(pulse: Pulse) -> list[User]:
    if pulse.row.doubted_since is None:
        return []
    return letters.not_yet_written(_key(pulse), working_as(Role.ADMINISTRATOR, also_deputies=False))


def _key(pulse: Pulse) -> str:
    return f"clock:{pulse.row.doubted_since:%Y-%m-%dT%H}"


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
