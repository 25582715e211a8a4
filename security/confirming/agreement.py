"""Changes of accounts, held against the trail: what was asked for there, and how it has ended, is what stands in the row."""

from collections.abc import Iterator

from security.confirming.events import ASKED, CONFIRMED, LAPSED, REFUSED, WITHDRAWN
from security.people.account_changes import AccountChange, ChangeState
from security.trail.agreement import compares
from security.trail.models import AuditEvent

STATES = {
    ASKED.tag: ChangeState.WAITING,
    CONFIRMED.tag: ChangeState.CONFIRMED,
    LAPSED.tag: ChangeState.LAPSED,
    REFUSED.tag: ChangeState.REFUSED,
    WITHDRAWN.tag: ChangeState.WITHDRAWN,
}


@compares
def account_changes() -> Iterator[str]:
    """There are some tens in a year. Told if it is so at a second look: meanwhile people go on working."""
    if first := list(_differences()):
        again = set(_differences())
        yield from (said for said in first if said in again)


def _differences() -> Iterator[str]:
    told = AuditEvent.objects.filter(tag__in=STATES).order_by("number").values_list("tag", "data")
    states = {data["change"]: STATES[tag] for tag, data in told}
    rows = {row.pk: row for row in AccountChange.objects.select_related("person")}
    for key in sorted(states.keys() | rows.keys()):
        if key not in rows:
            yield f"アカウントの変更 {key} がありません。"
        elif states.get(key) != rows[key].state:
            yield f"アカウントの変更 {key}({rows[key]})の状態が、証跡と違います。"
