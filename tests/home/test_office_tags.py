from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafe_instagram.home.templatetags.office import caption_html, wareki, wareki_time, weekday_time


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 4, 1), "令和8年(2026年)4月1日"),
        (date(2019, 5, 1), "令和元年(2019年)5月1日"),
        (date(2019, 4, 30), "平成31年(2019年)4月30日"),
        (date(1989, 12, 31), "平成元年(1989年)12月31日"),
        (date(1989, 1, 7), "1989年1月7日"),
    ],
)
def test_wareki_of_a_day(day, written):
    assert wareki(day) == written


def test_wareki_counts_the_day_in_japan():
    assert wareki(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == "令和8年(2026年)4月1日"


def test_wareki_of_nothing_is_empty():
    assert wareki(None) == wareki_time(None) == ""


def test_wareki_of_a_naive_moment_raises():
    with pytest.raises(ValueError, match="naive"):
        wareki(datetime(2026, 4, 1))  # noqa: DTZ001 -- the mistake under test


def test_wareki_time_is_in_japan_time():
    assert wareki_time(datetime(2026, 4, 1, 5, 5, tzinfo=UTC)) == "令和8年(2026年)4月1日 14時05分"


def test_wareki_time_turns_the_day_at_midnight_in_japan():
    assert wareki_time(datetime(2026, 12, 31, 15, 0, tzinfo=UTC)) == "令和9年(2027年)1月1日 0時00分"


def test_weekday_time_is_as_letters_write_it():
    assert weekday_time(datetime(2026, 5, 14, 3, 0, tzinfo=UTC)) == "令和8年5月14日(木) 12:00"
    assert weekday_time(datetime(2026, 12, 31, 15, 5, tzinfo=UTC)) == "令和9年1月1日(金) 00:05"
    assert weekday_time(None) == ""


def test_caption_keeps_line_breaks_of_every_kind():
    assert caption_html("一行目\r\n二行目\n\n四行目") == "一行目<br>二行目<br><br>四行目"


@pytest.mark.parametrize("tag", ["#北海道", "＃ちょっと暮らし", "#snow_2026", "#スキー"])
def test_caption_marks_hashtags(tag):
    assert caption_html(f"冬です{tag} へ") == f'冬です<span class="hashtag">{tag}</span> へ'


def test_caption_marks_hashtags_in_a_row():
    assert (
        caption_html("#函館#釧路") == '<span class="hashtag">#函館</span><span class="hashtag">#釧路</span>'
    )


def test_caption_marks_mentions_without_the_full_stop():
    assert caption_html("with @hokkaido.cafe.") == 'with <span class="mention">@hokkaido.cafe</span>.'


@pytest.mark.parametrize("plain", ["https://example.jp/@who/#top", "info@example.jp", "50% #", "a@b"])
def test_caption_leaves_addresses_plain(plain):
    assert caption_html(plain) == plain


def test_caption_escapes_markup():
    assert caption_html('<script>alert("1")</script>#<b>') == (
        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;#&lt;b&gt;"
    )


@given(st.text(alphabet="<>&\"'#＃@/:.ahtps \n\r神塚", max_size=60))
def test_caption_brings_no_markup_of_its_own(text):
    allowed = ('<span class="hashtag">', '<span class="mention">', "</span>", "<br>")
    rest = caption_html(text)
    for markup in allowed:
        rest = rest.replace(markup, "")
    assert "<" not in rest
    assert ">" not in rest
    assert '"' not in rest


def test_caption_keeps_names_as_typed():
    assert caption_html("\ufa19\ufa10") == "\ufa19\ufa10"
