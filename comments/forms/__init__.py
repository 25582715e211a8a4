"""Forms of 第６."""
