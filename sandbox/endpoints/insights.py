"""The figures of a post, and its page as others may embed it.

Source: Meta, references "IG Media Insights" and "Instagram oEmbed".
"""

from typing import Any

from flask import g

from sandbox import faults, media, nodes
from sandbox.context import database, permalink
from sandbox.errors import PARAM_INVALID
from sandbox.graph import graph, own_media, params, required, without_token


@graph.get("/<node>/insights", strict_slashes=False)
def read_insights(node: str) -> dict[str, Any]:
    post = own_media(node)
    required("metric")
    faults.strike(database(), faults.INSIGHTS)
    return nodes.insights(post, params().ids("metric"), params().text("breakdown"))


@graph.get("/instagram_oembed", strict_slashes=False)
@without_token
def embed() -> dict[str, Any]:
    """Without a token since 2026-05-15, and without the author since 2025-11-03."""
    parts = required("url").partition("?")[0].rstrip("/").rsplit("/", 2)
    post = media.post_of_shortcode(database(), parts[-1])
    if post is None:
        raise PARAM_INVALID.error(name="url", problem="is not the address of a post")
    html = f'<blockquote class="instagram-media" data-instgrm-permalink="{permalink(post)}"></blockquote>'
    g.account = None
    return {"version": "1.0", "provider_name": "Instagram", "type": "rich", "width": 658, "html": html}
