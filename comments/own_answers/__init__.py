"""What the official account has written under posts and no approved reply explains (第６第２項)."""
