"""What somebody who leaves still has waiting: told by the floors above, for the pages on which his appointment is ended."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from security.people.models import Appointment


class Waiting(NamedTuple):
    """Something of his that goes out by itself or at a press, and only if somebody answers for it that day."""

    title: str
    state: str
    at: datetime | None
    url: str


Teller = Callable[[Appointment], Iterable[Waiting]]
_tellers: list[Teller] = []


def tells_open_work(teller: Teller) -> Teller:
    _tellers.append(teller)
    return teller


def waiting_of(appointment: Appointment) -> list[Waiting]:
    return [one for teller in _tellers for one in teller(appointment)]
