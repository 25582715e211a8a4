"""The main job in a real browser, through the whole running system: drafted, approved, published, seen in the feed."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.camera import photo_files
from tests.e2e.office_work import approved, drafted_and_submitted, live_post, published, signed_in

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


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
