"""Who decides, and who answers for that, is let into the account by two people or after a day (第５第２項)."""
