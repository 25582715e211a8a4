import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.office.passages import addresses_in, hashtags, mentions

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
