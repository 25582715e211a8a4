"""起案: a post with its photos, their rights and its links, until approval is asked for (第３, 第４)."""
