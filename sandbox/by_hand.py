"""What somebody at the account does with the app, beside every program: post, and change the profile."""

import hashlib
import sqlite3
from dataclasses import replace
from io import BytesIO
from itertools import cycle, islice

from PIL import Image

from sandbox import containers, publishing
from sandbox.accounts import Account
from sandbox.containers import CHILDREN_MAX, Draft
from sandbox.images import Photo
from sandbox.publishing import Terms
from sandbox.store import Store

SIDE = 1080  # px
COLOURS = ("#c98f6b", "#7c9a6e", "#6b86a8", "#a8728c")
# The app counts neither containers nor posts of the API.
NO_LIMIT = 1_000_000


def post(
    db: sqlite3.Connection, store: Store, account: Account, caption: str, *, pictures: int, at: float
) -> str:
    """The id of the new post, with so many plain pictures. Raises ValueError; GraphError for words that are too long."""
    if not 1 <= pictures <= CHILDREN_MAX:
        raise ValueError(f"pictures must be 1 to {CHILDREN_MAX}")
    draft = Draft(account.user_id, caption, "", at, at, NO_LIMIT)
    draft.check()
    photos = [_photo(store, colour) for colour in islice(cycle(COLOURS), pictures)]
    if pictures == 1:
        made = containers.create_image(db, draft, photo=photos[0], source_url="", is_carousel_item=False)
    else:
        plain = replace(draft, caption="")
        children = [
            containers.create_image(db, plain, photo=photo, source_url="", is_carousel_item=True)
            for photo in photos
        ]
        made = containers.create_carousel(db, draft, children)
    return publishing.publish(db, made, Terms(account.user_id, at, NO_LIMIT))


def _photo(store: Store, colour: str) -> Photo:
    data = BytesIO()
    Image.new("RGB", (SIDE, SIDE), colour).save(data, "JPEG", quality=85)
    sha256 = hashlib.sha256(data.getvalue()).hexdigest()
    store.keep_rendition(store.photos / sha256, data.getvalue())
    return Photo(sha256, SIDE, SIDE)
