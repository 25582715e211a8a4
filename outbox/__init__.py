"""What must leave the house exactly once: claimed, tried, found again. Knows no post, no comment, no letter."""
