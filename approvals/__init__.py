"""Submissions, seals and decisions, shared by posts and replies: 第４, 第６第２項 of the guideline."""
