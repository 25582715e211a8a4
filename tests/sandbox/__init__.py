"""The sandbox that stands in for Instagram, over real HTTP."""
