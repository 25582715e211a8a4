"""Open sessions, second factors and invitations that wait."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from security.people.models import User
from security.signing_in import events
from security.signing_in.models import Acknowledgement, Invitation
from security.signing_in.second_factor import FACTORS
from security.trail.models import AuditEvent
from security.trail.recording import subject_key


def alive_sessions() -> QuerySet[UserSession]:
    """Those that have not run out."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(session_key__in=alive)


def people_with_access() -> QuerySet[User]:
    """Everybody, with `has_factor`, `sessions` (how many are open) and `is_invited` (an invitation waits)."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    waiting = Invitation.objects.filter(
        user=OuterRef("pk"), ended_at__isnull=True, expires_at__gt=timezone.now()
    )
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions = Count("usersession", filter=Q(usersession__session_key__in=alive), distinct=True)
    people = User.objects.annotate(has_factor=Exists(factors), is_invited=Exists(waiting), sessions=sessions)
    return people.order_by("-is_active", "kana", "name", "pk")


def refusal_since_sign_in(user: User) -> AuditEvent | None:
    """The refused use of this person's session, if it is later than the last sign-in."""
    told = AuditEvent.objects.filter(
        subject=subject_key(user), tag__in=[events.SIGN_IN.tag, events.SESSION_REFUSED.tag]
    ).first()
    return told if told and told.tag == events.SESSION_REFUSED.tag else None


def acknowledged_in(year: int) -> dict[int, datetime]:
    """When each person acknowledged the security policy in the fiscal year, by the person's key."""
    return dict(Acknowledgement.objects.filter(fiscal_year=year).values_list("user", "at"))
