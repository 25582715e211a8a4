"""Words that are kept: sets of hashtags and 定型文 of each side, and expressions of which everybody is warned."""
