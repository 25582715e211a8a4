"""Errors told to Sentry, where SENTRY_DSN is set. Only what the log would say of them leaves: kinds and places, no words.

Of what the library has gathered nothing is passed on but what is named here.
"""

from typing import Any

import sentry_sdk
from django.conf import settings

from cafe_instagram import inquiries

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "sdk", "release", "environment")
OF_A_FRAME = ("filename", "module", "function", "lineno", "in_app")


def begin() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        before_send=without_words,
        before_send_transaction=lambda event, hint: None,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
    )


def without_words(event: Any, hint: Any) -> Any:
    """What may leave, made anew."""
    told: dict[str, Any] = {name: event[name] for name in KEPT if name in event}
    values = event.get("exception", {}).get("values", [])
    told["exception"] = {"values": [_kind_and_places(one) for one in values]}
    if inquiry := inquiries.current.get():
        told["tags"] = {"request": inquiry.number, "view": inquiry.view, "person": inquiry.person}
        told["transaction"] = inquiry.view
    return told


def _kind_and_places(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "value": "",
        "stacktrace": {
            "frames": [{name: frame[name] for name in OF_A_FRAME if name in frame} for frame in frames]
        },
    }
