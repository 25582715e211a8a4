"""Pages of the ground floor: thin."""
