"""通知メール: written once, sent once."""
