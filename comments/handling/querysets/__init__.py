"""What the list and the page of a comment read."""
