"""Secrets at rest: the API token, the second factors, evidence of cases, under keys of their own (FIELD_KEYS, newest first)."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the present keys opens the secret: the key it was sealed with is gone."""


def seal(text: str) -> str:
    """Encrypt under the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def reseal(sealed: str) -> str:
    """The same secret under the newest key. Raises Unreadable."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def seal_bytes(content: bytes) -> bytes:
    """Encrypt under the newest key; the result is ASCII, as of a text."""
    return _keys().encrypt(content)


def unseal_bytes(sealed: bytes) -> bytes:
    """Raises Unreadable."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        raise Unreadable from None


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
