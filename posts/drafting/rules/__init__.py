"""Who may do what with a post, and what a post still lacks."""

from posts.drafting.rules.clauses import approval_clause, link_clause, photo_clause
from posts.drafting.rules.completeness import (
    ai_hints,
    confirmations,
    hints,
    missing_points,
    named_in,
    warnings,
)
from posts.drafting.rules.links import is_post_address, post_code
from posts.drafting.rules.people import (
    could_publish,
    could_retry,
    may_add_photo,
    may_draft,
    may_edit,
    may_judge_link,
    may_keep_agreement,
    may_note_difference,
    may_publish,
    may_read,
    may_record_removal,
    may_resolve,
    may_retry,
    may_withdraw_permission,
    pictures_stand,
)

__all__ = [
    "ai_hints",
    "approval_clause",
    "confirmations",
    "could_publish",
    "could_retry",
    "hints",
    "is_post_address",
    "link_clause",
    "may_add_photo",
    "may_draft",
    "may_edit",
    "may_judge_link",
    "may_keep_agreement",
    "may_note_difference",
    "may_publish",
    "may_read",
    "may_record_removal",
    "may_resolve",
    "may_retry",
    "may_withdraw_permission",
    "missing_points",
    "named_in",
    "photo_clause",
    "pictures_stand",
    "post_code",
    "warnings",
]
