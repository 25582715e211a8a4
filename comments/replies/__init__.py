"""返信: proposed, approved, sent, lapsed (第６第２項)."""
