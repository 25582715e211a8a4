"""Verbs about a case, its evidence and its measures."""
