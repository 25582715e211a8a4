"""The first page after sign-in: what waits for me, derived from states, never stored."""
