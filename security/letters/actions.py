"""What the administrator does about letters that did not simply leave."""

from django.db import transaction
from django.utils import timezone

from outbox.jobs import OPEN
from security.letters import events, leaving
from security.letters.models import Letter
from security.office.answers import YES, Answer, Refused, no, require
from security.people import rules
from security.people.account_changes import AccountChange
from security.people.actors import Actor
from security.people.models import User
from security.trail.recording import record


@transaction.atomic
def resend_letter(*, by: User, letter: Letter) -> None:
    """Send it (again) at the next turn. Whoever asks for it accepts that it may arrive twice."""
    actor, letter = _needing_attention(by, letter)
    letter.state, letter.sent_at, letter.woken_at, letter.problem = Letter.State.WAITING, None, None, ""
    letter.due_at = letter.asked_for = timezone.now()
    letter.finished_at, letter.hindrance = None, ""
    cleared = ["state", "sent_at", "woken_at", "problem", "hindrance", "due_at", "asked_for", "finished_at"]
    letter.save(update_fields=cleared)
    record(events.LETTER_RESENT, by=actor, subject=letter, recipient=letter.recipient.name)


@transaction.atomic
def settle_letter(*, by: User, letter: Letter) -> None:
    """The recipient has it, as was asked or found in the mail server's log. `sent_at` is what we know ourselves."""
    actor, letter = _needing_attention(by, letter)
    if letter.state != Letter.State.UNKNOWN:
        raise Refused(no("まだ送られていないメールです。届いていたことは記録できません。"))
    letter.state, letter.problem, letter.sealed_secret = Letter.State.SENT, "", ""
    letter.sent_at, letter.finished_at, letter.hindrance = None, timezone.now(), ""
    letter.save(update_fields=["state", "sent_at", "problem", "hindrance", "sealed_secret", "finished_at"])
    record(events.LETTER_SETTLED, by=actor, subject=letter, recipient=letter.recipient.name)


@transaction.atomic
def drop_letter(*, by: User, letter: Letter) -> None:
    """It need not be sent any more: who should have it knows by other ways, or has left. What may have left is settled."""
    actor, letter = _needing_attention(by, letter)
    if letter.state == Letter.State.UNKNOWN:
        raise Refused(
            no(
                "送れたかどうかが分からないメールです。",
                remedy="届いていたことを記録するか、もう一度送ってください。",
            )
        )
    require(_may_be_dropped(by, letter))
    letter.state, letter.sealed_secret, letter.finished_at = Letter.State.CANCELLED, "", timezone.now()
    letter.save(update_fields=["state", "sealed_secret", "finished_at"])
    record(
        events.LETTER_DROPPED,
        by=actor,
        subject=letter,
        recipient=letter.recipient.name,
        reason=letter.problem,
    )


def _may_be_dropped(by: User, letter: Letter) -> Answer:
    """Not by whoever has asked for what it warns of: where one reader is enough for a day to pass, he would choose him.

    Nor by whose act it tells, as long as it can still leave: nobody would hear of what he has done.
    """
    if letter.state in OPEN and letter.recipient != by and by.pk in leaving.whose_acts(letter):
        return no(
            "あなたの操作を知らせるメールです。あなたが止めることはできません。",
            clause="第５第２項",
            remedy="送れるようになるのを待つか、ほかのシステム管理者に依頼してください。",
        )
    asked = AccountChange.objects.waiting().filter(asked_by=by)
    if letter.about not in {change.letters_about for change in asked}:
        return YES
    return no(
        "あなたが求めた変更を知らせるメールです。変更が確認を待っている間は、あなたが止めることはできません。",
        clause="第５第２項",
        remedy="送れるようになるのを待つか、ほかのシステム管理者に依頼してください。",
    )


def _needing_attention(by: User, letter: Letter) -> tuple[Actor, Letter]:
    actor = Actor.of(by)
    require(rules.may_administer(actor))
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter not in Letter.objects.needing_attention():
        raise Refused(no(f"このメールは、いま「{letter.get_state_display()}」です。"))
    return actor, letter
