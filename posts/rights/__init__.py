"""許諾・同意の台帳: what right holders and people in pictures have allowed, and where it is used (第４第１項(2), 第３項(2)).

The row and its verbs stand in posts/drafting beside the photos that rest on it.
"""
