"""A post from its draft to its approval, as service calls, with its picture ready: how many a second, and what they ask.

The photograph was taken in and rendered before: what that costs is measured by the part `photos`.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

from approvals import actions as approval_actions
from approvals.models import Guideline
from bench.figures import Figure, at_least, heading
from bench.queries import counted
from posts.drafting import actions, rules
from posts.drafting.actions import Draft, NewPhoto, PhotoEdit, Upload
from posts.drafting.actions import photos as photo_actions
from posts.models import Photo, Post, Topic
from security.models import Role, User
from tests import factories

CYCLES, WARM_UP = 80, 5
WANTED_PER_SECOND = 50
STEPS = ("drafting", "saving", "submitting", "approving")


@dataclass(frozen=True)
class Office:
    author: User
    chief: User
    picture: NewPhoto
    topic: Topic


@dataclass(frozen=True)
class Taken:
    """What one step of a cycle took."""

    seconds: float
    queries: int


def run() -> list[Figure]:
    office = _office()
    with patch.object(photo_actions, "render", _once(photo_actions.render)):
        for _ in range(WARM_UP):
            _cycle(office)
        cycles = [_cycle(office) for _ in range(CYCLES)]
    assert Post.objects.filter(state="approved").count() == WARM_UP + CYCLES
    seconds = median(sum(step.seconds for step in one) for one in cycles)
    queries = [step.queries for step in cycles[-1]]
    return [
        heading("cycle: draft, save, submit, approve"),
        at_least("cycles, picture ready", 1 / seconds, WANTED_PER_SECOND, "/s"),
        Figure("  queries of a cycle", str(sum(queries))),
        *(
            Figure(f"  {name}", f"{median(steps) * 1000:.1f} ms, {asked} queries")
            for name, steps, asked in zip(STEPS, _by_step(cycles), queries, strict=True)
        ),
    ]


def _by_step(cycles: list[list[Taken]]) -> list[list[float]]:
    return [[step.seconds for step in steps] for steps in zip(*cycles, strict=True)]


def _office() -> Office:
    (picture,), refusals = actions.take_in([Upload(factories.photo_file(), "asa.jpg")])
    assert not refusals
    people = [factories.person(role) for role in (Role.PREFECTURE_POSTER, Role.SECTION_CHIEF)]
    return Office(*people, picture, Topic.objects.all()[0])


def _once(render: Callable[..., Any]) -> Callable[..., Any]:
    """The picture is ready: only the first draft renders it."""
    made: list[Any] = []

    def ready(*args: Any, **kwargs: Any) -> Any:
        made[:] = made or [render(*args, **kwargs)]
        return made[0]

    return ready


def _cycle(office: Office) -> list[Taken]:
    """As the pages call the actions: each is given the post as the database has it then, and that is not counted."""
    author, post = office.author, Post()

    def draft() -> Post:
        said = {"title": "雪の朝", "caption": "おはようございます。\n#北海道", "generated": "no"}
        content = Draft(fields=said, topics=[office.topic], new_photos=[office.picture])
        return actions.create_draft(by=author, form_key=uuid.uuid4(), draft=content)

    def save() -> Any:
        edits = [PhotoEdit(pk=picture, focus=(50, 50), fields=factories.COMPLETE_PHOTO)]
        return actions.save_draft(by=author, post=post, version=1, draft=Draft(fields={}, photos=edits))

    def submit() -> Any:
        return actions.submit(by=author, post=post, version=2, confirmed=confirmed)

    def approve() -> Any:
        return approval_actions.approve(by=office.chief, item=post, seal=seal)

    made, drafted = _timed(draft)
    post, picture = Post.objects.get(pk=made.pk), Photo.objects.get(post=made).pk
    _, saved = _timed(save)
    guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
    confirmed = [one.sentence for one in rules.confirmations(guideline)]
    submission, submitted = _timed(submit)
    seal = submission.seal
    _, approved = _timed(approve)
    return [drafted, saved, submitted, approved]


def _timed(step: Callable[[], Any]) -> tuple[Any, Taken]:
    with counted() as queries:
        began = time.perf_counter()
        outcome = step()
        taken = time.perf_counter() - began
    return outcome, Taken(taken, len(queries))
