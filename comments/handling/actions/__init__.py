"""Verbs of handling comments."""
