"""Forms about the official account."""
