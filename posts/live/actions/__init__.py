"""Every change of what is known of the account."""

from posts.live.actions.pictures import keep_picture, take_picture_turn
from posts.live.actions.profiles import confirm_profile, take_in_profile, wants_profile
from posts.live.actions.settling import call_older, join, open_case
from posts.live.actions.taking_in import note_gone, take_in_list

__all__ = [
    "call_older",
    "confirm_profile",
    "join",
    "keep_picture",
    "note_gone",
    "open_case",
    "take_in_list",
    "take_in_profile",
    "take_picture_turn",
    "wants_profile",
]
