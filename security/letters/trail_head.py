"""The head of the trail, mailed every day: kept by its recipients, it proves the rest."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from security.letters import writing as letters
from security.office import days
from security.people.models import Role, User
from security.people.querysets import working_as
from security.trail.chain import Mark
from security.trail.models import AuditEvent


@transaction.atomic
def mail_head(*, day: date) -> None:
    """The head of the trail as it stood when `day` ended, to the auditors, each once: kept by them, it proves the rest.

    Days off too: it is no call to act but a proof, and a chain that was rewritten over a long weekend would else stand
    unproven for days. Without an auditor it goes to the section chief. Nothing is mailed of a trail that was still empty.
    """
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    last = AuditEvent.objects.filter(at__lt=midnight).order_by("-number").first()
    if last is None:
        return
    head = Mark(last.number, last.digest)
    body = render_to_string(
        "security/letters/head.txt", {"day": day, "head": head, "address": settings.PUBLIC_URL}
    )
    for person in _keepers():
        letters.write(
            key=f"trail-head:{day.isoformat()}",
            to=person,
            subject=f"証跡の控え({days.with_weekday(day)} {head.number}番まで)",
            body=body,
            about="trail-head",
        )


def _keepers() -> list[User]:
    """Those who keep the heads. Never the administrator, whose hands alone could rewrite the trail."""
    return list(working_as(Role.AUDITOR)) or list(working_as(Role.SECTION_CHIEF))
