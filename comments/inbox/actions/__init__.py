"""Verbs about comments, a module for each concern."""
