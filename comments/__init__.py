"""Comments, replies, cases of trouble and the operating policy: 第６."""
