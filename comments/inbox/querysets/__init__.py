"""What the pages of comments read."""
