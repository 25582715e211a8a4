"""Pages of 第６."""
