"""The system itself, as its administrators are told of it: that it stood still, that the disk or the mail is in trouble."""
