"""What the trail tells of an approved reply on its way to Instagram."""

from approvals.events import SEAL
from comments.inbox.events import COMMENTING
from posts.publishing.events import MEDIA_ID
from security.trail.registry import event
from security.trail.words import NOTE, PROBLEM, REASON

REPLY_SENT = event(
    COMMENTING,
    "reply.done",
    "返信した",
    "「{what}」がInstagramに載りました。",
    MEDIA_ID,
    SEAL,
    NOTE,
    mark="publish",
)
REPLY_ASKED = event(
    COMMENTING, "reply.ask", "返信の送信を指示した", "{who}が「{what}」をもう一度送るよう指示しました。", SEAL
)
REPLY_STARTED = event(
    COMMENTING, "reply.send", "返信をInstagramに依頼した", "「{what}」をInstagramに依頼しました。", SEAL
)
REPLY_FAILED = event(
    COMMENTING, "reply.fail", "返信に失敗した", "「{what}」に失敗しました。", PROBLEM, mark="error"
)
REPLY_UNCONFIRMED = event(
    COMMENTING,
    "reply.unconfirmed",
    "返信の結果を確認できない",
    "「{what}」の結果を確認できませんでした。",
    PROBLEM,
    mark="error",
)
REPLY_RESOLVED = event(
    COMMENTING,
    "reply.resolve",
    "返信が載っていたことを人が確かめた",
    "{who}が、「{what}」が載っていることを確かめて記録しました。",
    MEDIA_ID,
    SEAL,
    mark="publish",
)
REPLY_NOT_THERE = event(
    COMMENTING,
    "reply.not_there",
    "返信が載っていないことを人が確かめた",
    "{who}が、「{what}」が載っていないことを確かめて記録しました。",
    NOTE,
    SEAL,
    mark="error",
)
REPLY_DIFFERS = event(
    COMMENTING,
    "reply.differs",
    "返信が版と違うことに気づいた",
    "Instagramの「{what}」が、承認された版と違うことに気づきました。",
    PROBLEM,
    SEAL,
    mark="error",
)
REPLY_DIFFERENCE_SEEN = event(
    COMMENTING,
    "reply.difference_seen",
    "返信と版との違いを人が確かめた",
    "{who}が、Instagramの「{what}」と承認された版との違いを確かめました。",
    REASON,
)
REPLY_GROUND_CHANGED = event(
    COMMENTING,
    "reply.ground",
    "返信先が変わったことに気づいた",
    "「{what}」の返信先が変わったことに気づきました。",
    REASON,
)
