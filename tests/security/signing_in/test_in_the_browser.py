"""What only a browser can tell of signing in: passkeys, the warning before the end, access for everybody."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from security.appointing import actions as people_actions
from security.models import Role, SecondFactor, User
from security.signing_in import actions as signing_in_actions
from tests import factories
from tests.e2e.processes import eventually
from tests.home.test_look import DESK, PHONE, WCAG
from tests.security.signing_in.test_invitations import path_of
from tests.signing_in import PASSWORD, app_code, safeguards, with_password

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.clause("第５第２項"),
]


@pytest.fixture(autouse=True)
def nothing_counted_from_before():
    """Emptying the tables after a test leaves the cache's own as it is."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def chief(db):
    return with_password(factories.person(Role.SECTION_CHIEF, username="kanda", name="神田 太郎"))


@pytest.fixture
def complaints(page):
    """What the browser held against the page, such as the content security policy."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def key_in_the_device(page):
    """A passkey store with a user who is there and whose finger fits."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page, live_server, user):
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする").click()


def sign_out(page, live_server):
    page.goto(f"{live_server.url}/accounts/logout/")
    page.locator("main").get_by_role("button", name="ログアウトする").click()


def test_enrolment_of_an_app_at_first_sign_in(page, live_server, chief, complaints):
    safeguards(second_factor=SecondFactor.APPROVERS)
    sign_in(page, live_server, chief)
    expect(page.get_by_text("はじめに、二要素認証を設定してください")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("二要素認証")
    page.get_by_role("link", name="認証アプリを設定する").click()
    page.get_by_text("読み取れないとき").click()
    page.fill("#id_code", app_code(page.locator("code.secret").inner_text()))
    page.get_by_role("button", name="設定する").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="控えたので、ホームへ進む").click()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("管理サイト")
    assert complaints == []


def test_passkey_is_registered_and_signs_in(page, live_server, chief, complaints):
    safeguards(second_factor=SecondFactor.APPROVERS)
    devices, store = key_in_the_device(page)
    sign_in(page, live_server, chief)
    page.get_by_role("link", name="パスキーを追加する").click()
    page.fill("#id_name", "職場のパソコン")
    page.get_by_role("button", name="この端末で登録する").click()
    expect(page.locator(".codes li")).to_have_count(10)
    kept = devices.send("WebAuthn.getCredentials", {"authenticatorId": store})["credentials"]
    assert len(kept) == 1

    sign_out(page, live_server)
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page).to_have_url(f"{live_server.url}/")

    sign_out(page, live_server)  # and as the second step after the password
    sign_in(page, live_server, chief)
    expect(page.get_by_text("パスワードを確かめました")).to_be_visible()
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page).to_have_url(f"{live_server.url}/")
    assert Authenticator.objects.filter(user=chief, type="webauthn", last_used_at__isnull=False).exists()
    assert complaints == []


def test_passkey_of_nobody_is_refused_with_a_word(page, live_server, chief):
    key_in_the_device(page)
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.get_by_text("パスキーを使えませんでした")).to_be_visible()


def test_passkey_taken_away_is_refused_with_a_word(page, live_server, chief):
    key_in_the_device(page)
    sign_in(page, live_server, chief)
    page.goto(f"{live_server.url}/accounts/2fa/passkeys/add/")
    page.get_by_role("button", name="この端末で登録する").click()
    expect(page.locator(".codes li")).to_have_count(10)
    Authenticator.objects.all().delete()
    sign_out(page, live_server)
    page.get_by_role("button", name="パスキーを使う").click()
    expect(page.get_by_text("パスキーを確認できませんでした")).to_be_visible()


# --- The warning before the end ---------------------------------------------------------------------------------------


def nobody_touched_it_for(minutes):
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))


def look_again(page):
    """As when one comes back to the window, once the page's script listens."""
    page.wait_for_load_state()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("hours_off", [-1, 0, 1])
def test_warning_lets_one_stay_whatever_the_computers_clock_says(
    page, live_server, chief, complaints, hours_off
):
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours_off * 3_600_000};")
    sign_in(page, live_server, chief)
    dialog = page.get_by_role("dialog")
    look_again(page)
    expect(dialog).to_be_hidden()
    nobody_touched_it_for(58)
    look_again(page)
    expect(dialog).to_contain_text("あと2分でログアウトします")
    dialog.get_by_role("button", name="ログインを続ける").click()
    expect(dialog).to_be_hidden()
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)
    assert complaints == []


def test_an_older_answer_never_counts_after_a_newer_one(page, live_server, chief):
    sign_in(page, live_server, chief)
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/accounts/session/", hold_the_first)
    look_again(page)
    # The driver hears of the question while it is asked something.
    eventually(lambda: page.evaluate("true") and held, "the first question")
    nobody_touched_it_for(58)
    look_again(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("あと2分でログアウトします")
    route, an_hour_left = held[0]
    with page.expect_event("requestfinished"):
        route.fulfill(response=an_hour_left)
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(dialog).to_be_visible()


def test_warning_comes_by_itself(page, live_server, chief):
    page.clock.install()
    sign_in(page, live_server, chief)
    page.wait_for_load_state()  # the page's own clock has begun to count
    nobody_touched_it_for(56)
    page.clock.fast_forward("54:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(page.get_by_role("dialog")).to_contain_text("あと4分でログアウトします")


def test_end_is_told_and_the_form_still_goes_out(page, live_server):
    person = with_password(factories.person(Role.PREFECTURE_POSTER, username="hanako"))
    sign_in(page, live_server, person)
    page.goto(f"{live_server.url}/posts/new/")
    page.fill("#id_caption", "神\ufa19威岬の朝。")
    nobody_touched_it_for(61)
    look_again(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("ログインの期限が切れました")
    dialog.get_by_role("button", name="閉じる").click()
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("入力された内容は預かっています")).to_be_visible()
    page.fill("#id_login", person.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    expect(page.locator("#id_caption")).to_have_value("神\ufa19威岬の朝。")


# --- Access for everybody -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_are_accessible_and_never_scroll_sideways(page, live_server, size):
    page.set_viewport_size(size)
    administrator = with_password(factories.person(Role.ADMINISTRATOR, username="admin", name="管理 四郎"))
    newcomer = User(username="newcomer", name="新 人子")
    people_actions.add_person(by=None, person=newcomer)
    link = path_of(signing_in_actions.invite(by=administrator, person=newcomer))
    factories.person(Role.PREFECTURE_POSTER)

    def look_at(address):
        page.goto(live_server.url + address)
        violations = Axe().run(page, options=WCAG).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address

    look_at(link)
    sign_in(page, live_server, administrator)
    for address in [
        "/accounts/2fa/",
        "/accounts/2fa/app/",
        "/accounts/2fa/passkeys/add/",
        "/accounts/sessions/",
        "/security/",
        "/security/people/",
        f"/security/people/{newcomer.pk}/invite/",
        "/accounts/reauthenticate/",
    ]:
        look_at(address)
    nobody_touched_it_for(58)
    look_again(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    violations = Axe().run(page, options=WCAG).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == []
