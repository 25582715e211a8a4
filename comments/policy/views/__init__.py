"""Pages of the operating policy."""
