"""招待: a one-time link instead of a first password that somebody else has typed."""

import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from security.confirming import actions as asking
from security.confirming import querysets as confirming
from security.confirming.kinds import effect_of, refusal_of
from security.letters import writing as letters
from security.notices import telling
from security.office.answers import require
from security.people.account_changes import AccountChange, ChangeKind
from security.people.actors import Actor
from security.people.models import User
from security.signing_in import events, invitations, notices, rules
from security.signing_in.actions.sessions import end_sessions
from security.signing_in.models import Invitation
from security.trail.recording import record

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(*, by: User | None, person: User, reason: str = "") -> str:
    """Make the link, which ends the one before, and mail it. `by=None` is the command line.

    Returns the link if the person has no mail address and has never been in: it is shown once, for it is nowhere
    kept. Otherwise empty; of somebody who decides it is mailed once it has been confirmed.
    """
    actor = Actor.of(by) if by else None
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if actor:
        require(rules.may_invite(actor, person))
    require(rules.has_way_in(person, waits=confirming.must_wait(person, by=by)))
    if asking.ask(by=by, person=person, kind=ChangeKind.INVITATION, reason=reason):
        return ""
    return _invite(person, by=by, actor=actor, is_confirmed=confirming.is_guarded(person))


@effect_of(ChangeKind.INVITATION)
def _confirmed(change: AccountChange, by: Actor | None) -> None:
    require(rules.has_way_in(change.person, waits=True))
    _invite(change.person, by=change.asked_by, actor=by, is_confirmed=True)


def _invite(person: User, *, by: User | None, actor: Actor | None, is_confirmed: bool) -> str:
    _end_earlier(person)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=person,
        token_hash=invitations.digest(secret),
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
        address=person.email,
        is_confirmed=is_confirmed,
    )
    telling.take_back(notices.NEWCOMER, about=person)
    record(events.INVITED, by=actor, subject=person)
    if person.has_usable_password() and not is_confirmed:
        notices.tell_of_invitation(person, by=by)
    link = f"{settings.PUBLIC_URL}{reverse('account_invitation', args=[secret])}"
    if not person.email:
        return link
    letters.write(
        key=f"invitation:{invitation.pk}",
        to=person,
        subject="「北海道とつながるカフェ」Instagram運用システムへの招待",
        body=_text(person),
        about=_about(person),
        secret=link,
    )
    return ""


@transaction.atomic
def use_invitation(*, invitation: Invitation, password: str) -> None:
    """The person chooses a password. Whoever was signed in under the name is signed out."""
    person = User.objects.select_for_update(no_key=True).get(pk=invitation.user_id)
    stored = Invitation.objects.select_related("user").select_for_update(no_key=True, of=("self",))
    invitation = stored.get(pk=invitation.pk)
    require(invitations.may_be_used(invitation))
    validate_password(password, person)
    if not invitation.is_confirmed:
        asking.ask(
            by=invitation.invited_by,
            person=person,
            kind=ChangeKind.FIRST_PASSWORD,
            reason="招待のアドレスを開いた人が、パスワードを決めました。ご本人かどうかを確かめてください。",
        )
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.ended_at = timezone.now()
    invitation.save(update_fields=["ended_at"])
    record(events.INVITATION_USED, by=Actor.of(person), subject=person)
    end_sessions(user=person, by=None, reason="パスワードを決めたため")


@refusal_of(ChangeKind.FIRST_PASSWORD)
def _was_somebody_else(change: AccountChange, by: Actor | None) -> None:
    """Whoever has come in by the invitation is out again, and what was set up meanwhile is gone."""
    person = change.person
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    end_sessions(user=person, by=by.user if by else None, reason="招待による利用の開始が認められなかったため")


def _end_earlier(person: User) -> None:
    Invitation.objects.filter(user=person, ended_at__isnull=True).update(ended_at=timezone.now())
    letters.take_back(about=_about(person))


def _about(person: User) -> str:
    return f"invitation:{person.pk}"


def _text(person: User) -> str:
    return (
        "「北海道とつながるカフェ」Instagram運用システムの利用者として登録されました。\n"
        f"ログインIDは {person.username} です。\n"
        f"{VALID_FOR.days}日以内に次のアドレスを開き、パスワードを決めてください。このアドレスは一度だけ使えます。\n\n"
        f"{letters.SECRET_MARK}\n\n"
        "このメールを、ほかの方に転送しないでください。お心当たりがないときは、システム管理者(地域政策課)へご連絡ください。\n"
    )
