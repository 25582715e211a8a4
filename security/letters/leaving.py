"""Whether a letter that has waited may still leave: asked of whoever writes such letters, right before it does."""

from collections.abc import Callable

from security.letters.models import Letter

MayLeave = Callable[[Letter], bool]
_asked: dict[str, MayLeave] = {}


def asked_before(kind: str) -> Callable[[MayLeave], MayLeave]:
    """The function answers for the letters whose keys begin so; for all others the answer is yes."""

    def register(may_leave: MayLeave) -> MayLeave:
        _asked[kind] = may_leave
        return may_leave

    return register


def may_leave(letter: Letter) -> bool:
    asked = _asked.get(letter.key.partition(":")[0])
    return asked is None or asked(letter)
