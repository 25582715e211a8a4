"""What one kind of approved item says of itself on its way to Instagram; `attempt` does the rest."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar

from approvals.models import SendingJob
from instagram.client import Client
from instagram.errors import InstagramError, OutcomeUnknown
from outbox import delays
from outbox.claims import Claim

SomeSendingJob = TypeVar("SomeSendingJob", bound=SendingJob)


class NotReady(Exception):
    """Instagram, or another job of ours, is still at it: asked again soon, and nothing is wrong."""


class Paused(Exception):
    """Nothing is sent for now, and nothing is wrong with the job. `str()` is for the person.

    ending: the sentence for the case that it lasts until the job's time is over. is_told: by letter too, since only a
    person can end it. is_try: something outside has been asked for it. is_technical: if it lasts, for the administrator.
    """

    def __init__(
        self,
        sentence: str,
        delay: timedelta = delays.CONNECTION_PAUSE,
        ending: str = "",
        *,
        is_told: bool = False,
        is_try: bool = False,
        is_technical: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.delay = delay
        self.ending = ending
        self.is_told = is_told
        self.is_try = is_try
        self.is_technical = is_technical


class Doubtful(Exception):
    """What is to be sent is there already, or looks so: nothing is sent. `str()` is for the person."""


class Settled(Exception):
    """The job has come to its end, or waits, by what was found; nothing is left to send."""


class Errand(ABC, Generic[SomeSendingJob]):
    """One kind. Its methods may speak to Instagram, and never within a transaction; `require_rows` alone is asked in one."""

    model: type[SomeSendingJob]
    # What a request ends with when nobody knows whether it was carried out.
    INCONCLUSIVE: ClassVar[tuple[type[InstagramError], ...]] = (OutcomeUnknown,)
    # For a job of which nothing could be found out for too long.
    CANNOT_TELL: ClassVar[str]

    @abstractmethod
    def require_rows(self, job: SomeSendingJob) -> None:
        """Whether our own rows let it out: asked first of all, and once more under the locks of the last step.

        Raises Refused, or Paused for what may come right before its time is over.
        """

    def require_world(self, claim: Claim[SomeSendingJob]) -> None:
        """What is asked beside the rows, files and others' sites, never within a transaction. Raises as `require_rows`."""

    def prepare(self, claim: Claim[SomeSendingJob], client: Client) -> None:
        """What Instagram has to have first, and nobody sees. May be repeated. Raises NotReady while it works on it."""

    @abstractmethod
    def look(self, claim: Claim[SomeSendingJob], client: Client) -> None:
        """The last look before the request: is it there already? Raises Doubtful, NotReady or Settled if so."""

    @abstractmethod
    def send(self, job: SomeSendingJob, client: Client) -> str:
        """The request that cannot be repeated; the number of what came of it."""

    @abstractmethod
    def find_out(self, claim: Claim[SomeSendingJob], client: Client | None) -> None:
        """After a request without an answer: settle the job, or look again later. None: no connection to look with."""

    def anew(self, job: SomeSendingJob, error: InstagramError) -> dict[str, Any]:
        """What of the preparation is to be thrown away after this error: values for the job."""
        return {}

    @abstractmethod
    def waiting(self, error: InstagramError) -> str:
        """What has happened, while it is tried again."""

    @abstractmethod
    def given_up(self, error: InstagramError) -> str:
        """The same once it is not."""

    def polling_delay(self, job: SomeSendingJob) -> timedelta:
        """After NotReady."""
        return delays.SHORTEST

    def impatience(self, job: SomeSendingJob) -> InstagramError | None:
        """What it is taken for once it has not been ready for too long."""
        return None
