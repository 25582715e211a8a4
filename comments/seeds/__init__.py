"""Reference data of 第６ for a database that has none yet; all of it is the office's to change."""

from comments.seeds import headings, trouble, words


def plant(*, using: str) -> None:
    words.plant(using=using)
    trouble.plant(using=using)
    headings.plant(using=using)
