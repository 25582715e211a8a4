"""Who may do what in a case."""
