"""What the trail tells of every item on its way to approval, and of the emergency stop."""

from datetime import datetime

from django.utils import timezone

from security.trail.registry import Kind, Word, event
from security.trail.words import NOTE, REASON

ITEMS = Kind("items", "起案・承認", place=60)
PUBLISHING = Kind("publishing", "投稿・緊急停止", place=80)

CHANGED = Word("changed", "変えたところ")
DEPUTISES = Word("deputises", "代決の相手(不在の方)")
NUMBER = Word("number", "文書番号")
SEAL = Word("seal", "封印")
STEP = Word("step", "承認の段階")
UNTIL = Word(
    "covers_until",
    "含む変更",
    lambda value: (
        f"入力中の保存。同じ方が{timezone.localtime(datetime.fromisoformat(value)):%H時%M分}までに同じところへ続けた変更を含みます"
    ),
)
VERSION = Word("version", "版", lambda value: f"第{value}版")

OF_VERSION = (VERSION, SEAL)
OF_DECISION = (STEP, DEPUTISES, *OF_VERSION)

HANDED_OVER = event(
    ITEMS, "item.hand_over", "担当を引き継いだ", "{who}が「{what}」の担当を引き継ぎました。", REASON
)
SEEN_AFTER = event(
    ITEMS, "item.see_after", "代決を後閲した", "{who}が「{what}」の代決を後閲しました。", STEP, *OF_VERSION
)
DRAFTED = event(ITEMS, "item.draft", "起案した", "{who}が「{what}」を起案しました。", NUMBER)
EDITED = event(
    ITEMS, "item.edit", "内容を変更した", "{who}が「{what}」の内容を変更しました。", CHANGED, VERSION, UNTIL
)
SUBMITTED = event(
    ITEMS, "item.submit", "承認を求めた", "{who}が「{what}」の承認を求めました。", *OF_VERSION, mark="submit"
)
STEP_APPROVED = event(
    ITEMS,
    "item.approve_step",
    "承認した(次の承認へ)",
    "{who}が「{what}」を承認しました(次の承認へ)。",
    *OF_DECISION,
    mark="approve",
)
APPROVED = event(
    ITEMS, "item.approve", "承認した", "{who}が「{what}」を承認しました。", *OF_DECISION, mark="approve"
)
RETURNED = event(
    ITEMS,
    "item.return",
    "差し戻した",
    "{who}が「{what}」を差し戻しました。",
    REASON,
    *OF_DECISION,
    mark="return",
)
PULLED_BACK = event(
    ITEMS, "item.pull_back", "引き戻した", "{who}が「{what}」を引き戻しました。", *OF_VERSION, mark="return"
)
WITHDRAWN = event(
    ITEMS,
    "item.withdraw",
    "取り下げた",
    "{who}が「{what}」を取り下げました。",
    REASON,
    *OF_VERSION,
    mark="reject",
)
REJECTED = event(
    ITEMS, "item.reject", "却下した", "{who}が「{what}」を却下しました。", REASON, *OF_DECISION, mark="reject"
)
REVOKED = event(
    ITEMS,
    "item.revoke",
    "承認を取り消した",
    "{who}が「{what}」の承認を取り消しました。",
    REASON,
    *OF_DECISION,
    mark="reject",
)
APPROVAL_LOST = event(
    ITEMS,
    "item.approval_lost",
    "変更により承認が無効になった",
    "{who}の変更により、「{what}」の承認が無効になりました。",
    *OF_VERSION,
)
EXPIRED = event(
    ITEMS,
    "item.expire",
    "時刻までに出されず、期限切れになった",
    "「{what}」は、時刻までに出されず、期限切れになりました。",
    *OF_VERSION,
    mark="error",
)
NOTED = event(
    ITEMS,
    "item.take_note",
    "うまくいかなかったことを確認した",
    "{who}が、「{what}」がうまくいかなかったことを確認しました。",
    Word("standing", "そのときの状態"),
    *OF_VERSION,
)
READ = event(ITEMS, "item.read", "供覧を確認した", "{who}が「{what}」の供覧を確認しました。", *OF_VERSION)
REOPENED = event(
    ITEMS, "item.reopen", "下書きに戻した", "{who}が「{what}」を下書きに戻しました。", *OF_VERSION
)
STOPPED = event(PUBLISHING, "stop.start", "緊急停止した", "{who}が緊急停止しました。", REASON)
RESUMED = event(PUBLISHING, "stop.end", "緊急停止を解除した", "{who}が緊急停止を解除しました。", NOTE)
APPROVAL_LAPSED = event(
    ITEMS,
    "item.approval_lapsed",
    "承認のもとが変わり、承認が無効になった",
    "「{what}」は、承認のもとになったものが変わったため、承認が無効になりました。",
    REASON,
    *OF_VERSION,
    mark="error",
)
