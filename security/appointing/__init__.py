"""任用: who becomes, is and ceases to be what, and what follows from it (第２, 第４第２項)."""
