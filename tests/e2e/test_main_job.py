"""The main job in a real browser, through the whole running system: drafted, approved, published, seen in the feed."""

import os
import shutil
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import photo_files
from tests.e2e.conftest import Machine
from tests.e2e.processes import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

CAPTION = "神\ufa19社と塚\ufa10、𠮷野さん👨‍👩‍👧‍👦の朝。\n二行目です。\n#北海道"


@pytest.fixture
def services():
    """What the machine runs on: SQLite and files, or a fresh database and Redis where the run has them."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"cafe_e2e_{uuid.uuid4().hex}"
    connection = psycopg2.connect(address)
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    yield {
        "DATABASE_URL": urlunsplit(urlsplit(address)._replace(path=f"/{name}")),
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def running(services, new_machine: Machine, demo_data) -> Machine:
    if not services:
        shutil.copytree(demo_data, new_machine.folder / "data")
    new_machine.up(**services)
    eventually(new_machine.is_healthy, lambda: new_machine.ups[0].words())
    return new_machine


def signed_in(browser: Browser, machine: Machine, username: str, width: int = 1280) -> Page:
    page = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 844}).new_page()
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
        photo.locator("[name$=alt_text]").fill(f"朝の風景{place}")
        photo.locator("[name$=relation_confirmed]").check()
        photo.locator("[name$=source]").select_option("own")
        photo.locator("[name$=right_holder]").fill("撮影した職員")
        photo.locator("[name$=evidence_note]").fill("職員が撮影")
        photo.locator("[name$=people][value=none]").check()
    page.locator("[name=topics]").first.check()
    page.click("button[name=submit]")
    page.wait_for_url("**/submit/")
    for box in page.locator("[name=confirmed]").all():
        box.check()
    page.click("main form button[type=submit]")
    expect(page.locator("#now")).to_contain_text("承認待ち")
    return urlsplit(page.url).path.split("/")[2]


def approved(page: Page, address: str) -> None:
    """The approver's part: look, decide, confirm."""
    page.goto(address)
    expect(page.locator("main, #content").first).to_contain_text("二行目です")
    page.click("button[name=verdict][value=approve]")
    page.locator("[name=confirmed][value='1']").wait_for(state="attached")
    page.locator("form:has([name=confirmed]) button[type=submit]").click()
    expect(page.locator(".banner--success")).to_contain_text("承認しました")


def published(page: Page, machine: Machine, pk: str) -> None:
    page.goto(f"{machine.address}/posts/{pk}/publish/")
    page.click("main form button[type=submit]")
    expect(page.locator("#now .chip")).to_have_text("投稿済", timeout=60_000)


def live_post(machine: Machine) -> dict:
    """The newest post as Instagram has it, with this caption."""
    token = {"Authorization": "Bearer sandbox-token"}
    fields = "caption,permalink,children{media_type}"
    answer = requests.get(
        f"{machine.sandbox_address}/me/media", params={"fields": fields}, headers=token, timeout=10
    )
    (mine,) = [media for media in answer.json()["data"] if media["caption"] == CAPTION]
    return mine


@pytest.mark.clause("第４第１項(1)")
def test_prefectures_post_goes_from_a_browser_to_the_feed(running, browser, tmp_path):
    staff = signed_in(browser, running, "staff")
    pk = drafted_and_submitted(staff, running, photo_files(tmp_path))
    staff.goto(f"{running.address}/posts/{pk}/publish/")
    assert urlsplit(staff.url).path == f"/posts/{pk}/"  # not approved yet: sent back with the reason
    expect(staff.locator(".banner--error")).to_contain_text("第４第１項(1)")

    chief = signed_in(browser, running, "chief", width=390)
    approved(chief, f"{running.address}/admin/posts/post/{pk}/")
    published(staff, running, pk)

    live = live_post(running)
    assert len(live["children"]["data"]) == 3
    staff.goto(live["permalink"])
    expect(staff.locator("body")).to_contain_text("二行目です。")
    assert staff.locator("img[alt='朝の風景0']").count() == 1


@pytest.mark.clause("第４第３項(1)")
def test_contractors_post_goes_from_a_browser_to_the_feed(running, browser, tmp_path):
    poster = signed_in(browser, running, "poster")
    pk = drafted_and_submitted(poster, running, photo_files(tmp_path))
    manager = signed_in(browser, running, "manager", width=390)
    approved(manager, f"{running.address}/posts/{pk}/decide/")
    published(poster, running, pk)
    assert live_post(running)["permalink"].startswith(running.sandbox_address)
