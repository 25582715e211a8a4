"""What every noun speaks: answers, the office's year, its words in forms, lists in pages, secrets at rest."""
