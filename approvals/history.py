"""What has happened to an item, line by line, as the trail tells it (components/timeline.html)."""

from dataclasses import dataclass
from datetime import datetime

from security.models import AuditEvent


@dataclass(frozen=True)
class Entry:
    """One line of the history."""

    at: datetime
    label: str
    by: str
    detail: str
    kind: str
    workplace: str = ""


def entry(event: AuditEvent) -> Entry:
    data = event.data
    details = [
        f"{data['place']}枚目の写真" if "place" in data else "",
        f"第{data['version']}版" if "seal" in data and "version" in data else "",
        f"変えたところ: {'、'.join(data['changed'])}" if "changed" in data else "",
        f"代決({data['deputises']}の不在のため)" if "deputises" in data else "",
        f"「{data['standing']}」" if "standing" in data else "",
        data.get("reason") or data.get("problem") or data.get("note") or "",
    ]
    return Entry(
        at=event.at,
        label=event.declared.label,
        by=event.actor_label,
        detail=" ".join(part for part in details if part),
        kind=event.declared.mark,
        workplace=event.workplace,
    )
