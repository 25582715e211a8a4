"""From an approved version to what stands on Instagram, once: what posts and replies share."""
