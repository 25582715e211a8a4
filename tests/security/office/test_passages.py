import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.office.passages import TOLD, addresses_in, hashtags, mentions, unseen_in
from tests import misses

words = st.text(alphabet=st.sampled_from("札幌カフェーabc019_"), min_size=1)


def urls(text):
    return [one.written for one in addresses_in(text)]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#札幌カフェ #hokkaido_cafe", ["札幌カフェ", "hokkaido_cafe"]),
        ("＃コーヒー、＃2026年", ["コーヒー", "2026年"]),
        ("今日は#雪です。#佐々木", ["雪です", "佐々木"]),
        ("#a#b", ["a", "b"]),
        ("#札幌・#旭川", ["札幌", "旭川"]),
        ("# 見出し", []),
        ("https://example.jp/#top", []),
        (unicodedata.normalize("NFD", "#がんばれ"), ["がんばれ"]),
        ("#雪 #雪", ["雪", "雪"]),
    ],
)
def test_hashtags(text, tags):
    assert hashtags(text) == tags


@given(st.lists(words))
def test_hashtags_finds_each_written_one(tags):
    assert hashtags("　".join(f"＃{tag}" for tag in tags)) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@hokkaido_cafe さん", ["hokkaido_cafe"]),
        ("提供は@snow.cafe。", ["snow.cafe"]),
        ("＠cafe.", ["cafe"]),
        ("@cafe.jp", ["cafe.jp"]),
        ("info@pref.example.lg.jp へ", []),
        ("https://medium.example.com/@someone", []),
        ("@北海道", []),
    ],
)
def test_mentions(text, names):
    assert mentions(text) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "詳しくはhttps://www.example.lg.jp/kanko/index.htmlをご覧ください。",
            ["https://www.example.lg.jp/kanko/index.html"],
        ),
        (
            "（https://example.jp/a）、「http://example.com」。",
            ["https://example.jp/a", "http://example.com"],
        ),
        ("(https://example.jp/a)", ["https://example.jp/a"]),
        ("https://example.jp/wiki/A_(B).", ["https://example.jp/wiki/A_(B)"]),
        ("HTTPS://EXAMPLE.JP/", ["HTTPS://EXAMPLE.JP/"]),
        ("https://日本語.jp/a?b=c&d=%E3%81%82#e まで", ["https://日本語.jp/a?b=c&d=%E3%81%82#e"]),
        ("https://someone@evil.example/", ["https://someone@evil.example/"]),
        ("http://192.0.2.1:8080/a", ["http://192.0.2.1:8080/a"]),
        ("検索はwww.example.moe/aで", ["www.example.moe/a"]),
        ("公式サイト:example.jp、またはlin.ee/abc。", ["example.jp", "lin.ee/abc"]),
        ("bit.ly/3abc)", ["bit.ly/3abc"]),
        ("example.co.jpです", ["example.co.jp"]),
        ("example.com.", ["example.com"]),
        ("https://a.jp https://b.jp", ["https://a.jp", "https://b.jp"]),
        ("info@example.jp", []),
        ("@snow.cafe", []),
        ("Vol.3、3.5km、10:30、p.m.、No.1", []),
        ("file.jpg と main.py", []),
        ("forms.gle/abc", ["forms.gle/abc"]),
        ("申込みはexample.ai/xから、中継はevent.fm:443/x?y。", ["example.ai/x", "event.fm:443/x?y"]),
        ("example．jp／x", ["example.jp/x"]),
        ("くわしくはwww．example．jp／x。", ["www.example.jp/x"]),
        ("https://example．jp／a", ["https://example.jp/a"]),
        ("HP:example.jp／SNS:cafe", ["example.jp"]),
        ("3.5/10 A.B 12.3km 12.3km/h 2026.11.22/23 v1.2/v1.3 photo.jpg a.jpg/b.jpg U.S./a.m./p.m.", []),
        ("event.fm、example.ai、No.1/No.2", []),
        ("３．５km、A．B、No．1", []),
        ("https://", []),
        ("", []),
    ],
)
def test_urls(text, found):
    assert urls(text) == found


@given(
    st.text(alphabet="あ。、）」』　！？…・＞", max_size=5),
    st.text(alphabet="。、）」』　！？…・＞あ", max_size=5),
)
def test_urls_is_not_confused_by_full_width_neighbours(before, after):
    assert urls(f"{before}https://example.jp/a{after}") == ["https://example.jp/a"]
    assert urls(f"{before}example.jp{after}") == ["example.jp"]


@given(st.text(alphabet=st.sampled_from("htps:/w.aj@()[]-あ。 com"), max_size=60))
def test_urls_are_parts_of_the_text(text):
    for url in urls(text):
        assert url
        assert url in text


@pytest.mark.clause("第４第１項(3)")
def test_what_readers_take_for_an_address_is_one():
    told = (
        "https：//www.town.jp/a", "//host.example", "//host.jp/a", "日本語.jp", "くわしくは日本語.jpへ", "日本語．ｊｐ", "日本語.みんな", "host。jp", "host｡jp", "host．jp",
        "192.0.2.1", "10.0.0.1:8080/a", "http://192.0.2.1/", "hxxp://a.jp", "hxxps://example[.]jp/a", "example[.]jp", "example(.)com", "ttps://a.jp/x", "h**p://a.jp",
        "ｈｔｔｐｓ：／／ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ／ａ", "https://例え。テスト/", "https:/example.jp/", "exa\u200bmple.jp", "exam\u00adple.com", "https://\u2060a.jp", "xn--wgv71a119e.jp",
        "です。example.jpへ", "https://[2001:db8::1]/", "ftp://a.example/", "見て→host.jp",
        "ⓔⓧⓐⓜⓟⓛⓔ.jp", "𝐞𝐱𝐚𝐦𝐩𝐥𝐞.jp", "example․jp", "example﹒jp", "cafe.official.ec", "hokkaido.travel", "https:\\\\example.jp\\a",
    )  # fmt: skip
    misses.none([text for text in told if len(urls(text)) != 1])


def test_ordinary_sentences_name_no_address():
    plain = (
        "晴れです。jpの話", "1.5km", "10.11.(水)", "Ver.2.0", "朝9.30", "2026.11.30", "写真.jpg", "北海道.pngを", "a.pdf", "main.py", "1.2.3", "１１．２２", "9.30-10.30", "10:30〜11.00",
        "Hello。Cafeで", "です。Instagramも", "// お知らせ //", "＼＼ 開催 //", "////", "Vol.3.5", "A.B.C", "U.S.A.", "p.m.", "No.1/No.2", "第1.2.3.4条", "ver 1.2.3.4", "v1.2.3.4", "1.2.3.400",
        "2026.11.30/12.1", "カフェ.メニュー", "です.ます", "Mt.Fuji", "St.Louis", "株式会社A.B", "¥1.000", "info@example.jp", "https:", "http:// ", "10.11.12(水)", "〜。。。", "...", "3.14.15.926.5", "1.2.3.4章", "1.2.3.4節", "バージョン 1.2.3.4", "10.0.0.1円", "①.②.③", "9.30/10.15の便", "EOS R5/f2.8/1.4倍", "12/24.25", "(L.O.17:30)", "℡011-231-4111",
    )  # fmt: skip
    misses.none([(text, urls(text)) for text in plain if urls(text)])


def test_what_nobody_sees_is_told_by_name_and_place():
    told = {
        "#札\u200b幌カフェ": ("1行目「#札▼幌カフェ」", "ハッシュタグの中", "幅のない空白(U+200B)"),
        "一行目\n雪\u00adまつり": ("2行目「雪▼まつり」", "", "U+00AD"),
        "https://exa\u2060mple.jp/": ("1行目", "アドレスの中", "U+2060"),
        "葛\U000e0100城": ("", "", "字形を選ぶ印(U+E0100)"),
        "\ufeff本文": ("「▼本文」", "", "BOM"),
        "\u202e本文": ("", "", "右から左への強制の始まり(U+202E)"),
        "本\u3164文": ("", "", "ハングルの埋め草"),
        "本\U000e0041文": ("", "", "タグ文字"),
        "雪\u200dまつり": ("", "", "つなぐ印"),
        "雪\ufe0f": ("", "", "U+FE0F"),
        "#\u200b雪": ("", "ハッシュタグの中", ""),
        "☃\ufe0f\ufe0f": ("", "", "U+FE0F"),
    }
    missed = []
    for text, parts in told.items():
        found = unseen_in(text, called="本文")
        if len(found) != 1 or not all(part in found[0] for part in parts):
            missed.append((text, found))
    misses.none(missed)


def test_worst_is_told_first_and_no_more_than_can_be_read():
    found = unseen_in("雪\u200b" * 9 + "\n#札\u200b幌", called="返信文")
    assert "ハッシュタグの中" in found[0]
    assert len(found) == TOLD + 1
    assert found[-1] == "返信文には、目に見えない文字がほかに5か所あります。"


def test_emoji_are_put_together_by_what_nobody_sees():
    proper = ("👨‍👩‍👧", "❤️", "❤️‍🔥", "1️⃣", "#️⃣", "🏳️‍🌈", "🇯🇵", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👩🏽‍💻", "☕️", "⛄️❄️", "©️", "‼️", "🧑‍⚕️", "ℹ️", "㊗️", "〰️", "👁️‍🗨️", "", "ふつうの文 と　空白\n改行")  # fmt: skip
    misses.none([(text, found) for text in proper if (found := unseen_in(text, called="本文"))])


@given(st.text())
def test_any_text_is_looked_through(text):
    urls(text), hashtags(text), mentions(text), unseen_in(text, called="本文")
