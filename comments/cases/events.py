"""What the trail tells of cases, their evidence and their measures."""

from dataclasses import replace

from approvals.events import VERSION
from comments.cases.rules.cases import may_read_words
from posts.drafting.events import NAME, PAPER
from security.trail import words
from security.trail.registry import Kind, Word, event
from security.trail.words import ABOUT, KIND, PROBLEM

CASES = Kind("cases", "事案・措置", place=100)

GROUND = Word("ground", "根拠")
# What was written in cases is not for the administrator, who reads the trail (第５第２項).
NOTE, REASON = (replace(word, open_to=may_read_words) for word in (words.NOTE, words.REASON))

CASE_OPENED = event(CASES, "case.open", "事案を報告した", "{who}が事案「{what}」を報告しました。", KIND)
CASE_NOTED = event(CASES, "case.note", "事案の連絡を受領した", "{who}が事案「{what}」の報告を受領しました。")
CASE_CHANGED = event(
    CASES, "case.change", "事案の内容を変更した", "{who}が事案「{what}」の内容を変更しました。"
)
CASE_STEP_DONE = event(
    CASES, "case.step", "事案の手順を済ませた", "{who}が事案「{what}」の手順を済ませました。", ABOUT
)
CASE_ENTERED = event(
    CASES, "case.entry", "事案の経過を記録した", "{who}が事案「{what}」の経過を記録しました。", ABOUT, NOTE
)
CASE_CLOSED = event(CASES, "case.close", "事案を終結とした", "{who}が事案「{what}」を終結しました。")
CASE_REOPENED = event(
    CASES, "case.reopen", "事案の対応を再開した", "{who}が事案「{what}」の対応を再開しました。", REASON
)
EVIDENCE_KEPT = event(
    CASES, "case.evidence", "証拠を保全した", "{who}が「{what}」の証拠を保全しました。", KIND, PAPER
)
CASE_EVIDENCE_READ = event(
    CASES, "case.evidence_read", "証拠を見た", "{who}が「{what}」を見ました。", NAME, PROBLEM, only_looks=True
)
MEASURE_PROPOSED = event(
    CASES,
    "measure.propose",
    "措置を発議した",
    "{who}が措置「{what}」を発議しました。",
    GROUND,
    REASON,
    VERSION,
)
MEASURE_EMERGENCY = event(
    CASES,
    "measure.emergency",
    "緊急の措置を行った",
    "{who}が緊急の措置「{what}」を行いました。",
    GROUND,
    REASON,
    VERSION,
)
MEASURE_ORDERED = event(
    CASES, "measure.order", "措置を決定した", "{who}が措置「{what}」を決定しました。", NOTE, VERSION
)
MEASURE_REFUSED = event(
    CASES, "measure.refuse", "措置を却下した", "{who}が措置「{what}」を却下しました。", REASON
)
MEASURE_WITHDRAWN = event(
    CASES, "measure.withdraw", "措置を取り下げた", "{who}が措置「{what}」を取り下げました。", REASON
)
MEASURE_SEEN_AFTER = event(
    CASES,
    "measure.see_after",
    "緊急の措置を事後に確認した",
    "{who}が緊急の措置「{what}」を事後に確認しました。",
    NOTE,
)
MEASURE_DONE = event(CASES, "measure.done", "措置を実施した", "措置「{what}」を実施しました。")
MEASURE_FAILED = event(CASES, "measure.fail", "措置に失敗した", "措置「{what}」に失敗しました。", PROBLEM)
PLATFORM_REPORTED = event(
    CASES,
    "case.report",
    "プラットフォームへの申出を記録した",
    "{who}が事案「{what}」のプラットフォームへの申出を記録しました。",
)
PLATFORM_ANSWERED = event(
    CASES,
    "case.answer",
    "プラットフォームの回答を記録した",
    "{who}が事案「{what}」へのプラットフォームの回答を記録しました。",
)
