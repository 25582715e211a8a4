"""The way out: the only code that speaks to Meta. It knows no post."""
