"""One address however it is written (第４第１項(3))."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.office.addresses import begins_with, host_key, key, same
from security.office.passages import addresses_in
from tests import misses

pytestmark = pytest.mark.clause("第４第１項(3)")
PAGE = "https://www.town.example.jp/観光/カフェ.html"
texts = st.one_of(
    st.text(st.sampled_from("htps:/w.aj@()[]-あ。 com?#%7E3=&～．／Ａ\ud83d\u200b日本語xn"), max_size=40),
    st.text(max_size=40),
).flatmap(lambda text: st.sampled_from((text, f"https://a.jp{text}", f"https://a.jp/{text}")))


def test_one_page_is_one_however_it_is_written():
    groups = (
        ("https://ja.wiki.example/北海道", "https://ja.wiki.example/%E5%8C%97%E6%B5%B7%E9%81%93", "http://ja.wiki.example/%e5%8c%97海道/"),
        ("https://a.example.jp/~user", "https://a.example.jp/%7Euser", "https://a.example.jp/%7euser#top"),
        ("https://a.example.jp/x", "a.example.jp/x", "HTTP://A.Example.JP:80/x", "https://a.example.jp.:443/x/", "https://ａ．ｅｘａｍｐｌｅ．ｊｐ／ｘ", "ｈｔｔｐｓ：／／ａ．ｅｘａｍｐｌｅ．ｊｐ／ｘ", "https：//a.example.jp/x", "https://a.exa\u200bmple.jp/x", "https://a.example。jp/x", "https://a.example.jp/b/../x", "https://a.example.jp/./x", "https://a.example.jp/x?", "//a.example.jp/x", "https:///a.example.jp/x", "https:a.example.jp/x", "https:/a.example.jp/x", "https:\\\\a.example.jp\\x", "https://ⓐ.example․jp/x", "𝐚.𝐞𝐱𝐚𝐦𝐩𝐥𝐞.jp/x"),
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&si=Xy_1", "https://www.youtube.com/watch?si=Xy_1&v=abc&feature=share"),
        ("https://x.com/a/status/1", "https://x.com/a/status/1?s=20&t=abc", "https://x.com/a/status/1?ref_src=twsrc%5Etfw"),
        ("https://a.jp/x?a=1", "https://a.jp/x?utm_source=ig&a=1&fbclid=z", "https://a.jp/x?a=1&igsh=MWQ1&utm_medium=social", "https://a.jp/x?a=1#:~:text=b"),
        ("https://日本語.jp/", "https://xn--wgv71a119e.jp", "https://日本語。jp", "https://日本語．ｊｐ/", "HTTPS://XN--WGV71A119E.JP/"),
        ("https://straße.example/", "https://xn--strae-oqa.example"),
        ("https://a.jp/カフェが", "https://a.jp/カフェか\u3099", "https://a.jp/%E3%82%AB%E3%83%95%E3%82%A7%E3%81%8C"),
        ("https://a.jp/%8A%CF", "https://a.jp/%8a%cf"),  # Shift_JIS
        ("https://a.jp/a_(b)", "https://a.jp/a_%28b%29"),
        ("https://www.instagram.com/p/DFx_1-a/", "http://instagram.com/hokkaido.cafe/reel/DFx_1-a?igsh=x", "m.instagram.com/tv/DFx_1-a"),
    )  # fmt: skip
    misses.none(
        [(one, other) for group in groups for one in group for other in group if not same(one, other)]
    )


def test_two_pages_are_two():
    pairs = (
        ("https://a.jp/x", "https://a.jp/X"), ("https://a.jp/a%2Fb", "https://a.jp/a/b"), ("https://a.jp/x?a=1", "https://a.jp/x?a=2"),
        ("https://a.jp/x?a=1%26b=2", "https://a.jp/x?a=1&b=2"), ("https://a.jp:8443/", "https://a.jp/"), ("https://a.jp/", "https://www.a.jp/"),
        ("https://a.jp/", "https://b.jp/"), ("https://a.jp/%25E3", "https://a.jp/%E3"), ("https://a.jp/神", "https://a.jp/塚"),
        ("https://a.jp@b.jp/", "https://a.jp/"), ("javascript://www.instagram.com/p/ABC/", "https://www.instagram.com/p/ABC/"),
        ("https://a.jp/x?id=1", "https://a.jp/x"), ("https://日本語.jp", "https://日本.jp"),
        ("https://evil.example\\@a.jp/x", "https://a.jp/x"), ("https://evil.example\\.a.jp/", "https://a.jp/"), ("https://a.jp\\@evil.example/", "https://a.jp@evil.example/"),
        ("https://a.jp/x?si=1", "https://a.jp/x"), ("https://a.jp/x?s=1", "https://a.jp/x?s=2"), ("https://a.jp/x?q=a\\b", "https://a.jp/x?q=a/b"), ("ftp://a.jp/x", "https://a.jp/x"),
        ("https://a.jp/神社", "https://a.jp/\ufa19社"), ("https://a.jp/%EF%A8%99", "https://a.jp/神"), ("https://a.jp/①", "https://a.jp/1"),
    )  # fmt: skip
    misses.none([pair for pair in pairs if same(*pair)])


def test_registered_link_is_known_by_how_the_text_goes_on():
    encoded = "https://www.town.example.jp/%E8%A6%B3%E5%85%89/%E3%82%AB%E3%83%95%E3%82%A7.html"
    told = (
        (f"会場は {PAGE} にあります。", PAGE), (f"{PAGE}にあります。", PAGE), (f"「{PAGE}」です", PAGE), (f"({PAGE})", PAGE),
        (f"{encoded}。", PAGE), (f"{PAGE}にあります。", encoded), (f"{PAGE}?utm_source=ig から", PAGE), (f"{PAGE}#map", PAGE),
        ("www.town.example.jp/観光/カフェ.html(地図)", PAGE), ("http://WWW.TOWN.example.jp:443/観光/カフェ.html", PAGE),
        ("https：//www.town.example.jp/観光/カフェ.html", PAGE), ("くわしくは日本語.jpへ", "https://日本語.jp/"), ("くわしくは日本語.jpへ", "https://xn--wgv71a119e.jp"),
        ("xn--wgv71a119e.jpへ", "https://日本語.jp/"), ("https://a.jp/にあります", "https://a.jp/"), ("https://a.jpにあります", "https://a.jp/"), ("https://a.jp。次は", "https://a.jp/"),
        ("https://a.jp/~user.", "https://a.jp/%7Euser"), ("https://a.jp/a?x=1&utm_source=igです", "https://a.jp/a?x=1"), ("host。jpです", "https://host.jp/"),
        ("ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ／ａです", "https://www.example.jp/a"), ("192.0.2.1です", "http://192.0.2.1/"),
        ("https://a.jp/\ufa19社。", "https://a.jp/\ufa19社"), ("https://a.jp/\ufa19社。", "https://a.jp/%EF%A8%99%E7%A4%BE"), ("hxxps://a.jp/xです", "https://a.jp/x"), ("ttp://a.jp/x", "https://a.jp/x"),
    )  # fmt: skip
    others = (
        (f"{PAGE}2", PAGE), (f"{PAGE}/a", PAGE), (f"{PAGE}?id=3", PAGE), ("https://a.jp.evil.example/", "https://a.jp/"), ("https://a.jp-evil.example/", "https://a.jp/"),
        ("https://a.jp/xにあります", "https://a.jp/"), ("https://a.jp/a/bです", "https://a.jp/a"), ("https://a.jp/a?x=12です", "https://a.jp/a?x=1"), ("https://a.jp@evil.example/a", "https://a.jp/a"),
        ("https://a.jp:8443/", "https://a.jp/"), ("https://a.jp/%E8%A6%B3%E5%85%89%E5%9C%B0", "https://a.jp/観光"),
        ("https://evil.example\\@a.jp/x", "https://a.jp/x"), ("https://evil.example\\a.jp/x", "https://a.jp/x"), ("ftp://a.jp/x", "https://a.jp/x"), ("https://a.jp/\ufa19社", "https://a.jp/神社"),
    )  # fmt: skip
    missed = [(text, link) for text, link in told if not _is_known(text, link)]
    misses.none(missed + [(text, link) for text, link in others if _is_known(text, link)])


def _is_known(text, link):
    found = addresses_in(text)
    return len(found) == 1 and found[0].begins_with(link) > 0


@given(texts)
def test_a_key_is_its_own_key(text):
    assert key(key(text)) == key(text)
    assert host_key(host_key(text)) == host_key(text)


@given(texts, texts)
def test_whatever_two_texts_are_they_are_compared(one, other):
    assert same(one, other) is same(other, one)
    assert same(one, one)
    assert 0 <= begins_with(one, other) <= len(one)
    for found in addresses_in(one):
        found.begins_with(other)
