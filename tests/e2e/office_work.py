"""What people do in the browser on their way from a draft to a live post, for the tests of the whole system."""

from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Machine
from tests.patience import PATIENCE_S

CAPTION = "神\ufa19社と塚\ufa10、𠮷野さん👨‍👩‍👧‍👦の朝。\n二行目です。\n#北海道"


def new_page(browser: Browser, **options) -> Page:
    """As of a person who has the patience of a slow machine."""
    context = browser.new_context(locale="ja-JP", **options)
    context.set_default_timeout(1000 * PATIENCE_S)
    return context.new_page()


def signed_in(browser: Browser, machine: Machine, username: str, width: int = 1280) -> Page:
    page = new_page(browser, viewport={"width": width, "height": 844})
    page.goto(f"{machine.address}/accounts/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", "hokkaido-cafe")
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_be_visible()
    return page


def drafted_and_submitted(page: Page, machine: Machine, files) -> str:
    """The poster's part; returns the post's number."""
    page.goto(f"{machine.address}/posts/new/")
    page.fill("#id_title", "朝の散歩")
    page.fill("#id_caption", CAPTION)
    page.set_input_files("#id_uploads", files)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/edit/")
    photos = page.locator("[id^=photo-][tabindex]")
    expect(photos).to_have_count(3)
    for place, photo in enumerate(photos.all()):
        page.locator("[data-tile] a").nth(place).click()
        photo.locator("[name$=alt_text]").fill(f"朝の風景{place}")
    page.click("button[name=all_related]")
    page.select_option("[name=rights-source]", "own")
    page.fill("[name=rights-right_holder]", "北海道")
    page.fill("[name=rights-evidence_note]", "職員が撮影")
    page.locator("[name=rights-people][value=none]").check()
    page.locator("[name=generated][value=no]").check()
    page.locator("[name=topics]").first.check()
    page.click("button[name=submit]")
    page.wait_for_url("**/submit/*")
    for box in page.locator("[name=confirmed]").all():
        box.check()
    page.click("main form button[type=submit]")
    expect(page.locator("#now")).to_contain_text("承認待ち")
    return urlsplit(page.url).path.split("/")[2]


def approved(page: Page, address: str, *, shows: str = "二行目です") -> None:
    """The approver's part: look, decide, confirm."""
    page.goto(address)
    expect(page.locator("main, #content").first).to_contain_text(shows)
    page.click("button[name=verdict][value=approve]")
    page.locator("[name=confirmed][value='1']").wait_for(state="attached")
    page.locator("form:has([name=confirmed]) button[type=submit]").click()
    expect(page.locator(".banner--success")).to_contain_text("承認しました")


def published(page: Page, machine: Machine, pk: str) -> None:
    page.goto(f"{machine.address}/posts/{pk}/publish/")
    page.click("main form button[type=submit]")
    expect(page.locator("#now .chip")).to_have_text("投稿済", timeout=1000 * PATIENCE_S)


def live_post(machine: Machine) -> dict:
    """The newest post as Instagram has it, with this caption."""
    token = {"Authorization": "Bearer sandbox-token"}
    fields = "caption,permalink,children{media_type}"
    answer = requests.get(
        f"{machine.sandbox_address}/me/media", params={"fields": fields}, headers=token, timeout=PATIENCE_S
    )
    (mine,) = [media for media in answer.json()["data"] if media["caption"] == CAPTION]
    return mine
