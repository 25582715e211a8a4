"""The answer of a rule: yes, or no with the reason, the clause and what to do now."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """Truthy for yes. A no carries the sentences that page, admin and message all show.

    is_technical: what it tells of is the administrator's to look into.
    """

    reason: str = ""
    clause: str = ""
    remedy: str = ""
    is_technical: bool = False

    def __bool__(self) -> bool:
        return not self.reason

    def __str__(self) -> str:
        clause = f"({self.clause})" if self.clause else ""
        return f"{self.reason.removesuffix('。')}{clause}。{self.remedy}" if self.reason else ""


YES = Answer()


def no(reason: str, *, clause: str = "", remedy: str = "", is_technical: bool = False) -> Answer:
    return Answer(reason=reason, clause=clause, remedy=remedy, is_technical=is_technical)


class Refused(Exception):
    """An action was asked for that a rule forbids; nothing has been changed."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


def require(answer: Answer) -> None:
    """Go on, or raise `Refused` with the rule's own sentences."""
    if not answer:
        raise Refused(answer)
