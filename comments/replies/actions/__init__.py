"""Verbs about a reply."""
