"""Sending an approved reply, once."""
