"""Who may do what with comments, replies, cases and the policy."""
