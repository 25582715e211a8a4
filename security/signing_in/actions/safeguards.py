"""セキュリティの設定."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from security.people.models import User
from security.people.safeguards import Safeguards, SecondFactor, Workplace
from security.trail import events
from security.trail.changes import administrator, changes, stored
from security.trail.recording import record


@transaction.atomic
def change_safeguards(*, by: User, safeguards: Safeguards) -> None:
    """設定を変更する: the administrator. Raises ValidationError for what the guideline does not leave open."""
    actor = administrator(by)
    safeguards.pk = 1
    before = stored(safeguards) or Safeguards(pk=1)
    if not settings.DEMO:
        _keep_what_the_guideline_demands(safeguards)
    safeguards.full_clean(validate_unique=False)
    safeguards.save()
    if changed := changes(before, safeguards):
        record(events.SETTING_CHANGED, by=actor, subject=safeguards, changes=changed)


def _keep_what_the_guideline_demands(safeguards: Safeguards) -> None:
    refused = {}
    if safeguards.prefecture_workplace == Workplace.OFF:
        refused["prefecture_workplace"] = (
            "地域政策課の投稿は、職場のタブレット等から行うことになっているため、「求めない」にはできません"
            "(第４第１項(1))。"
        )
    if safeguards.second_factor == SecondFactor.OFF:
        refused["second_factor"] = (
            "承認する人とシステム管理者には二要素認証が必要なため、「求めない」にはできません(第５第２項)。"
        )
    if refused:
        raise ValidationError(refused)
