"""Instagram's notifications: quicker than polling, and never needed."""
