"""What the trail tells of comments: come in, changed, decided about."""

from security.trail.registry import Kind, Word, event
from security.trail.words import COUNT, REASON, SOURCE

COMMENTING = Kind("comments", "コメント・返信", place=90)

ASSIGNED_TO = Word("assigned_to", "担当")
COMMENTS = Word("comments", "コメントの番号")
HANDLING = Word("handling", "対応")
WAS = Word("was", "前の対応")
WAS_AT = Word("was_at", "前の対応を決めた日時")
WAS_REASON = Word("was_reason", "前の対応の理由")

COMMENT_ENTERED = event(
    COMMENTING, "comment.enter", "コメントを手入力した", "{who}が{what}を手入力しました。"
)
COMMENT_EDITED = event(
    COMMENTING, "comment.edited", "コメントの書き換えに気づいた", "{what}が書き換えられたことに気づきました。"
)
COMMENT_GONE = event(
    COMMENTING,
    "comment.gone",
    "コメントがなくなったことに気づいた",
    "{what}がなくなったことに気づきました。",
    SOURCE,
    mark="reject",
)
COMMENT_HANDLED = event(
    COMMENTING,
    "comment.handle",
    "コメントへの対応を決めた",
    "{who}が{what}への対応を決めました。",
    HANDLING,
    REASON,
    WAS,
    WAS_AT,
    WAS_REASON,
    mark="approve",
)
COMMENTS_HANDLED = event(
    COMMENTING,
    "comment.handle_many",
    "コメントへの対応をまとめて決めた",
    "{who}が{what}への対応をまとめて決めました。",
    HANDLING,
    REASON,
    COUNT,
    COMMENTS,
    mark="approve",
)
COMMENT_ASSIGNED = event(
    COMMENTING,
    "comment.assign",
    "コメントの担当を決めた",
    "{who}が{what}の担当を決めました。",
    ASSIGNED_TO,
    REASON,
    COUNT,
)
COMMENTS_UNREADABLE = event(
    COMMENTING,
    "comment.unreadable",
    "コメントを読み取れない",
    "「{what}」のコメントを読み取れませんでした。",
    COUNT,
)
POST_GONE = event(
    COMMENTING,
    "comment.post_gone",
    "投稿がInstagramからなくなったことに気づいた",
    "「{what}」がInstagramからなくなったことに気づきました。",
)
