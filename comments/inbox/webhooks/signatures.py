"""Whether a notification is Meta's: guide "Webhooks", "Validating Payloads"."""

import hashlib
import hmac
import re
from collections.abc import Iterable

PREFIX = "sha256="
WELL_FORMED = re.compile(r"sha256=[0-9a-f]{64}\s*", re.IGNORECASE)


def is_signed(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Over the very bytes that came, under any of the secrets. Takes as long for a wrong one as for a right one."""
    if not header.startswith(PREFIX):
        return False
    told = header.removeprefix(PREFIX).strip().lower().encode()
    right = [
        hmac.compare_digest(hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode(), told)
        for secret in secrets
    ]
    return any(right)


def is_well_formed(header: str) -> bool:
    """Whether it can be a signature at all: asked before a body is waited for."""
    return WELL_FORMED.fullmatch(header) is not None


def is_token(told: str, token: str) -> bool:
    """Of the handshake. An empty token is nobody's."""
    return bool(token) and hmac.compare_digest(told.encode(), token.encode())
