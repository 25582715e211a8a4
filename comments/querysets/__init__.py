"""What lists and pages of 第６ read."""
