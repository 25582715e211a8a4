"""Reading comments from Instagram, complete by polling alone."""
