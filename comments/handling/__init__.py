"""対応: the list of comments, the page of one, and what is decided about each (第６第２項)."""
