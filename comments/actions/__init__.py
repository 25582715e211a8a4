"""Verbs of 第６, a module for each noun."""
