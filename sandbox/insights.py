"""The figures of a post: which Instagram knows, and what they are here.

Only likes and comments are counted on this machine; everything else is nought.
Source: Meta, reference "IG Media Insights" and its changes up to v26.0.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sandbox import comments
from sandbox.errors import METRIC_UNKNOWN, NOT_ON_FACEBOOK
from sandbox.media import Media

METRICS = (
    "reach",
    "views",
    "likes",
    "comments",
    "saved",
    "shares",
    "total_interactions",
    "follows",
    "profile_visits",
    "profile_activity",
    "reposts",
)
FACEBOOK_METRICS = ("total_likes", "total_comments", "total_views")
FACEBOOK_VIEWS = "facebook_views"  # of posts shared to Facebook, which none is here
COUNTED_BY_COMMENTS = ("comments", "total_comments", "total_interactions")
BREAKDOWNS = {"profile_activity": "action_type"}


def of(
    db: sqlite3.Connection, post: Media, names: Sequence[str], *, is_facebook: bool, breakdown: str
) -> list[dict[str, Any]]:
    """As Graph lists them. Raises GraphError 100: one bad metric fails the whole call."""
    known = METRICS + (FACEBOOK_METRICS if is_facebook else ())
    for position, name in enumerate(names):
        if name == FACEBOOK_VIEWS:
            raise NOT_ON_FACEBOOK.error()
        if name not in known:
            raise METRIC_UNKNOWN.error(position=position, known=", ".join(known))
    return [_figure(post, name, _value(db, post, name), breakdown) for name in names]


def _figure(post: Media, name: str, value: int, breakdown: str) -> dict[str, Any]:
    figure: dict[str, Any] = {"name": name, "period": "lifetime"}
    if breakdown and BREAKDOWNS.get(name) == breakdown:
        figure["total_value"] = {
            "value": value,
            "breakdowns": [{"dimension_keys": [breakdown], "results": []}],
        }
    else:
        figure["values"] = [{"value": value}]
    title = name.replace("_", " ").capitalize()
    return figure | {"title": title, "description": title, "id": f"{post.id}/insights/{name}/lifetime"}


def _value(db: sqlite3.Connection, post: Media, name: str) -> int:
    return comments.count(db, post.id) if name in COUNTED_BY_COMMENTS else 0
