"""What a person sees."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from PIL import Image, ImageCms

from tests.patience import PATIENCE_S
from tests.sandbox.image_host import picture
from tests.sandbox.running import publish


def page(sandbox, path="/"):
    answer = requests.get(sandbox.base_url + path, timeout=PATIENCE_S)
    return answer.text


def post_page(sandbox, media_id):
    permalink = sandbox.graph("GET", media_id, params={"fields": "permalink"}).json()["permalink"]
    return requests.get(permalink, timeout=PATIENCE_S).text


def shown_picture(sandbox, media_id):
    media_url = sandbox.graph("GET", media_id, params={"fields": "media_url"}).json()["media_url"]
    answer = requests.get(media_url, timeout=PATIENCE_S)
    assert answer.headers["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("path", ["/", "/feed/", "/p/unknown/"])
def test_every_page_says_that_it_is_for_practice(sandbox, path):
    assert "これは練習用のサンドボックスです。本物の Instagram ではありません。" in page(sandbox, path)


@pytest.mark.parametrize("path", ["/", "/feed/"])
def test_an_empty_account_says_so(sandbox, path):
    shown = page(sandbox, path)
    assert "北海道とつながるカフェ" in shown
    assert "まだ投稿はありません" in shown


def test_an_unknown_post_is_404(sandbox):
    assert requests.get(f"{sandbox.base_url}/p/unknown/", timeout=PATIENCE_S).status_code == 404


def test_the_caption_keeps_lines_and_marks_tags_but_links_nothing(sandbox, post):
    shown = post_page(sandbox, post("一行目\n\n<b>三行目</b> #北海道 @hokkaido https://example.jp/a"))
    assert "一行目\n\n&lt;b&gt;三行目&lt;/b&gt;" in shown
    assert '<span class="tag">#北海道</span>' in shown
    assert '<span class="tag">@hokkaido</span>' in shown
    assert "https://example.jp/a" in shown
    assert "example.jp" not in "".join(re.findall(r"<a [^>]*>", shown))


def test_the_time_is_japans(sandbox, post):
    media_id = post()
    timestamp = sandbox.graph("GET", media_id, params={"fields": "timestamp"}).json()["timestamp"]
    moment = datetime.fromisoformat(timestamp).astimezone(UTC) + timedelta(hours=9)
    expected = f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    assert expected in post_page(sandbox, media_id)


def test_a_carousel_shows_every_image_with_its_alt_text(sandbox, carousel):
    parent, _ = carousel(count=3)
    shown = post_page(sandbox, publish(sandbox, parent).json()["id"])
    assert re.findall(r'alt="(写真\d)"', shown) == ["写真1", "写真2", "写真3"]


def test_closed_comments_are_said(sandbox, post):
    media_id = post()
    assert "コメントはオフ" not in post_page(sandbox, media_id)
    sandbox.graph("POST", media_id, params={"comment_enabled": "false"})
    assert "コメントはオフ" in post_page(sandbox, media_id)


def test_the_picture_shown_is_that_of_the_fetched_bytes_at_most_1440_wide(sandbox, host):
    url = host.put("/a.jpg", picture(2000, 1600, "crimson"))
    container_id = sandbox.graph("POST", "me/media", data={"image_url": url}).json()["id"]
    shown = shown_picture(sandbox, publish(sandbox, container_id).json()["id"])
    assert shown.size == (1440, 1152)
    red, green, blue = shown.getpixel((700, 500))
    assert red > 200
    assert green < 40
    assert blue < 80


def test_carousel_pictures_are_cropped_to_the_first(sandbox, host):
    children = []
    for path, size in (("/a.jpg", (1080, 1350)), ("/b.jpg", (1600, 1000))):
        body = {"image_url": host.put_picture(path, *size), "is_carousel_item": "true"}
        children.append(sandbox.graph("POST", "me/media", data=body).json()["id"])
    parent = sandbox.graph("POST", "me/media", json={"media_type": "CAROUSEL", "children": children}).json()[
        "id"
    ]
    media_id = publish(sandbox, parent).json()["id"]
    items = sandbox.graph("GET", f"{media_id}/children").json()["data"]
    assert [shown_picture(sandbox, item["id"]).size for item in items] == [(1080, 1350), (800, 1000)]


def test_pictures_are_shown_upright_and_without_metadata(sandbox, host):
    turned = Image.Exif()
    turned[0x0112] = 6
    turned[0x010F] = "Camera"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    url = host.put("/a.jpg", picture(1350, 1080, exif=turned, icc_profile=profile))
    container_id = sandbox.graph("POST", "me/media", data={"image_url": url}).json()["id"]
    shown = shown_picture(sandbox, publish(sandbox, container_id).json()["id"])
    assert shown.size == (1080, 1350)
    assert dict(shown.getexif()) == {}


def test_older_posts_are_a_link_away(sandbox, post):
    for number in range(25):
        post(f"{number}番目の投稿")
    shown = page(sandbox, "/feed/")
    assert "24番目の投稿" in shown
    assert ">0番目の投稿" not in shown
    older = re.search(r'href="(\?after=\d+)"', shown)[1]
    assert "0番目の投稿" in page(sandbox, f"/feed/{older}")
