"""Addresses of live posts as people paste them: the code alone identifies the post.

`/p/CODE/`, `/reel/CODE/` and `/tv/CODE/`, each also behind the account's name; the app appends `?igsh=…` and the like.
"""

import re
from urllib.parse import urlsplit

HOSTS = ("www.instagram.com", "instagram.com", "m.instagram.com")
_POST = re.compile(r"/(?!share/)(?:[A-Za-z0-9._]{1,30}/)?(?:p|reel|reels|tv)/([A-Za-z0-9_-]{1,60})/?")


def shortcode_of(address: str, *, also: str = "") -> str:
    """The code of the post that the address leads to; empty if it is none, or one of the app's `/share/` links, which
    only Instagram can follow. `also`: one more origin that counts as Instagram, like a stand-in's.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # brackets without a sense
        return ""
    is_there = parts.scheme == "https" and parts.netloc.lower() in HOSTS
    if not is_there and not (also and f"{parts.scheme}://{parts.netloc}" == also):
        return ""
    found = _POST.fullmatch(parts.path)
    return found[1] if found else ""
