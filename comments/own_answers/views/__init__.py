"""The list of answers that nobody has approved, one of them, and what is said of it."""
