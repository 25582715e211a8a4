"""The types of trouble T01 to T16 with their steps, until the office supplies section 5 of the prefecture's guideline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from comments.cases.models import StepKind, TroubleType, TypeStep, Way


class Step(NamedTuple):
    kind: StepKind
    words: str


FOUND = Step(StepKind.KEEP, "①発見と記録: 見つけた日時、場所、画面を記録し、証拠を保全する")
TELL = Step(StepKind.TELL, "②第一報: 地域政策課に連絡する(第６第３項、第４項)")
FACTS = Step(StepKind.FACTS, "③事実の確認: 何が起きたか、だれにどこまで及ぶかを確かめる")
DECIDE = Step(
    StepKind.DECIDE, "④方針の決定: 担当課長が対応の方針を決める(必要により広報・情報政策の担当と協議)"
)
EXPLAIN = Step(StepKind.EXPLAIN, "⑥公表と説明: 必要な範囲で、課のホームページや投稿で説明する")
WATCH = Step(StepKind.WATCH, "⑦経過の観察: 続きがないか、しばらく見守る")
CLOSE = Step(StepKind.CLOSE, "⑧終結と再発防止: 結果と、学んだことを記録する")
FILE = Step(StepKind.FILE, "⑨供覧と保存: 関係者で共有し、記録を保存する")


@dataclass(frozen=True)
class Kind:
    code: str
    name: str
    acts: tuple[str | Step, ...]  # the steps of ⑤, which are the type's own
    notes: str = ""
    way: Way = Way.OTHER
    emergency: bool = False
    no_hiding: bool = False
    days: int = 7
    first: tuple[str, ...] = field(default=())  # what comes before everything else

    def steps(self) -> Iterator[Step]:
        for words in self.first:
            yield Step(StepKind.FIRST, words)
        yield from (FOUND, TELL, FACTS, DECIDE)
        for act in self.acts:
            step = Step(StepKind.ACT, act) if isinstance(act, str) else act
            yield step._replace(words=f"⑤措置: {step.words}")
        yield from (EXPLAIN, WATCH, CLOSE, FILE)


KINDS = (
    Kind(
        "T01",
        "誹謗中傷のコメント(個人への攻撃)",
        (
            Step(StepKind.HIDE, "証拠を保全してから、コメントを非表示または削除する"),
            Step(StepKind.REPORT, "悪質なときは、プラットフォームに申し出る(7日以内に判断される)"),
            "攻撃された方が一般の方のときは、本人に知らせ、相談の窓口を案内する",
        ),
        "公開の場で言い争わない。証拠を残す前に消さない。",
        Way.COMMENT,
        emergency=True,
        days=3,
    ),
    Kind(
        "T02",
        "公序良俗に反するコメント(わいせつ、宣伝、迷惑行為など)",
        (Step(StepKind.HIDE, "運用ポリシーの削除基準のどれに当たるかを確かめ、非表示または削除する"),),
        "どの基準に当たるかを必ず記録する。",
        Way.COMMENT,
        emergency=True,
        days=3,
    ),
    Kind(
        "T03",
        "正当な批判・苦情・質問",
        ("返信するかしないかを決め、返信は承認を受ける(第６第２項)", "内容の担当課につなぐ"),
        "正当な批判は、非表示にも削除もしない。",
        Way.CRITICISM,
        no_hiding=True,
    ),
    Kind(
        "T04",
        "批判の集中(炎上)",
        ("予定している投稿を止める", "説明の窓口を一人に決め、事実を確かめてから一度で説明する"),
        "見えなくするための削除はしない。",
        Way.CRITICISM,
        no_hiding=True,
        days=3,
    ),
    Kind(
        "T05",
        "投稿の誤り(誤情報、誤字、日付の誤り)",
        ("訂正した内容を起案し、承認を受ける", "誤った投稿を取り下げ、訂正した投稿を出す"),
        "訂正も承認を受けてから出す。誤った版の記録を残す。",
        Way.ERROR,
        days=2,
    ),
    Kind(
        "T06",
        "誤った投稿(アカウントの取り違え、未承認の投稿)",
        ("投稿を取り下げる", "おわびを掲載する", "端末とアカウントの分け方を確かめる"),
        "原因を確かめ、取下げとおわびを早く行う。",
        Way.ERROR,
        days=2,
    ),
    Kind(
        "T07",
        "個人情報の掲載・写り込み",
        ("写っている方に知らせ、おわびする", "漏えい等の報告が必要かどうかを、個人情報の担当に確かめる"),
        "まず取り下げ、決裁は後から受ける。",
        Way.PERSONAL_DATA,
        days=1,
        first=("⓪取下げ: 何よりも先に、投稿をInstagramから取り下げる",),
    ),
    Kind(
        "T08",
        "著作権・肖像権・商標の侵害の申立て",
        ("投稿を取り下げるか、判断まで止める", "権利の記録と承諾の資料を確かめ、申し立てた方に答える"),
        "承諾の資料を処分しない。",
        Way.ERROR,
    ),
    Kind(
        "T09",
        "なりすましのアカウント",
        (
            "ユーザーネームを1文字ずつ比べて確かめる",
            Step(StepKind.REPORT, "プラットフォームに報告する"),
            "課のホームページと公式アカウントで注意を呼びかける",
            "実施中の企画があれば止める",
            "なくなるまで、毎日確かめる",
        ),
        "企画の当選を装う誘導が多い。",
        Way.LOOK_ALIKE,
        days=3,
    ),
    Kind(
        "T10",
        "アカウントの乗っ取り・不正なログイン",
        (
            "すべてのログインを終わらせ、パスワードを変更する",
            "登録のメールアドレス、二段階認証、連携しているアプリを確かめる",
            "身に覚えのない投稿を取り下げる",
            "利用者に注意を呼びかける",
            "情報政策課に報告し、必要なら警察に相談する",
        ),
        "パスワードの変更の理由は「事故」として記録する。",
        Way.TAKE_OVER,
        days=1,
    ),
    Kind(
        "T11",
        "アカウントの凍結・停止、Instagramの障害",
        ("課のホームページで案内する", "Instagramに異議を申し立て、やり取りを記録する"),
        days=5,
    ),
    Kind(
        "T12",
        "リンク先の変化(改変、消失、不適切な内容)",
        ("リンクを確かめ直し、必要なら投稿を取り下げる", "リンクの相手方にあらためて了解を得る"),
        "了解の記録を更新する(第４第１項(3)ウ)。",
        Way.ERROR,
        days=3,
    ),
    Kind(
        "T13",
        "端末の紛失・盗難",
        (
            "端末の利用を止め、遠隔で消去する",
            "公式アカウントのパスワードを変更する",
            "情報セキュリティの担当に報告する",
        ),
        "端末に保存されたものも確かめる。",
        Way.TAKE_OVER,
        days=1,
    ),
    Kind(
        "T14",
        "受託事業者での事故(再委託、退職者、契約の終了)",
        (
            "使えないようにする人と端末を確かめ、利用を止める",
            "パスワードを変更する",
            "契約に基づく報告を受ける",
        ),
        days=5,
    ),
    Kind(
        "T15",
        "ダイレクトメッセージでの個人情報・相談の受信",
        ("適切な窓口を案内する", "必要のない控えを残さない"),
        "メッセージの中で相談に答えない。",
        days=3,
    ),
    Kind(
        "T16",
        "災害・緊急時の投稿",
        (
            "緊急停止し、予定している投稿をすべて止める",
            "非常時の発信の窓口に従う",
            "再開してよいかを確かめる",
        ),
        "予約した投稿が、災害の最中に出ないようにする。",
        Way.DISASTER,
        days=1,
    ),
)


def plant(*, using: str) -> None:
    """Only what is missing: what the office has changed stays as it is."""
    known = set(TroubleType.objects.using(using).values_list("code", flat=True))
    for kind in KINDS:
        if kind.code not in known:
            _plant(kind, using)


def _plant(kind: Kind, using: str) -> None:
    planted = TroubleType.objects.using(using).create(
        code=kind.code,
        name=kind.name,
        notes=kind.notes,
        way=kind.way,
        allows_emergency=kind.emergency,
        forbids_hiding=kind.no_hiding,
        deadline_days=kind.days,
    )
    TypeStep.objects.using(using).bulk_create(
        TypeStep(type=planted, position=position, kind=step.kind, title=step.words)
        for position, step in enumerate(kind.steps(), start=1)
    )
