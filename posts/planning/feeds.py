"""The secret address of somebody's calendar: how it is made, and found again by what a program brings."""

import hashlib
import secrets

from posts.planning.models import CalendarFeed


def new_secret() -> str:
    """256 random bits: nobody tries them through."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Only this is kept, as of an invitation: who reads the database has no address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> CalendarFeed | None:
    return CalendarFeed.objects.select_related("person").filter(token_hash=digest(secret)).first()
