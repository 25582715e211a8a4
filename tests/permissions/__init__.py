"""Every address, every role, one's own organisation's objects and another's: what each is answered (table.txt)."""
