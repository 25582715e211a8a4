"""The account as it stands: each post on it, whoever put it there, and its profile, held against what was approved."""
