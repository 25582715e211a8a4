"""Comments through the whole running system: a citizen asks, the office answers; notifications as they come (第６第２項)."""

import hashlib
import hmac
import json
import socket
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.camera import photo_files
from tests.e2e.conftest import Machine
from tests.e2e.office_work import approved, drafted_and_submitted, live_post, new_page, published, signed_in
from tests.e2e.processes import eventually
from tests.patience import PATIENCE_S
from tests.sandbox.running import USER_ID

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.clause("第６第２項")]

QUESTION = "神\ufa19社のそばに駐車場はありますか?👨‍👩‍👧"
ANSWER = "はい、無料の駐車場がございます。"
SECRET = b"sandbox-app-secret"


def listed(page: Page, machine: Machine, words: str) -> int:
    """How many comments the list finds with these words."""
    page.goto(f"{machine.address}/comments/?q={words}")
    return page.locator(".comment-list > li").count()


def asked_on_instagram(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("[name=username]", "kita_no_tabi")
    page.fill("textarea[name=text]", QUESTION)
    page.click("form button:has-text('コメントする')")
    expect(page.locator("#comments")).to_contain_text(QUESTION)


def proposed(page: Page) -> str:
    """From the list to the request for approval; gives the reply's number."""
    page.locator(".comment-list > li a.button").first.click()
    expect(page.locator("main")).to_contain_text("定期の読み取り")
    page.click("text=返信を起案する")
    page.fill("#id_text", ANSWER)
    page.click("button[name=submit]")
    page.wait_for_url("**/submit/")
    for box in page.locator("[name=confirmed]").all():
        box.check()
    page.click("main form button[type=submit]")
    expect(page.locator("#now")).to_contain_text("承認待ち")
    return urlsplit(page.url).path.split("/")[3]


def comments_of(machine: Machine) -> list[dict]:
    state = requests.get(f"{machine.sandbox_address}/_sandbox/state", timeout=PATIENCE_S).json()
    return state["comments"]


def test_citizens_question_is_answered_under_the_post(running: Machine, browser: Browser, tmp_path):
    # Nobody notifies us: whatever is seen has been read.
    switch = {"webhooks": False}
    requests.post(
        f"{running.sandbox_address}/_sandbox/settings", json=switch, timeout=PATIENCE_S
    ).raise_for_status()
    poster, manager = signed_in(browser, running, "poster"), signed_in(browser, running, "manager", width=390)
    pk = drafted_and_submitted(poster, running, photo_files(tmp_path))
    approved(manager, f"{running.address}/posts/{pk}/decide/")
    published(poster, running, pk)
    citizen = new_page(browser)
    asked_on_instagram(citizen, live_post(running)["permalink"])

    eventually(lambda: listed(poster, running, "駐車場"), "the question in the list")
    assert listed(poster, running, "駐車場") == 1
    reply = proposed(poster)
    assert not [one for one in comments_of(running) if one["text"] == ANSWER]  # not before it is approved
    approved(manager, f"{running.address}/comments/replies/{reply}/decide/", shows=QUESTION)
    poster.goto(f"{running.address}/comments/replies/{reply}/")
    expect(poster.locator("#now .chip")).to_have_text("返信済", timeout=1000 * PATIENCE_S)

    question, *answers = [one for one in comments_of(running) if one["text"] in (QUESTION, ANSWER)]
    assert [(one["text"], one["username"], one["parent_id"]) for one in answers] == [
        (ANSWER, "hokkaido_cafe", question["id"])
    ]
    citizen.reload()
    expect(citizen.locator("#comments")).to_contain_text(ANSWER)


# --- Notifications on a real connection --------------------------------------------------------------------------------


def notification(number: str, text: str) -> bytes:
    value = {"id": number, "text": text, "media": {"id": "17900000000009999"}}
    entry = {"id": USER_ID, "time": 1795000000, "changes": [{"field": "comments", "value": value}]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


def sent(machine: Machine, body: bytes, *, of: bytes) -> bytes:
    """The status line that comes for `body`, announced and signed as `of`; then the connection ends."""
    signature = hmac.new(SECRET, of, hashlib.sha256).hexdigest()
    place = urlsplit(machine.address)
    head = (
        f"POST /webhooks/instagram/ HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(of)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE_S) as connection:
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        return connection.makefile("rb").readline().strip()


def test_notification_cut_half_way_and_repeated_whole_is_one_comment(running: Machine, browser: Browser):
    whole = notification("17950000000000001", "途中で切れた通知")
    half = whole[: len(whole) // 2]
    assert sent(running, half, of=whole) == b"HTTP/1.1 403 Forbidden"
    assert sent(running, half, of=half) == b"HTTP/1.1 200 OK"  # put aside: what it says cannot be read
    for _ in range(2):
        assert sent(running, whole, of=whole) == b"HTTP/1.1 200 OK"
    other_bytes = whole.replace(b'"time": 1795000000', b'"time": 1795000001')
    assert sent(running, other_bytes, of=other_bytes) == b"HTTP/1.1 200 OK"
    last = notification("17950000000000002", "最後の通知")
    assert sent(running, last, of=last) == b"HTTP/1.1 200 OK"

    staff = signed_in(browser, running, "staff")
    eventually(lambda: listed(staff, running, "最後の通知"), "the last notification in the list")
    assert listed(staff, running, "途中で切れた通知") == 1
