"""Who else has a draft open. A passing thing: it stands in the cache that all processes share, and in no record.

Two who are noted at the same moment may lose one of them, until he is noted again half a minute later.
"""

import time

from django.core.cache import cache

from posts.drafting.models import Post
from security.models import User
from security.office.out_of_space import spared

# A page that is looked at says so each half minute (js/keeping.js); who has missed two is gone.
GONE_AFTER_S = 75


def note(post: Post, user: User) -> list[str]:
    """This person has it open. The names of the others who do, in the order in which they came.

    The caller has asked whether he may edit it; the names are of people who were asked the same.
    """
    key, now = f"open-draft:{post.pk}", time.time()
    known: dict[int, tuple[str, float]] = cache.get(key) or {}
    here = {pk: (name, seen) for pk, (name, seen) in known.items() if now - GONE_AFTER_S < seen <= now}
    here[user.pk] = (user.name, now)
    with spared():
        cache.set(key, here, timeout=GONE_AFTER_S)
    return [name for pk, (name, _) in here.items() if pk != user.pk]
