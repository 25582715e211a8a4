"""The bell in a browser: opened where one is, renewed without loading the page, and silent once nobody is signed in."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from security.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def notice(person, title):
    Notice.objects.create(person=person, title=title, url="/posts/", how="page")


def come_back(page):
    """The tab is looked at again, which asks at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_bell_opens_grows_and_never_shows_the_sign_in(client, page, live_server, staff):
    notice(staff, "古いもの")
    client.force_login(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/posts/")
    bell = page.locator(".menu--bell")
    bell.locator("summary").click()
    expect(bell.locator(".bell-list__title")).to_have_text(["古いもの"])
    assert page.url.endswith("/posts/")
    notice(staff, "新しいもの")
    come_back(page)
    expect(page.locator("[data-news-told]")).to_contain_text("未確認は2件")
    expect(bell.locator(".badge")).to_contain_text("2")
    expect(bell.locator(".bell-list__title")).to_have_text(["新しいもの", "古いもの"])
    client.logout()
    with page.expect_response("**/news/**"):
        come_back(page)
    expect(page.locator("input[type=password]")).to_have_count(0)
    expect(bell.locator(".bell-list__title")).to_have_count(2)


# What the page asks the browser to show, kept for the test: headless, nothing is seen of it.
KEPT = """
window.shown = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, options) { super(); window.shown.push([title, options.body, options.tag]); }
  close() {}
};
"""


def test_browser_tells_a_number_and_the_title_only_if_that_is_wanted(client, page, live_server, staff):
    """Chosen on お知らせの設定; a screen that several look at shows no subject unasked."""
    client.force_login(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.context.grant_permissions(["notifications"])
    page.add_init_script(KEPT)
    title = "北海道とつながるカフェ Instagram運用"
    for choice, number, told in (
        ("off", 1, []),
        ("count", 2, [[title, "未確認のお知らせが2件あります。", "cafe-notices"]]),
        ("title", 3, [[title, "承認のお願い: 3", "cafe-notices"]]),
    ):
        page.goto(f"{live_server.url}/notices/settings/")
        page.locator(f"[data-browser-notices] input[value={choice}]").check()
        page.goto(f"{live_server.url}/posts/")
        notice(staff, f"承認のお願い: {number}")
        come_back(page)
        expect(page.locator("[data-news-told]")).to_contain_text(f"未確認は{number}件")
        page.wait_for_function("wanted => window.shown.length === wanted", arg=len(told))
        assert page.evaluate("window.shown") == told
