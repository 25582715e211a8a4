"""When posts go out, and finding them again: the calendar, its feed, ideas without a day, the list and its search."""
