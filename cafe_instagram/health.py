"""Asking a site how it is: the supervisor does, and each container. `python -m cafe_instagram.health web:8000 beat`

The standard library only, and little of it, since the supervisor loads it.
"""

import json
import socket
import sys
from collections.abc import Mapping
from typing import Any

# Seconds without a beat. The same as outbox/heartbeat.py says, which knows Django.
STALE_S = 60


def ask(host: str, port: int, *, patience_s: float = 5.0) -> dict[str, Any]:
    """What /healthz tells; nothing if nobody answers."""
    try:
        with socket.create_connection((host, port), timeout=patience_s) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            told: object = json.loads(connection.makefile("rb").read().partition(b"\r\n\r\n")[2])
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def is_stale(told: Mapping[str, Any], name: str) -> bool:
    """Whether so many seconds are too many; what has never been is as old as can be."""
    seconds = told.get(name)
    return seconds is None or seconds > STALE_S


def main(address: str, name: str = "") -> None:
    """Ends with 0 if all is well, or what is named has been heard of within the minute."""
    host, _, port = address.partition(":")
    told = ask(host, int(port))
    sys.exit(is_stale(told, name) if name else not told.get("ok"))


if __name__ == "__main__":
    main(*sys.argv[1:])
