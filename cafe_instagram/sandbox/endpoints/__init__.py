"""The Graph endpoints, a module for each concern; together they make the blueprint complete."""

from cafe_instagram.sandbox.endpoints import publishing, reading, tokens
from cafe_instagram.sandbox.graph import graph

__all__ = ["graph", "publishing", "reading", "tokens"]
