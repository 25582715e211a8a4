"""The people: they draft, approve, press, answer and connect again, through the product's own actions."""

import uuid
from dataclasses import dataclass, field
from random import Random

from django.utils import timezone

from approvals import actions as approval_actions
from comments.models import Comment
from posts.drafting import actions as post_actions
from posts.drafting.actions import Draft, PhotoEdit, Upload
from posts.models import Post, Topic
from posts.publishing import actions
from security.account import connection
from security.account.actions import token as token_actions
from security.account.actions.token import Findings
from security.models import AccessToken, Role
from security.office.answers import Refused
from tests import factories
from tests.comments import factories as comment_factories
from tests.sandbox.running import USER_ID, Sandbox

COLOURS = ("steelblue", "seagreen", "peru", "indigo")
QUESTION = "問い"
SIZE = (320, 320)  # px; the smallest that Instagram shows as it is


@dataclass
class Made:
    """What was approved, by its words: each stands in one post or one answer only."""

    posts: dict[str, int] = field(default_factory=dict)  # words -> pictures
    replies: dict[str, str] = field(default_factory=dict)  # words -> those of the comment


class Office:
    def __init__(self, random: Random, sandbox: Sandbox) -> None:
        self.random, self.sandbox, self.made = random, sandbox, Made()
        self.asked = self.connected = 0
        self.author = factories.person(Role.PREFECTURE_POSTER)
        self.chief = factories.person(Role.SECTION_CHIEF)
        self.administrator = factories.person(Role.ADMINISTRATOR)

    def publish(self) -> str:
        """A post of one picture or several, approved, and its author has pressed 投稿する. Gives its words."""
        number = len(self.made.posts) + 1
        pictures = self.random.choice((1, 1, 2, 3))
        caption = f"その{number}の朝です。@hokkaido と {self.random.random()}\n#北海道"
        post = factories.submit(self.author, self._draft(caption, pictures))
        assert post.submission
        approval_actions.approve(by=self.chief, item=post, seal=post.submission.seal)
        self.made.posts[caption] = pictures
        try:
            actions.publish_now(by=self.author, post=Post.objects.get(pk=post.pk))
        except Refused:  # while there is no connection nothing can be asked for
            self.connect_again()
            actions.publish_now(by=self.author, post=Post.objects.get(pk=post.pk))
        return caption

    def ask(self) -> None:
        """A citizen asks something under a post of the account."""
        if live := self.sandbox.state()["media"]:
            self.asked += 1
            self.sandbox.comment(self.random.choice(live)["id"], f"{QUESTION} {self.random.random()}")

    def reply(self) -> None:
        """An approved answer to a question that has come in and has none."""
        asked = Comment.objects.filter(text__startswith=QUESTION, parent=None, is_own=False)
        unanswered = asked.exclude(text__in=self.made.replies.values()).order_by("pk").first()
        if unanswered is None:
            return
        text = f"答えです {self.random.random()}"
        comment_factories.reply_approved(self.author, self.chief, to=unanswered, text=text)
        self.made.replies[text] = unanswered.text

    def connect_again(self) -> None:
        """Where the connection has been lost: with a new token, as the administrator would. A restriction is lifted."""
        token = AccessToken.current()
        if token and token.is_blocked:
            token_actions.lift_block(by=self.administrator, reason="公式アプリで確かめた")
        if connection.outage() is None:
            return
        self.connected += 1
        findings = Findings(user_id=USER_ID, username="hokkaido_cafe", permissions=())
        token_actions.connect(
            by=self.administrator,
            secret=self.sandbox.give_token(),
            flavour="instagram",
            findings=findings,
            asked_at=timezone.now(),
        )

    def _draft(self, caption: str, pictures: int) -> Post:
        uploads = [Upload(factories.photo_file(COLOURS[n], SIZE), f"photo{n}.jpg") for n in range(pictures)]
        new_photos, refusals = post_actions.take_in(uploads)
        assert not refusals, refusals
        post = post_actions.create_draft(
            by=self.author,
            form_key=uuid.uuid4(),
            draft=Draft(
                fields={"title": "朝", "caption": caption, "generated": "no"},
                topics=list(Topic.objects.all()[:1]),
                new_photos=new_photos,
            ),
        )
        edits = [
            PhotoEdit(pk=photo.pk, focus=(50, 50), fields=factories.COMPLETE_PHOTO)
            for photo in post.photos.all()
        ]
        post_actions.save_draft(by=self.author, post=post, version=1, draft=Draft(fields={}, photos=edits))
        return Post.objects.get(pk=post.pk)
