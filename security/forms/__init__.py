"""Forms of the ground floor, by page."""
