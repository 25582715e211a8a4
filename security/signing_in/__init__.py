"""Signing in: passwords, second factors, sessions, invitations, the year's acknowledgement (第５第２項)."""
