"""Verbs of drafting. (Deciding: approvals/actions; publishing: posts/publishing/actions.)"""

from approvals.actions import Stale

from .drafting import Draft, Incomplete, create_draft, save_draft, submit
from .permissions import save_site_agreement, withdraw_permission
from .photos import PHOTOS_MAX, NewPhoto, PhotoEdit, Upload, take_in
from .reading import note_evidence_read

__all__ = [
    "PHOTOS_MAX",
    "Draft",
    "Incomplete",
    "NewPhoto",
    "PhotoEdit",
    "Stale",
    "Upload",
    "create_draft",
    "note_evidence_read",
    "save_draft",
    "save_site_agreement",
    "submit",
    "take_in",
    "withdraw_permission",
]
