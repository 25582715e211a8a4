"""What stands on Instagram, by the sandbox's own count, beside what the product tells of it."""

from collections import Counter
from dataclasses import dataclass, field

from approvals.models import State
from bench.soak.office import Made
from comments.models import Reply
from posts.models import Post
from tests.sandbox.running import Sandbox

NOT_THERE = {State.FAILED, State.EXPIRED}
STILL_WAITING = {State.APPROVED, State.PUBLISHING}
OWN = "hokkaido_cafe"


@dataclass
class Verdict:
    """Of posts or of replies. `untrue`: what people are told and is not so; `lost`: said to be live and is not."""

    approved: int = 0
    live: int = 0
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    unapproved: list[str] = field(default_factory=list)
    # Approved after the copy was made that was restored: the product cannot know of them.
    forgotten: int = 0
    # Stood on Instagram when the copy was restored that knew them as approved only.
    overtaken: int = 0
    # Asked for, the answer lost, and a day gone by at Instagram before anybody looked: their containers are over.
    expired: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def for_a_person(self) -> int:
        return self.states[State.UNCONFIRMED.label]

    @property
    def without_a_person(self) -> float:
        """Percent, of what looking at Instagram can settle: not what a restored copy concerns, nor what a day has passed by
        (an expired container is never made anew where an answer was lost)."""
        for_a_person_by_design = self.overtaken + self.expired
        of = self.approved - self.forgotten - for_a_person_by_design
        return 100 * (of - max(self.for_a_person - for_a_person_by_design, 0)) / of if of else 100.0


def posts(made: Made, sandbox: Sandbox, *, overtaken: set[str], expired: set[str]) -> Verdict:
    live = Counter(one["caption"] for one in sandbox.state()["media"])
    rows = {post.caption: post.state for post in Post.objects.all()}
    return _judged(list(made.posts), live, rows, overtaken, expired)


def replies(made: Made, sandbox: Sandbox) -> Verdict:
    own = (one for one in sandbox.state()["comments"] if one["username"] == OWN)
    live = Counter(one["text"] for one in own)
    rows = {reply.text: reply.state for reply in Reply.objects.all()}
    return _judged(list(made.replies), live, rows, set(), set())


def _judged(
    approved: list[str], live: Counter[str], rows: dict[str, str], overtaken: set[str], expired: set[str]
) -> Verdict:
    verdict = Verdict(approved=len(approved), live=sum(live.values()))
    verdict.twice = [words for words, count in live.items() if count > 1]
    verdict.unapproved = [words for words in live if words not in approved]
    for words in approved:
        state, is_live = rows.get(words), words in live
        if state is None:
            verdict.forgotten += 1
            continue
        verdict.states[State(state).label] += 1
        if state == State.UNCONFIRMED:
            verdict.overtaken += words in overtaken
            verdict.expired += words in expired - overtaken
        if state == State.PUBLISHED and not is_live:
            verdict.lost.append(words)
        elif (
            is_live
            and state in NOT_THERE
            or state
            not in {
                State.PUBLISHED,
                State.UNCONFIRMED,
                *NOT_THERE,
                *STILL_WAITING,
            }
        ):
            verdict.untrue.append(f"{words} {State(state).label}")
    return verdict
