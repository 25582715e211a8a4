"""四半期の点検 of the official account's own settings (第５第１項)."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from security.account import checking, events, rules
from security.account.models import AccountCheck
from security.account.notices import CHECK_DUE
from security.notices.telling import take_back_all_but
from security.office.answers import require
from security.people.actors import Actor
from security.people.models import User
from security.trail.recording import record


@dataclass(frozen=True)
class Finding:
    """`done`: what was done about it, if it was not all right."""

    is_fine: bool
    done: str = ""


@transaction.atomic
def record_account_check(*, by: User, findings: dict[str, Finding], note: str) -> AccountCheck:
    """点検を記録する: every point, for the present quarter. A later check of the same quarter stands beside it."""
    actor = Actor.of(by)
    require(rules.may_check_account(actor))
    for point in checking.POINTS:
        finding = findings.get(point.key)
        if finding is None:
            raise ValidationError({point.key: "点検の結果を選んでください。"})
        if not finding.is_fine and not finding.done.strip():
            raise ValidationError({f"{point.key}_done": "どのように対応したかを入力してください。"})
    year, quarter = checking.this_quarter()
    check = AccountCheck.objects.create(
        fiscal_year=year,
        quarter=quarter,
        findings={
            point.key: {"label": point.label, **asdict(findings[point.key])} for point in checking.POINTS
        },
        note=note.strip(),
        done_by=by,
    )
    amiss = [point.label for point in checking.POINTS if not findings[point.key].is_fine]
    take_back_all_but(CHECK_DUE, keys=())
    record(events.ACCOUNT_CHECKED, by=actor, subject=check, amiss=amiss)
    return check
