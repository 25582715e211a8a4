"""Plays the demo's stories through the product's own actions, each act at its own time in the past.

Nothing is written but by actions, so the demo's history is a real one: sealed, decided, chained. What is to be live
is left in the queue; the worker publishes it to the sandbox as soon as it is up.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone

from approvals import actions as approval_actions
from approvals.models import Guideline
from approvals.sending import actions as sending
from demo import password, policies
from demo.pictures import PICTURES
from demo.stories import STORIES, Story
from outbox import claims
from posts.drafting import actions, rules
from posts.drafting.actions import Draft, PhotoEdit, Upload
from posts.models import Link, Post, PublishJob, Topic
from posts.publishing import actions as publishing
from posts.publishing.errand import PublishPost
from security.models import User

APPROVERS = {"staff": "chief", "poster": "manager"}


@dataclass(frozen=True)
class Act:
    at: datetime
    do: Callable[[], object]


def load(people: dict[str, User]) -> None:
    """All acts of all stories in the order of their times, so that the audit trail runs forward."""
    files = {name: PICTURES[name].read() for story in STORIES for name in story.pictures}
    acts = [act for story in STORIES for act in _acts(story, people, files)]
    acts += [Act(at, do) for at, do in password.acts(people)]
    acts += [Act(at, do) for at, do in policies.acts(people)]
    for act in sorted(acts, key=lambda act: act.at):
        with mock.patch("django.utils.timezone.now", return_value=act.at):
            act.do()


def _acts(story: Story, people: dict[str, User], files: dict[str, bytes]) -> Iterator[Act]:
    told = Telling(story, people, files)
    # Not later than an hour ago; what publishes comes last, now.
    moment = timezone.now() - timedelta(days=story.days_ago, hours=2)
    yield Act(moment, told.draft)
    for number, step in enumerate(story.plot, start=1):
        at = timezone.now() if step == "publish" else moment + timedelta(minutes=25 * number)
        if step == "expire":
            at = told.goes_out + timedelta(seconds=5)
        yield Act(at, getattr(told, step))


class Telling:
    """One story as it is played."""

    def __init__(self, story: Story, people: dict[str, User], files: dict[str, bytes]) -> None:
        self.story, self.people, self.files = story, people, files
        self.author = people[story.author]
        self.approver = people[APPROVERS[story.author]]
        days = story.goes_out_in or 0
        self.goes_out = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(
            days
        )
        self.post = Post()

    def draft(self) -> None:
        story = self.story
        tags = " ".join(f"#{tag}" for tag in story.tags)
        fields = {
            "title": story.title,
            "caption": f"{story.caption}\n\n{tags}",
            "category": story.category,
            "frame": story.frame,
            "generated": "no",
            "publish_at": None if story.goes_out_in is None else self.goes_out,
        }
        uploads = [
            Upload(io.BytesIO(self.files[name]), f"{PICTURES[name].title}.jpg") for name in story.pictures
        ]
        new_photos, _ = actions.take_in(uploads)
        topics = list(Topic.objects.filter(name=story.topic))
        links = [self._link()] if story.link else []
        draft = Draft(fields=fields, topics=topics, new_photos=new_photos, links=links)
        self.post = actions.create_draft(by=self.author, form_key=uuid.uuid4(), draft=draft)
        if story.complete:
            self._clear_rights()

    def submit(self) -> None:
        guideline = Guideline.objects.in_force(Guideline.Kind.SOCIAL_MEDIA)
        confirmed = [one.sentence for one in rules.confirmations(guideline)]
        actions.submit(by=self.author, post=self.post, version=self._now().version, confirmed=confirmed)

    def approve(self) -> None:
        approval_actions.approve(by=self.approver, item=self.post, seal=self._seal())

    def publish(self) -> None:
        publishing.publish_now(by=self.author, post=self.post)

    def send(self) -> None:
        """As far as asking Instagram to publish; the asking itself belongs to the worker and is not played."""
        job = publishing.publish_now(by=self.author, post=self.post)
        claim = claims.claim(PublishJob, job.pk)
        assert claim is not None  # noqa: S101 - just asked for
        self.claim = claim
        sending.announce(claim, PublishPost().require_rows)

    def finish(self) -> None:
        sending.finish(self.claim, remote_id="17900000000000000")

    def lose(self) -> None:
        sending.lose_track(
            self.claim,
            sentence="公開されたかどうかを確かめられませんでした。Instagramの画面で確認してください。",
        )

    def fail(self) -> None:
        job = publishing.publish_now(by=self.author, post=self.post)
        claim = claims.claim(PublishJob, job.pk)
        assert claim is not None  # noqa: S101 - just asked for
        sending.fail(
            claim,
            sentence="Instagramとの接続が切れているため、投稿できませんでした。システム管理者に接続の確認を依頼してください。",
        )

    def expire(self) -> None:
        approval_actions.expire(item=self.post, now=timezone.now())

    def reject(self) -> None:
        approval_actions.reject(by=self.approver, item=self.post, seal=self._seal(), reason=self.story.reason)

    def pull_back(self) -> None:
        approval_actions.pull_back(by=self.author, item=self.post)

    def withdraw(self) -> None:
        approval_actions.withdraw(by=self.author, item=self.post, reason=self.story.reason)

    def remove(self) -> None:
        publishing.record_removal(by=self.author, post=self.post, reason=self.story.reason)

    def send_back(self) -> None:
        approval_actions.send_back(
            by=self.approver, item=self.post, seal=self._seal(), reason=self.story.reason
        )

    def _now(self) -> Post:
        return Post.objects.select_related("submission").get(pk=self.post.pk)

    def _seal(self) -> str:
        submission = self._now().submission
        assert submission is not None  # noqa: S101 - pending, as the plot has it
        return submission.seal

    def _link(self) -> Link:
        today = timezone.localdate()
        return Link(
            url=self.story.link,
            label=self.story.label,
            related=True,
            decent=True,
            agreed=True,
            agreed_with="(見本)カフェ運営事務局",
            agreed_on=today - timedelta(days=3),
            agreed_how="メール",
        )

    def _clear_rights(self) -> None:
        """The drawings are the demo's own: everything about them can be said truthfully."""
        edits = [
            PhotoEdit(
                pk=photo.pk,
                focus=(50, 50),
                fields={
                    "alt_text": PICTURES[name].alt,
                    "relation_confirmed": True,
                    "source": "generated",
                    "right_holder": "北海道とつながるカフェ(見本の絵)",
                    "evidence_note": "このシステムが描いた見本の絵のため、権利の確認は要りません。",
                    "people": "none",
                },
            )
            for photo, name in zip(self.post.photos.order_by("position"), self.story.pictures, strict=True)
        ]
        actions.save_draft(
            by=self.author, post=self.post, version=self._now().version, draft=Draft(fields={}, photos=edits)
        )
