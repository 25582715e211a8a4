"""手動投稿 on a tablet, from the press to the record, with a share sheet that stands in for the tablet's own."""

import re

import pytest
from django.urls import reverse

from approvals.models import State
from posts.models import Post
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第４第１項(1)"),
]

CAPTION = "雪の朝の喫茶店です。\n#北海道"
SHARE_SHEET = """
navigator.canShare = (data) => Boolean(data.files && data.files.length);
navigator.share = async (data) => { window.shared = data.files.map((file) => [file.name, file.size]); };
"""


@pytest.fixture
def tablet(client, page, live_server, staff):
    client.force_login(staff)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.set_viewport_size({"width": 820, "height": 1180})
    return page


def test_words_pictures_and_record(tablet, live_server, staff, chief):
    post = factories.approved(staff, chief, caption=CAPTION, photos=2)
    tablet.add_init_script(SHARE_SHEET)
    tablet.goto(live_server.url + post.get_absolute_url())
    tablet.get_by_role("link", name="手動で投稿する").click()
    tablet.get_by_role("button", name="手動で投稿する").click()

    tablet.get_by_role("button", name="本文をコピーする").click()
    tablet.get_by_text("コピーしました。").wait_for()
    assert tablet.evaluate("navigator.clipboard.readText()") == CAPTION

    tablet.get_by_role("button", name="写真2枚を共有する").click()
    tablet.get_by_text("共有のメニューに渡しました。").wait_for()
    names = [name for name, _ in tablet.evaluate("window.shared")]
    assert [re.sub(r".*_", "", name) for name in names] == ["01.jpg", "02.jpg"]

    with tablet.expect_download() as saved:
        tablet.get_by_role("link", name="2枚目を保存").click()
    assert saved.value.suggested_filename.endswith("_02.jpg")

    tablet.get_by_label("投稿のアドレス").fill("https://www.instagram.com/p/Cabc123DEF4/")
    tablet.get_by_label("承認された版と同じことを確かめました").check()
    tablet.get_by_role("button", name="投稿したことを記録する").click()
    tablet.get_by_text("手動で投稿したことを記録しました").wait_for()
    assert Post.objects.get(pk=post.pk).state == State.PUBLISHED


@pytest.mark.parametrize("width", [390, 768, 1024])
def test_nothing_scrolls_sideways(tablet, live_server, staff, chief, width):
    post = factories.approved(staff, chief, caption="あ" * 2000 + "\n#北海道", photos=3)
    tablet.set_viewport_size({"width": width, "height": 1000})
    tablet.goto(live_server.url + reverse("posts:by_hand", args=[post.pk]))
    tablet.get_by_role("button", name="手動で投稿する").click()
    tablet.get_by_role("heading", name="本文をコピーする").wait_for()
    assert tablet.evaluate("document.documentElement.scrollWidth") <= width
