"""Calls to Instagram within one turn of reading: counted, slowed down before Meta refuses, the lease renewed."""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from instagram.client import Client

# A turn ends after so many, between two posts or two pages of a long thread: others wait for their turn.
CALLS_A_TURN = 20
# Graph API, "Rate Limits": shares of what is allowed, in per cent. What is left belongs to publishing.
SLOW_AT, STOP_AT = 80, 90
SLOW_PAUSE, STOP_PAUSE = timedelta(minutes=5), timedelta(minutes=30)

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Held(Exception):
    """Another worker has the turn; this one must stop."""


class Enough(Exception):
    """Nothing more is read for now."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__(f"for {pause}")
        self.pause = pause


class Calls:
    """`renew` is called before each call and raises when the turn is lost. `account`: the number of whose token it is."""

    def __init__(self, client: Client, *, account: str, renew: Callable[[], None]) -> None:
        self.client = client
        self.account = account
        self.made = 0
        self._renew = renew

    @property
    def are_spent(self) -> bool:
        return self.made >= CALLS_A_TURN

    def make(self, call: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """One call. Raises Enough before it, if the last answer said that the limit is near, and as the client does."""
        if self.client.usage_percent >= STOP_AT:
            raise Enough(STOP_PAUSE)
        self._renew()
        self.made += 1
        return call(*args, **kwargs)

    def slow_down(self) -> None:
        """Between two posts. Raises Enough when the limit comes near."""
        if self.client.usage_percent >= SLOW_AT:
            raise Enough(SLOW_PAUSE)
