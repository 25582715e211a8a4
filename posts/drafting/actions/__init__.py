"""Verbs of drafting. (Deciding: approvals/actions; publishing: posts/publishing/actions.)"""

from approvals.actions import Stale
from approvals.actions.drafting import Begun
from posts.drafting.actions.adding import Added, AlreadyThere, add_photo
from posts.drafting.actions.consents import save_consent, withdraw_consent
from posts.drafting.actions.drafting import Draft, create_draft, not_in, save_draft, start_draft, submit
from posts.drafting.actions.permissions import save_site_agreement, withdraw_permission
from posts.drafting.actions.photos import PHOTOS_MAX, NewPhoto, PhotoEdit, Upload, take_in
from posts.drafting.actions.reading import note_evidence_read

__all__ = [
    "PHOTOS_MAX",
    "Added",
    "AlreadyThere",
    "Begun",
    "Draft",
    "NewPhoto",
    "PhotoEdit",
    "Stale",
    "Upload",
    "add_photo",
    "create_draft",
    "not_in",
    "note_evidence_read",
    "save_consent",
    "save_draft",
    "save_site_agreement",
    "start_draft",
    "submit",
    "take_in",
    "withdraw_consent",
    "withdraw_permission",
]
