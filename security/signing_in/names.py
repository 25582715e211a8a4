"""Whose account a typed sign-in name is: however it was written, it is one account, found and counted as one."""

from security.office import words
from security.people.models import User


def account_named(typed: str) -> User | None:
    """Registered names are ASCII. Exactly as typed, if two should differ in nothing but capitals."""
    exactly = User.objects.filter(username=typed).first()
    return exactly or User.objects.filter(username__iexact=folded(typed)).order_by("pk").first()


def folded(typed: str) -> str:
    """Without full width, capitals, invisible characters and blanks."""
    return "".join(words.key(typed).split())
