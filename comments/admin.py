"""第６ in the admin site, by noun."""

from comments.cases import admin as cases
from comments.policy import admin as policy
from comments.replies import admin as replies

__all__ = ["cases", "policy", "replies"]
