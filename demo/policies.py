"""The demo's operating policy (第６第１項): a first version, and one in force that added a ground."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from approvals import actions as approval_actions
from comments.models import OfficeFacts, Policy
from comments.policy import actions
from comments.policy.actions import PolicyDraft
from comments.policy.models import GROUNDS_HEADING
from security.models import User
from security.trail.changes import save_reference

DAYS_AGO = 60  # the first; the other half of that
ADDED = "・わいせつな表現、残虐な表現その他の人に著しい不快感を与える表現を含むもの\n"
NOTE = "禁止事項に、わいせつな表現など人に著しい不快感を与えるものを加えました。"
PAGE = "https://www.pref.example.jp/ss/ckk/cafe-policy.html"


def acts(people: dict[str, User]) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """What is done, and when."""
    # In the middle of a morning: a version takes effect on the day it is approved, so no midnight may lie between.
    long_ago = timezone.localtime(timezone.now() - timedelta(days=DAYS_AGO))
    begin = long_ago.replace(hour=10, minute=0, second=0, microsecond=0)
    yield begin - timedelta(minutes=30), register_office
    first, second = Telling(people, people["staff"]), Telling(people, people["poster"], note=NOTE)
    for start, version in ((begin, first), (begin + timedelta(days=DAYS_AGO // 2), second)):
        yield start, version.begin
        yield start + timedelta(minutes=20), version.write
        yield start + timedelta(minutes=30), version.submit
        if version is second:
            yield start + timedelta(minutes=40), version.approve_as_manager
        yield start + timedelta(minutes=50), version.approve
        yield start + timedelta(days=1), version.post


def register_office() -> None:
    facts = OfficeFacts.current()
    facts.phone, facts.email = "011-000-0000(見本)", "cafe@example.jp"
    facts.site_url = "https://www.pref.example.jp/ss/ckk/"
    save_reference(by=None, instance=facts)


@dataclass
class Telling:
    """One version as it is played."""

    people: dict[str, User]
    author: User
    note: str = ""
    policy: Policy = field(default_factory=Policy)

    def begin(self) -> None:
        self.policy = actions.begin(by=self.author, form_key=uuid.uuid4())

    def write(self) -> None:
        grounds = self.policy.blocks.get(number=GROUNDS_HEADING).text
        text = _with_added(grounds) if self.note else grounds.replace(ADDED, "")
        draft = PolicyDraft(
            in_force_from=timezone.localdate(), change_note=self.note, texts={GROUNDS_HEADING: text}
        )
        actions.save_draft(by=self.author, policy=self.policy, version=1, draft=draft)

    def submit(self) -> None:
        actions.submit(by=self.author, policy=self.policy, version=self._now().version)

    def approve_as_manager(self) -> None:
        self._approve(self.people["manager"])

    def approve(self) -> None:
        self._approve(self.people["chief"])

    def post(self) -> None:
        actions.record_posting(by=self.author, policy=self.policy, url=PAGE, posted_on=timezone.localdate())

    def _approve(self, by: User) -> None:
        submission = self._now().submission
        assert submission is not None  # noqa: S101 - pending, as the plot has it
        approval_actions.approve(by=by, item=self.policy, seal=submission.seal)

    def _now(self) -> Policy:
        return Policy.objects.select_related("submission").get(pk=self.policy.pk)


def _with_added(grounds: str) -> str:
    """Before the last ground, which is for everything else."""
    head, mark, last = grounds.rpartition("・その他")
    return f"{head}{ADDED}{mark}{last}"
