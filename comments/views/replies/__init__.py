"""Pages of replies (第６第２項)."""
