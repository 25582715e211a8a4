"""The Graph endpoints, a module for each concern; together they make the blueprint complete."""

from sandbox.endpoints import comments, insights, publishing, reading, subscriptions, tokens
from sandbox.graph import graph

__all__ = ["comments", "graph", "insights", "publishing", "reading", "subscriptions", "tokens"]
