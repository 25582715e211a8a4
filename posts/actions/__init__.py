"""Verbs of drafting. (Deciding: approvals/actions; publishing: posts/publishing/actions.)"""

from .drafting import Draft, Incomplete, Stale, create_draft, save_draft, save_site_agreement, submit
from .photos import NewPhoto, PhotoEdit, Upload, take_in

__all__ = [
    "Draft",
    "Incomplete",
    "NewPhoto",
    "PhotoEdit",
    "Stale",
    "Upload",
    "create_draft",
    "save_draft",
    "save_site_agreement",
    "submit",
    "take_in",
]
