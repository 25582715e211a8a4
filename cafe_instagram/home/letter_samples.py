"""One letter of each shape, for 「メールの見本」 of the styleguide: as they are written, with the longest texts that occur."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.staticfiles import finders
from django.utils import timezone

from security.letters import layout
from security.letters.models import SECRET_MARK
from security.notices import composing
from security.notices.models import How, Notice
from security.notices.registry import Preview, kinds
from security.people.models import User

ADDRESS = "https://cafe.example.jp/posts/12/"
READER = User(name="神沢 雪之丞")
LONG = "雪の朝の車庫通りを歩いて見つけた小さな喫茶店と、移住して三年目の店主が話してくれた冬のくらしの工夫について"
WORDS = "北海道とつながるカフェです☕\n移住して三年目の店主に、冬のくらしを聞きました。朝いちばんに薪を割り、雪をかき、湯気の立つ珈琲をいれる。それだけのことが…"


@dataclass(frozen=True)
class Sample:
    title: str
    html: str
    text: str


def all_of_them() -> list[Sample]:
    return [_one_of_each_kind(), _single(), _changed(), _flood(), _words(), _with_secret()]


def _notice(kind: str, title: str, sentence: str, *, hours: int | None = None) -> Notice:
    now = timezone.now()
    until = now + timedelta(hours=hours) if hours else None
    return Notice(kind=kind, title=title, sentence=sentence, at=now, until=until, how=How.AT_ONCE)


def _asked() -> Notice:
    sentence = f"地域政策課投稿者 北野 花が「{LONG}」(道カフェ-令和8-14 第2版)の承認を求めています。必要なのは「移住交流担当課長の承認」です。"
    return _notice("approval_asked", f"承認のお願い: {LONG}", sentence, hours=48)


def _of_notices(title: str, sections: list[composing.Section]) -> Sample:
    context = composing.context_of(sections, ADDRESS)
    body, html = composing.rendered(context)
    more = composing.closing(timezone.now())
    page = layout.as_page(READER, body, more, html=html)
    page = page.replace("cid:sample", str(finders.find("img/sample-snow.svg")))  # opened as a file
    return Sample(title, page, layout.as_text(READER, body, more))


def _single() -> Sample:
    line = composing.Line(_asked(), preview=Preview(WORDS, "sample"), content_id="sample")
    return _of_notices("1件のお知らせ(写真つき)", [composing.Section("承認を求められた", 1, [line])])


def _changed() -> Sample:
    line = composing.Line(_asked(), since="承認済", preview=Preview(WORDS))
    return _of_notices("その後、変わったもの", [composing.Section("承認を求められた", 1, [line])])


def _flood() -> Sample:
    asked = [composing.Line(_asked(), preview=Preview(WORDS)) for _ in range(3)]
    lost = composing.Line(
        _notice("approval_lost", "承認がなくなりました: 流氷の夜明け", "内容が変わったためです。")
    )
    sections = [
        composing.Section("承認を求められた", 285, asked),
        composing.Section("承認がなくなった", 1, [lost]),
    ]
    return _of_notices("まとめてのお知らせ", sections)


def _one_of_each_kind() -> Sample:
    """Every kind that anybody declares, by its own label."""
    sections = [
        composing.Section(
            kind.label,
            1,
            [composing.Line(_notice(kind.key, f"{kind.label}: 流氷の夜明け", f"お知らせする方: {kind.to}"))],
        )
        for kind in kinds()
    ]
    return _of_notices("お知らせの種類ごと", sections)


def _words() -> Sample:
    body = f"システム管理者(佐々木 守)が、次の任用を登録しました。\n\n地域政策課 投稿者 𠮷川 みのり\n\n操作の記録は証跡にあります。\n{ADDRESS}"
    return Sample("文だけのもの", layout.as_page(READER, body), layout.as_text(READER, body))


def _with_secret() -> Sample:
    body = f"次のアドレスを開き、パスワードを決めてください。このアドレスは一度だけ使えます。\n\n{SECRET_MARK}\n\nこのメールを、ほかの方に転送しないでください。"
    return Sample(
        "一度だけ使えるアドレスのあるもの",
        layout.as_page(READER, body, links=[SECRET_MARK]),
        layout.as_text(READER, body),
    )
