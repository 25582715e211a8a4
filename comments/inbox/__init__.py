"""What people write under our posts: read, noticed, listed, decided about (第６第２項)."""
