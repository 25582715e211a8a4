"""Every component in every state, with the longest texts that can occur."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from cafe_instagram.home import letter_samples
from security.office.fields import MomentField

CAPTION_MAX = 2200
LONG_TITLE = (
    "雪の朝の車庫通りを歩いて見つけた小さな喫茶店と、"
    "移住して三年目の店主が話してくれた冬のくらしの工夫について"
)
LONG_TITLE_OF_OFFICE = "総合政策部地域創生局地域政策課移住交流担当課長"
NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

STATES = (
    ("draft", "下書き"),
    ("pending", "承認待ち"),
    ("approved", "承認済"),
    ("publishing", "投稿中"),
    ("published", "投稿済"),
    ("unconfirmed", "要確認"),
    ("failed", "投稿失敗"),
    ("expired", "期限切れ"),
    ("withdrawn", "取下げ"),
    ("rejected", "却下"),
    ("removed", "削除済"),
)


@dataclass(frozen=True)
class Photo:
    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class StoredFile:
    url: str
    name: str

    def __str__(self) -> str:
        return self.name


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label="件名", help_text="一覧と起案書に出る名前です。Instagramには出ません。", max_length=60
    )
    caption = forms.CharField(
        label="本文",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="2,200字以内、ハッシュタグは5個までをおすすめします。",
    )
    category = forms.ChoiceField(
        label="区分",
        choices=[("1", "(1)移住や関係人口に関すること"), ("2", "(2)その他、課長が適当と認めること")],
        widget=forms.RadioSelect,
        help_text="(2)は移住交流担当課長が「適当と認める」ことが別に必要です。",
    )
    topics = forms.MultipleChoiceField(
        label="話題",
        choices=[
            ("move", "移住・定住"),
            ("bond", "関係人口"),
            ("charm", "北海道の魅力"),
            ("event", "イベント"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    municipality = forms.ChoiceField(
        label="市町村", choices=[("", "選んでください"), ("hakodate", "函館市"), ("nishiokoppe", "西興部村")]
    )
    publish_at = MomentField(
        label="投稿する日時",
        required=False,
        help_text="この時刻までに承認されないときは投稿されず、期限切れになります。",
    )
    photo = forms.ImageField(label="写真", help_text="JPEG、PNG、HEIC。1枚30MBまで。")
    evidence = forms.FileField(
        label="許諾の記録",
        required=False,
        initial=StoredFile(url="#", name="利用許諾書(令和8年10月1日).pdf"),
    )
    confirmed = forms.BooleanField(
        label="写真と記事の内容に関連があることを確かめました",
        help_text="第４第１項(2)関連のない画像は使えません。",
    )


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page of samples; 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    wrong = SampleForm(
        data={"title": "あ" * 61, "category": "9", "topics": ["none"], "publish_at": "あした"},
    )
    return render(
        request, "styleguide.html", {"form": SampleForm(auto_id="ok_%s"), "wrong": wrong} | samples()
    )


def samples() -> dict[str, object]:
    photos = list(sample_photos())
    return {
        "states": STATES,
        "photos": photos,
        "caption": long_caption(),
        "long_title": LONG_TITLE,
        "meta": (
            "地政-8-第123号",
            "北海道総合政策部 地域政策課",
            "令和8年(2026年)11月20日 12時00分 投稿予定",
        ),
        "stop": SimpleNamespace(
            reason="公式アカウントを装う偽のアカウントが見つかったため、事実を確かめるまで止めます。",
            started_by=SimpleNamespace(name=f"{LONG_TITLE_OF_OFFICE} \ufa19沢 雪之丞"),
            started_at=NOON,
        ),
        "timeline": timeline(),
        "steps": steps(),
        "checklist": checklist(),
        "definition": (
            ("文書番号", "地政-8-第123号"),
            ("起案者", "地域政策課投稿者 北野 花子"),
            ("区分", "(1)移住や関係人口に関すること"),
            ("件名", LONG_TITLE),
        ),
        "consequences": (
            "第3版を承認し、令和8年(2026年)11月25日 10時00分に投稿されます。",
            "承認した後に内容が変わると、この承認は効力を失います。",
        ),
        "stamps": (
            SimpleNamespace(title="地域政策課投稿者", name="北野 花子", at=NOON, note="起案"),
            SimpleNamespace(
                title=LONG_TITLE_OF_OFFICE, name="神沢 雪之丞", at=NOON, note="承認(代決・後閲未了)"
            ),
            SimpleNamespace(title="業務処理責任者", name="", at=None, note=""),
        ),
        "page": SimpleNamespace(previous="3", next="4"),
        "letters": letter_samples.all_of_them(),
    }


def sample_photos() -> Iterator[Photo]:
    kinds = (
        ("snow", "雪をかぶった山と、明かりのともる一軒の家", 1080, 1350),
        ("lavender", "丘いちめんのラベンダー畑", 1080, 1080),
        ("harbour", "夕方の港にとまる一そうの漁船", 1350, 1080),
    )
    for number in range(10):
        name, alt, width, height = kinds[number % len(kinds)]
        yield Photo(static(f"img/sample-{name}.svg"), f"{alt}({number + 1}枚目)", width, height)


def long_caption() -> str:
    opening = "北海道とつながるカフェです☕\n\n移住して三年目の店主に、冬のくらしを聞きました。\n"
    closing = "\n\n#北海道 #移住 ＃ちょっと暮らし @hokkaido.cafe https://example.jp/#event"
    sentence = (
        "朝いちばんに薪を割り、雪をかき、湯気の立つ珈琲をいれる。それだけのことが、楽しくてなりません。"
    )
    room = CAPTION_MAX - len(opening) - len(closing)
    return opening + (sentence * (room // len(sentence) + 1))[:room] + closing


def timeline() -> tuple[SimpleNamespace, ...]:
    poster, chief = "地域政策課投稿者 北野 花子", "移住交流担当課長 神沢 雪之丞"
    return (
        SimpleNamespace(at=NOON, label="起案しました", by=poster, detail="", kind="note"),
        SimpleNamespace(at=NOON, label="承認を求めました(第1版)", by=poster, detail="", kind="submit"),
        SimpleNamespace(
            at=NOON,
            label="差し戻しました",
            by=chief,
            detail="2枚目の写真に写っている方の同意を確かめてください。\n第４第１項(2)",
            kind="return",
        ),
        SimpleNamespace(at=NOON, label="承認しました(第2版)", by=chief, detail="", kind="approve"),
        SimpleNamespace(
            at=NOON,
            label="投稿できませんでした",
            by="自動処理",
            detail="Instagramから答えがありませんでした。投稿されたかどうかを確かめています。",
            kind="error",
        ),
        SimpleNamespace(at=NOON, label="投稿しました", by="自動処理", detail="", kind="publish"),
    )


def steps() -> tuple[SimpleNamespace, ...]:
    return (
        SimpleNamespace(
            label="投稿前の確認", status="done", detail="承認、権利の期限、リンク、残りの回数を確かめました。"
        ),
        SimpleNamespace(label="写真を渡す", status="done", detail="10枚中10枚"),
        SimpleNamespace(label="Instagramの準備を待つ", status="current", detail="ふつう1分ほどかかります。"),
        SimpleNamespace(label="公開する", status="waiting", detail=""),
        SimpleNamespace(label="公開を確かめる", status="failed", detail="Instagramの答えがありません。"),
    )


def checklist() -> dict[str, object]:
    items = (
        SimpleNamespace(done=True, label="写真がある", url="#", clause="", detail=""),
        SimpleNamespace(done=True, label="本文がある", url="#", clause="", detail=""),
        SimpleNamespace(
            done=False,
            label="2枚目の写真: 写っている方の同意",
            url="#id_confirmed",
            clause="第４第１項(2)",
            detail="同意を得た方法を選び、記録を残してください。",
        ),
        SimpleNamespace(
            done=False,
            label="リンク example.jp: 相手方の了解",
            url="#id_confirmed",
            clause="第４第１項(3)ウ",
            detail="いつ、誰に、どのように了解を得たかを記入してください。",
        ),
    )
    return {"items": items, "done": 2, "total": 4}
