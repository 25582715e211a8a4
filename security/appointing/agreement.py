"""任用, held against the trail: what was registered, changed and ended there is what stands in the row."""

from collections.abc import Iterator

from security.appointing.events import APPOINTED, APPOINTMENT_CHANGED, APPOINTMENT_ENDED
from security.people.models import Appointment
from security.trail.agreement import Told, compares, held_against_trail, without_row
from security.trail.registry import CHANGES

COLUMNS = [one for one in Appointment._meta.concrete_fields if one.name in Appointment.COVERED]


@compares
def appointments() -> Iterator[str]:
    kinds = (APPOINTED, APPOINTMENT_CHANGED, APPOINTMENT_ENDED)
    yield from held_against_trail(Appointment.objects.select_related("user"), kinds, _differing)
    yield from without_row(Appointment, APPOINTED)


def _differing(row: Appointment, told: list[Told]) -> Iterator[str]:
    name = f"任用 {row.pk}({row})"
    if not row.is_authentic:
        yield f"{name}の記録が、登録されたときのものと違います。"
    if not any(one.is_one_of(APPOINTED) for one in told):
        yield f"{name}が、証跡にありません。"
        return
    last: dict[str, str] = {}
    for one in told:
        last |= {column: new for column, (_, new) in one.data.get(CHANGES, {}).items()}
    for column in COLUMNS:
        if last.get(column.name) != column.value_to_string(row):
            yield f"{name}の「{column.verbose_name}」が、証跡と違います。"
