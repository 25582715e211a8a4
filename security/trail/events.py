"""What the trail tells of itself, and of settings, which belong to many nouns."""

from security.trail.registry import Kind, Word, event
from security.trail.words import COUNT

READING = Kind("reading", "資料の閲覧・証跡の書き出し・通知メール", place=120)
SETTINGS = Kind("settings", "設定", place=130)

HEAD = Word("head", "末尾の番号とハッシュ")
PERIOD = Word("period", "期間", lambda value: f"{value[0] or '最初'} から {value[1] or '最後'} まで")

DIFFERENCES = Word("differences", "合わない記録(はじめの20件まで)")

RECORDS_DIFFER = event(
    SETTINGS,
    "records.differ",
    "証跡と合わない記録が見つかった",
    "夜間の照合で、証跡と合わない記録が見つかりました。",
    COUNT,
    DIFFERENCES,
    mark="error",
)
RECORDS_AGREE = event(
    SETTINGS,
    "records.agree",
    "証跡と合わない記録がなくなった",
    "夜間の照合で、証跡と合わない記録はなくなっていました。",
)
TRAIL_EXPORTED = event(
    READING, "record.export", "証跡を書き出した", "{who}が証跡を書き出しました。", PERIOD, COUNT, HEAD
)
SETTING_CHANGED = event(
    SETTINGS, "setting.change", "設定を変更した", "{who}が「{what}」の設定を変更しました。"
)
