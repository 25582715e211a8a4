"""The demo: people, posts and pictures to try the system with."""
