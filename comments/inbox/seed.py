"""The words that mark comments: a beginning, kept by the office from then on. Criticism is not among them."""

from comments.inbox.models import Hint, HintWord

WORDS = {
    Hint.ABUSE: [
        "死ね", "氏ね", "殺す", "殺してやる", "ぶっ殺", "くたばれ", "消えろ", "失せろ", "馬鹿野郎", "バカ野郎", "クソ野郎",
        "きもい", "気持ち悪い", "うざい", "頭おかしい", "頭がおかしい", "人間のクズ", "ゴミ野郎", "晒してやる", "家まで行く",
    ],
    Hint.PERSONAL: ["電話番号は", "携帯番号", "住所は", "本名は", "自宅は", "勤務先は"],
    Hint.QUESTION: [
        "教えて", "ですか", "ますか", "でしょうか", "ませんか", "どこで", "どこに", "いつから", "いつまで", "いくら", "何時",
        "何名", "どうやって", "どうすれば", "how to", "how can", "how do", "where is", "when is", "can i",
    ],
    Hint.SPAM: [
        "副業", "簡単に稼げ", "月収", "投資で", "儲かる", "無料プレゼント", "フォロワー増", "フォロワーを増や", "相互フォロー",
        "DMください", "LINE追加", "ラインを追加", "公式LINE", "仮想通貨", "当選しました", "プロフのリンク",
    ],
}  # fmt: skip


def plant(*, using: str) -> None:
    """Fill an empty list; what the office has entered or taken out is never touched."""
    rows = HintWord.objects.using(using)
    if rows.exists():
        return
    rows.bulk_create([HintWord(kind=kind, word=word) for kind, words in WORDS.items() for word in words])
