"""The demo's posts: their texts, their pictures and what became of each. All people, shops and events are made up."""

from dataclasses import dataclass, field

# What happens to a post, in order; loading.py plays it.
DRAFTED: list[str] = []
RETURNED = ["submit", "send_back"]
PENDING = ["submit"]
MANAGER_DONE = ["submit", "approve"]
APPROVED = ["submit", "approve"]
PUBLISHED = ["submit", "approve", "publish"]
REMOVED = ["submit", "approve", "send", "finish", "remove"]
UNCONFIRMED = ["submit", "approve", "send", "lose"]
FAILED = ["submit", "approve", "fail"]
EXPIRED = ["submit", "expire"]
WITHDRAWN = ["submit", "pull_back", "withdraw"]
REJECTED = ["submit", "reject"]


@dataclass(frozen=True)
class Story:
    author: str
    title: str
    caption: str
    pictures: list[str]
    topic: str
    plot: list[str]
    days_ago: int
    category: str = "1"
    # Days from today on which it is to go out; None: when somebody presses.
    goes_out_in: int | None = None
    link: str = ""
    label: str = "オンラインカフェの申込み"
    complete: bool = True
    frame: str = "first"
    reason: str = ""
    tags: list[str] = field(default_factory=lambda: ["北海道とつながるカフェ", "北海道移住"])


STORIES = [
    Story(
        "staff", "春のチューリップ畑", "雪がとけると、いっせいに色が戻ってきます。\n丘いっぱいのチューリップは、5月の終わりが見ごろです。",
        ["tulips"], "北海道の魅力", PUBLISHED, days_ago=9,
    ),
    Story(
        "poster", "移住して三年目の農家さん",
        "羊蹄山のふもとで、じゃがいもを育てて三年目。\n「朝、畑に出ると、今日もここにいられてよかったと思うんです」\nインタビューの続きは、プロフィールのリンクからどうぞ。",
        ["yotei", "pasture", "sunflowers"], "移住・定住", PUBLISHED, days_ago=7,
        link="https://www.example.com/interview", label="インタビューの続きを読む",
    ),
    Story(
        "staff", "冬の窓辺でコーヒーを", "外は雪、中は薪ストーブ。\n小さな町のカフェで、長い冬の楽しみ方を教わりました。",
        ["coffee", "birches"], "関係人口", PUBLISHED, days_ago=5, frame="portrait",
        link="https://www.example.org/cafe", label="長い冬の楽しみ方(町の案内)",
    ),
    Story(
        "poster", "オンラインカフェのお知らせ",
        "首都圏のみなさんと北海道をつなぐオンラインカフェを開きます。\n申込みは https://cafe.example.jp/online から。",
        ["canal"], "イベント", APPROVED, days_ago=4, goes_out_in=1, link="https://cafe.example.jp/online",
    ),
    Story(
        "staff", "富良野のラベンダー", "夏の丘が、紫の帯になります。\n朝の涼しいうちが、いちばんよく香ります。",
        ["lavender", "biei"], "北海道の魅力", APPROVED, days_ago=3,
    ),
    Story(
        "staff", "カラマツの金色", "十月の終わり、湖のほとりのカラマツが金色になります。\n葉が落ちるまでの一週間だけの景色です。",
        ["larches", "starry_silo", "canal"], "北海道の魅力", PENDING, days_ago=2, goes_out_in=2,
    ),
    Story(
        "poster", "漁師さんの朝", "まだ暗い港を出て、日の出を船の上で迎える。\n漁師の見習いになった𠮷田さんの一日です。",
        ["boats"], "移住・定住", PENDING, days_ago=1, goes_out_in=3,
    ),
    Story(
        "poster", "地域おこし協力隊の活動報告会(他団体主催)", "近くの町の団体が開く報告会のご紹介です。\nどなたでも参加できます。",
        ["starry_silo"], "イベント", MANAGER_DONE, days_ago=1, category="2", goes_out_in=4,
    ),
    Story(
        "staff", "流氷の夜明け", "海が白い大地になる朝。\n音のない景色を、いちど見に来ませんか。",
        ["drift_ice"], "北海道の魅力", DRAFTED, days_ago=1, complete=False,
    ),
    Story(
        "poster", "牧場の午後", "牛たちの時間は、ゆっくり流れます。",
        ["pasture"], "移住・定住", RETURNED, days_ago=2,
        reason="牧場の方の了解をいつ得たかが分かりません。権利確認の記録に日付を入れてください。",
    ),
    Story(
        "staff", "タンチョウの舞う里", "雪原に、二羽のタンチョウ。", ["cranes"], "北海道の魅力", UNCONFIRMED, days_ago=3,
    ),
    Story(
        "poster", "ひまわりの丘の撮影会", "八月、ひまわりの丘で撮影会を開きます。", ["sunflowers"], "イベント", FAILED, days_ago=6,
    ),
    Story(
        "staff", "移住フェアのご案内", "東京で開く移住フェアに出展します。", ["biei"], "イベント", EXPIRED, days_ago=8, goes_out_in=-6,
    ),
    Story(
        "poster", "雪まつりの写真", "冬のまつりの写真です。", ["birches"], "イベント", WITHDRAWN, days_ago=10,
        reason="写真の提供者から、使用を見合わせてほしいと連絡があったため。",
    ),
    Story(
        "staff", "特定の宿の割引のお知らせ", "お得な宿泊割引のお知らせです。", ["canal"], "イベント", REJECTED, days_ago=11,
        reason="特定の事業者だけの案内であり、民間の競争を阻害するおそれがあるため(第３第１項(1)ただし書)。",
    ),
    Story(
        "poster", "秋の湖(日付の誤り)", "秋のイベントのお知らせです。", ["larches"], "イベント", REMOVED, days_ago=12,
        reason="開催日に誤りがあったため、公式アカウントの画面で削除しました。",
    ),
]  # fmt: skip
