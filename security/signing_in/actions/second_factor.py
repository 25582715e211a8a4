"""Taking away a second factor that somebody has lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from security.letters import writing as letters
from security.office.answers import require
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events, notices, rules
from security.signing_in.actions.own_account import IF_IT_WAS_NOT_YOU
from security.signing_in.actions.sessions import end_sessions
from security.trail.recording import record


@transaction.atomic
def take_second_factor(*, by: User, person: User) -> None:
    """All of it, recovery codes too, and every session of the person ends. Without one, nothing changes."""
    actor = Actor.of(by)
    require(rules.may_take_second_factor(actor, person))
    taken, _ = Authenticator.objects.filter(user=person).delete()
    if not taken:
        return
    event = record(events.SECOND_FACTOR_REMOVED, by=actor, subject=person, kind="すべて")
    end_sessions(user=person, by=by, reason="二要素認証を解除したため")
    notices.tell_of_taken_factor(person, by=by, event=event)
    if person.email:
        letters.write(
            key=f"own-account:{event.number}",
            to=person,
            subject="二要素認証が解除されました",
            body=(
                f"{person.name} 様\n\nシステム管理者({by.name})が、あなたの二要素認証を解除しました。"
                "次にログインしたときに、あらためて設定してください。" + IF_IT_WAS_NOT_YOU
            ),
        )
