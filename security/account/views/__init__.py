"""Pages about the official account."""
