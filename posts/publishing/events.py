"""What the trail tells of a post on its way to Instagram, and of its end there."""

from approvals.events import PUBLISHING, SEAL
from security.trail.registry import Word, event
from security.trail.words import NOTE, PROBLEM, REASON

CONTAINER = Word("container", "Instagramの受付番号")
MEDIA_ID = Word("media_id", "Instagramの投稿番号")
PERMALINK = Word("permalink", "投稿のアドレス")

PUBLISH_ASKED = event(
    PUBLISHING, "publish.ask", "投稿を指示した", "{who}が「{what}」の投稿を指示しました。", SEAL
)
PUBLISH_SENT = event(
    PUBLISHING,
    "publish.send",
    "公開をInstagramに依頼した",
    "「{what}」の公開をInstagramに依頼しました。",
    CONTAINER,
    SEAL,
)
LINK_DEAD = event(
    PUBLISHING,
    "publish.link_dead",
    "リンク先が開けず、投稿を待たせた",
    "「{what}」のリンク先が開けないため、投稿を待たせました。",
    PROBLEM,
    mark="error",
)
LINKS_OPEN = event(
    PUBLISHING,
    "publish.links_open",
    "リンク先がまた開け、投稿を続けた",
    "「{what}」のリンク先がまた開けたため、投稿を続けました。",
)
LINKS_UNSEEN = event(
    PUBLISHING,
    "publish.links_unseen",
    "リンク先を確かめられないまま、投稿を続けた",
    "外のサイトに出られず「{what}」のリンク先を確かめられないため、承認のときの人の確認によって投稿を続けました。",
    PROBLEM,
)
PUBLISHED = event(
    PUBLISHING,
    "publish.done",
    "投稿された",
    "「{what}」がInstagramに投稿されました。",
    MEDIA_ID,
    SEAL,
    mark="publish",
)
PUBLISH_UNCONFIRMED = event(
    PUBLISHING,
    "publish.unconfirmed",
    "投稿の結果を確認できない",
    "「{what}」の投稿の結果を確認できませんでした。",
    PROBLEM,
    mark="error",
)
PUBLISH_FAILED = event(
    PUBLISHING, "publish.fail", "投稿に失敗した", "「{what}」の投稿に失敗しました。", PROBLEM, mark="error"
)
PUBLISH_RESOLVED = event(
    PUBLISHING,
    "publish.resolve",
    "投稿されていたことを人が確かめた",
    "{who}が、公式アカウントに「{what}」の投稿があることを確かめて記録しました。",
    PERMALINK,
    MEDIA_ID,
    SEAL,
    mark="publish",
)
PUBLISH_NOT_THERE = event(
    PUBLISHING,
    "publish.not_there",
    "投稿されていないことを人が確かめた",
    "{who}が、公式アカウントに「{what}」の投稿がないことを確かめて記録しました。",
    NOTE,
    SEAL,
    mark="error",
)
LIVE_DIFFERS = event(
    PUBLISHING,
    "publish.differs",
    "投稿された内容が版と違うことに気づいた",
    "Instagramの「{what}」が、承認された版と違うことに気づきました。",
    PROBLEM,
    SEAL,
    mark="error",
)
DIFFERENCE_SEEN = event(
    PUBLISHING,
    "publish.difference_seen",
    "版との違いを人が確かめた",
    "{who}が、Instagramの「{what}」と承認された版との違いを確かめました。",
    REASON,
)
HAND_TAKEN = event(
    PUBLISHING,
    "publish.hand_taken",
    "手動での投稿を始めた",
    "{who}が、「{what}」の手動での投稿を始めました。",
    SEAL,
)
HAND_GIVEN_BACK = event(
    PUBLISHING,
    "publish.hand_given_back",
    "手動での投稿をやめた",
    "{who}が、何も投稿していないことを確かめて、「{what}」の手動での投稿をやめました。",
    SEAL,
)
PUBLISHED_BY_HAND = event(
    PUBLISHING,
    "publish.by_hand",
    "手で投稿したものと記録した",
    "{who}が、「{what}」を、承認を受けて手で投稿したものとして記録しました。",
    PERMALINK,
    MEDIA_ID,
    PROBLEM,
    SEAL,
    mark="publish",
)
ADDRESS_TAKEN = event(
    PUBLISHING,
    "publish.address_taken",
    "投稿のアドレスが重なった",
    "「{what}」のアドレスは、ほかの投稿のものとして記録されていました。",
    PERMALINK,
    mark="error",
)
REMOVED = event(
    PUBLISHING, "publish.remove", "投稿の削除を記録した", "{who}が「{what}」の削除を記録しました。", REASON
)
