"""The pages of posting: thin. Parse, call an action, say what happened."""
