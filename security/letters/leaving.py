"""Whether a letter that has waited may still leave: asked of whoever writes such letters, right before it does."""

from collections.abc import Callable

from security.letters.models import Letter

MayLeave = Callable[[Letter], bool]
Doers = Callable[[Letter], set[int]]
_asked: dict[str, MayLeave] = {}
_doers: dict[str, Doers] = {}


def asked_before(kind: str) -> Callable[[MayLeave], MayLeave]:
    """The function answers for the letters whose keys begin so; for all others the answer is yes."""

    def register(may_leave: MayLeave) -> MayLeave:
        _asked[kind] = may_leave
        return may_leave

    return register


def tells_of_acts(kind: str) -> Callable[[Doers], Doers]:
    """The function says whose acts the letters tell of whose keys begin so, so that none of these holds one back."""

    def register(doers: Doers) -> Doers:
        _doers[kind] = doers
        return doers

    return register


def whose_acts(letter: Letter) -> set[int]:
    """The keys of those whose acts it tells of."""
    asked = _doers.get(letter.key.partition(":")[0])
    return asked(letter) if asked else set()


def may_leave(letter: Letter) -> bool:
    asked = _asked.get(letter.key.partition(":")[0])
    return asked is None or asked(letter)
