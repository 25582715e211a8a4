"""Forms of comments."""
