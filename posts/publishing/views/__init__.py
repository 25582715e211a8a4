"""Pages of one post on its way, and what Instagram fetches."""
