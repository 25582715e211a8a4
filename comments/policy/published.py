"""What is public of the operating policy: approved versions exactly as sealed, and nothing of who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from comments.policy import querysets
from comments.policy import text as policy_text
from comments.policy.content import BlockContent, sealed
from comments.policy.models import Policy
from comments.policy.text import Part

HISTORY_HEADING = 16


@dataclass(frozen=True)
class Heading:
    number: int
    title: str
    parts: list[Part]

    @property
    def is_history(self) -> bool:
        """制定・改定: the dates of the versions follow its text."""
        return self.number == HISTORY_HEADING


@dataclass(frozen=True)
class Published:
    """One approved version; `until` is the last day on which it holds, if that is settled."""

    pk: int
    number: int
    in_force_from: date
    until: date | None
    change_note: str
    blocks: Sequence[BlockContent]

    @cached_property
    def headings(self) -> list[Heading]:
        """Those with a text, and 制定・改定, which always says something."""
        return [
            Heading(block.number, block.title, policy_text.parts(block.text))
            for block in self.blocks
            if block.text.strip() or block.number == HISTORY_HEADING
        ]

    @property
    def is_coming(self) -> bool:
        return self.in_force_from > timezone.localdate()

    @property
    def is_past(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


@dataclass(frozen=True)
class Day:
    """制定 or 改定 of one version."""

    number: int
    day: date
    is_first: bool


def versions() -> list[Published]:
    """All that are approved, newest first. One query."""
    found: list[Published] = []
    for policy in querysets.published():
        later = found[-1] if found else None
        found.append(_published(policy, later))
    return found


def _published(policy: Policy, later: Published | None) -> Published:
    assert policy.submission is not None and policy.in_force_from is not None  # noqa: S101, PT018 - approved versions have both
    content = sealed(policy.submission)
    return Published(
        pk=policy.pk,
        number=policy.number,
        in_force_from=policy.in_force_from,
        until=later.in_force_from - timedelta(days=1) if later else None,
        change_note=content.change_note,
        blocks=content.blocks,
    )


def current(found: Sequence[Published]) -> Published | None:
    return next((one for one in found if not one.is_coming), None)


def dates_until(shown: Published, found: Sequence[Published]) -> list[Day]:
    """制定 first, then every 改定 up to the version shown."""
    days = sorted(one.in_force_from for one in found if one.in_force_from <= shown.in_force_from)
    numbers = {one.in_force_from: one.number for one in found}
    return [Day(numbers[day], day, is_first=day == days[0]) for day in days]
