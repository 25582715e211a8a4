"""Taking away a second factor that somebody has lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from security.confirming import actions as asking
from security.confirming.kinds import effect_of
from security.letters import writing as letters
from security.office.answers import require
from security.people.account_changes import AccountChange, ChangeKind
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events, notices, rules
from security.signing_in.actions.sessions import end_sessions
from security.trail.models import AuditEvent
from security.trail.recording import record


@transaction.atomic
def take_second_factor(*, by: User | None, person: User, reason: str = "") -> None:
    """All of it, recovery codes too, and every session of the person ends. Without one, nothing changes.

    Of somebody who decides it is taken once that has been confirmed. `by=None` is the command line.
    """
    actor = Actor.of(by) if by else None
    if actor:
        require(rules.may_take_second_factor(actor, person))
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    has_one = Authenticator.objects.filter(user=person).exists()
    if has_one and asking.ask(by=by, person=person, kind=ChangeKind.SECOND_FACTOR, reason=reason):
        return
    if _take(person, by=actor):
        notices.tell_of_taken_factor(person, by=by)


@effect_of(ChangeKind.SECOND_FACTOR)
def _confirmed(change: AccountChange, by: Actor | None) -> None:
    _take(change.person, by=by)


def _take(person: User, *, by: Actor | None) -> AuditEvent | None:
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        return None
    event = record(events.SECOND_FACTOR_REMOVED, by=by, subject=person, kind="すべて")
    end_sessions(user=person, by=by.user if by else None, reason="二要素認証を解除したため")
    if person.email:
        letters.write(
            key=f"own-account:{event.number}",
            to=person,
            subject="二要素認証が解除されました",
            body=(
                "システム管理者の求めにより、あなたの二要素認証を解除しました。"
                "次にログインしたときに、あらためて設定してください。" + notices.IF_IT_WAS_NOT_YOU
            ),
        )
    return event
