"""道のセキュリティポリシー (第５第２項): its versions, and who has acknowledged it in which fiscal year."""

from django.db import transaction

from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import acknowledging, events, rules
from security.signing_in.models import Acknowledgement, PolicyText
from security.trail.changes import save_reference
from security.trail.recording import record


@transaction.atomic
def acknowledge(*, by: User, text: PolicyText) -> None:
    """確認する: this fiscal year's, of the version on the screen. A second press changes nothing."""
    current = acknowledging.text_in_force()
    if current is None or current.pk != text.pk:
        raise Refused(no("画面を開いた後に内容が新しくなりました。", remedy="新しい内容をお読みください。"))
    PolicyText.objects.select_for_update(no_key=True).get(pk=current.pk)  # nobody changes it meanwhile
    year = acknowledging.this_year()
    _, is_new = Acknowledgement.objects.get_or_create(user=by, fiscal_year=year, defaults={"text": current})
    if is_new:
        record(events.ACKNOWLEDGED, by=Actor.of(by), subject=current, fiscal_year=year)


@transaction.atomic
def save_policy_text(*, by: User, text: PolicyText) -> None:
    """Register a version, or change one that nobody has acknowledged yet."""
    if stored := PolicyText.objects.select_for_update(no_key=True).filter(pk=text.pk).first():
        require(rules.may_change_policy_text(stored))
    save_reference(by=by, instance=text)
