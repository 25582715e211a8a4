"""The pages of posting, as a browser would use them."""
