"""How much a post asks of who drafts it: three photos of one's own, one link with a standing agreement (第４第１項)."""

import pytest
from playwright.sync_api import expect

from approvals.models import State
from posts.models import Photo, Post
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第４第１項(2)"),
    pytest.mark.clause("第４第１項(3)ウ"),
]
URL = "https://www.example.jp/yuki"


class Hands:
    """Counts what a person does."""

    def __init__(self, page):
        self.page, self.fields, self.presses = page, 0, 0

    def type(self, selector, words):
        self.fields += 1
        self.page.locator(selector).fill(words)

    def press(self, selector):
        self.presses += 1
        self.page.locator(selector).first.click()

    def choose(self, selector, value):
        self.presses += 1
        self.page.locator(selector).select_option(value)


def test_three_photos_of_ones_own_and_one_link(client, page, live_server, staff, tmp_path, figure):
    factories.agreement()
    client.force_login(staff)
    cookies = [
        {"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()
    ]
    page.context.add_cookies(cookies)
    page.goto(f"{live_server.url}/posts/")
    hands = Hands(page)
    hands.press("button[name=start]")
    page.wait_for_url("**/edit/")
    files = []
    for number, color in enumerate(("steelblue", "seagreen", "peru")):
        files.append(tmp_path / f"{number}.jpg")
        files[-1].write_bytes(factories.photo_file(color).getvalue())
    hands.presses += 1  # 写真を選ぶ
    page.set_input_files("#id_uploads", files)
    expect(page.locator("[data-tile]")).to_have_count(len(files))
    hands.type("#id_title", "雪の朝")
    hands.type("#id_caption", f"おはようございます。くわしくは {URL} へ。")
    for photo in Photo.objects.all():
        if not page.locator(f"#id_photo-{photo.pk}-alt_text").is_visible():
            hands.press(f"[data-tile='{photo.pk}'] .strip__open")
        hands.type(f"#id_photo-{photo.pk}-alt_text", "雪の積もった並木道を、人が歩いている。")
    with page.expect_navigation():
        hands.press(".editor__do button:text-is('保存する')")  # the address becomes a link
    hands.press("button[name=all_related]")
    hands.choose("[name=rights-source]", "own")
    hands.press("[name=rights-people][value=none]")
    hands.press("[name=generated][value=no]")
    hands.press("[name=topics]")
    hands.press("[name^=link-][name$=related]")
    hands.press("[name^=link-][name$=decent]")
    hands.press("button[name=submit]")
    page.wait_for_url("**/submit/*")
    before_confirming = hands.presses
    for box in page.locator("[name=confirmed]").all():
        hands.presses += 1
        box.check()
    hands.press("form:has([name=confirmed]) button[type=submit]")
    expect(page.locator("#now")).to_contain_text("承認待ち")
    assert Post.objects.get().state == State.PENDING
    confirming = hands.presses - before_confirming
    told = f"{hands.fields} fields typed, {hands.presses} presses, {confirming} of them on the last page"
    figure("from nothing to asking for approval", told)
    assert hands.fields <= 6
    assert before_confirming <= 13
