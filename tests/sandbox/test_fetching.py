"""What the sandbox fetches and accepts as an image, at the creation of a container."""

import hashlib
import io

import pytest
from PIL import Image

from tests.sandbox.image_host import picture, running_image_host
from tests.sandbox.running import refusal, running_sandbox

FETCH_FAILED = (400, 9004, 2207052)
FETCH_TOO_SLOW = (400, -2, 2207003)
TOO_LARGE = (400, 36000, 2207004)
WRONG_FORMAT = (400, 36001, 2207083)
WRONG_RATIO = (400, 36003, 2207009)


def create(sandbox, url):
    return sandbox.graph("POST", "me/media", data={"image_url": url})


def test_the_fetched_bytes_are_kept_with_their_hash(sandbox, host):
    data = picture(colour="navy")
    container_id = create(sandbox, host.put("/a.jpg", data)).json()["id"]
    (made,) = sandbox.state()["containers"]
    assert made["id"] == container_id
    assert made["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_crawler_says_its_name(sandbox, host):
    create(sandbox, host.put_picture("/a.jpg"))
    ((path, user_agent),) = host.seen
    assert path == "/a.jpg"
    assert user_agent.startswith("facebookexternalhit/1.1")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"<html></html>", "text/html; charset=utf-8", 200),
        (b"", "image/jpeg", 200),
        (b"gone", "text/plain", 404),
        (b"broken", "text/plain", 503),
    ],
    ids=["page", "empty", "404", "503"],
)
def test_what_is_no_image_answer_is_9004(sandbox, host, body, content_type, status):
    assert refusal(create(sandbox, host.put("/a.jpg", body, content_type, status))) == FETCH_FAILED


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/closed.jpg",
        "http://photos.example.jp/a.jpg",
        "http://169.254.169.254/a.jpg",
        "file:///etc/hostname",
        "http://127.0.0.1:1@photos.example.jp/a.jpg",
        "no address",
        "http://[",
    ],
)
def test_unreachable_and_unlisted_hosts_are_9004(sandbox, url):
    assert refusal(create(sandbox, url)) == FETCH_FAILED


@pytest.fixture
def unlisted_host():
    with running_image_host("127.0.0.2") as running:
        yield running


@pytest.mark.parametrize("disguise", ["{host}/a.jpg", "{host}\\@127.0.0.1/a.jpg", "{host}#@127.0.0.1/a.jpg"])
def test_a_host_that_is_not_listed_is_never_called(sandbox, unlisted_host, disguise):
    unlisted_host.put_picture("/a.jpg")
    assert refusal(create(sandbox, disguise.format(host=unlisted_host.base_url))) == FETCH_FAILED
    assert unlisted_host.seen == []


def test_a_host_listed_in_the_environment_is_called(unlisted_host, tmp_path):
    url = unlisted_host.put_picture()
    with running_sandbox(tmp_path, SANDBOX_ALLOWED_HOSTS="media.example.jp, 127.0.0.2") as sandbox:
        assert create(sandbox, url).status_code == 200


def test_an_address_that_is_not_ascii_is_9004_and_never_called(sandbox, host):
    assert refusal(create(sandbox, host.base_url + "/写真.jpg")) == FETCH_FAILED
    assert host.seen == []


@pytest.mark.parametrize("first_bytes", [b"", b"\xff\xd8"], ids=["no byte", "some bytes"])
def test_a_host_that_keeps_one_waiting_is_2207003(sandbox, host, first_bytes):
    sandbox.set(fetch_timeout_seconds=0.2)
    assert refusal(create(sandbox, host.put_stuck("/slow.jpg", first_bytes))) == FETCH_TOO_SLOW


def test_a_robots_txt_that_keeps_one_waiting_is_2207003(sandbox, host):
    sandbox.set(fetch_timeout_seconds=0.2, obey_robots=True)
    host.put_stuck("/robots.txt", b"User-agent: *")
    assert refusal(create(sandbox, host.put_picture())) == FETCH_TOO_SLOW


def test_redirects_are_followed_only_if_switched_on(sandbox, host):
    host.put_picture("/a.jpg")
    moved = host.put("/moved.jpg", b"", status=302, Location="/a.jpg")
    assert refusal(create(sandbox, moved)) == FETCH_FAILED
    sandbox.set(follow_redirects=True)
    assert create(sandbox, moved).status_code == 200


@pytest.mark.parametrize("target", ["http://photos.example.jp/a.jpg", "/circle.jpg"])
def test_a_redirect_leads_neither_to_unlisted_hosts_nor_in_circles(sandbox, host, target):
    sandbox.set(follow_redirects=True)
    assert refusal(create(sandbox, host.put("/circle.jpg", b"", status=302, Location=target))) == FETCH_FAILED


def test_robots_txt_is_obeyed_unless_switched_off(sandbox, host):
    url = host.put_picture("/photos/a.jpg")
    host.put("/robots.txt", b"User-agent: facebookexternalhit\nDisallow: /photos/\n", "text/plain")
    sandbox.set(obey_robots=True)
    assert refusal(create(sandbox, url)) == FETCH_FAILED
    assert [path for path, _ in host.seen] == ["/robots.txt"]
    sandbox.set(obey_robots=False)
    assert create(sandbox, url).status_code == 200


def test_robots_txt_that_allows_or_is_missing_does_not_hinder(sandbox, host):
    sandbox.set(obey_robots=True)
    url = host.put_picture("/photos/a.jpg")
    assert create(sandbox, url).status_code == 200
    host.put("/robots.txt", b"User-agent: *\nDisallow: /private/\n", "text/plain")
    assert create(sandbox, url).status_code == 200


def test_more_than_8_mib_is_refused(sandbox, host):
    limit = 8 * 1024 * 1024
    data = picture(320, 320)
    padded = data + b"\0" * (limit - len(data))
    assert create(sandbox, host.put("/full.jpg", padded)).status_code == 200
    assert refusal(create(sandbox, host.put("/over.jpg", padded + b"\0"))) == TOO_LARGE


def mpo():
    output = io.BytesIO()
    first, second = Image.new("RGB", (400, 400), "red"), Image.new("RGB", (400, 400), "blue")
    first.save(output, "MPO", save_all=True, append_images=[second])
    return output.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        picture(form="PNG"),
        picture(form="WEBP"),
        picture(form="GIF"),
        mpo(),
        b"\xff\xd8 no more",
        picture()[:900],
    ],
    ids=["png", "webp", "gif", "mpo", "not an image", "torn"],
)
def test_only_whole_jpegs_are_accepted(sandbox, host, data):
    assert refusal(create(sandbox, host.put("/a.jpg", data))) == WRONG_FORMAT


def test_png_is_accepted_if_switched_on(sandbox, host):
    sandbox.set(accept_png=True)
    assert create(sandbox, host.put("/a.png", picture(form="PNG"))).status_code == 200


@pytest.mark.parametrize(
    ("width", "height", "accepted"),
    [
        (1080, 1350, True),
        (1080, 1365, True),
        (1080, 1440, True),
        (1080, 1460, False),
        (1080, 1080, True),
        (1910, 1000, True),
        (2000, 1000, False),
        (100, 100, True),
    ],
)
def test_the_ratio_lies_between_3_4_and_191(sandbox, host, width, height, accepted):
    answer = create(sandbox, host.put_picture("/a.jpg", width, height))
    assert (answer.status_code == 200) if accepted else (refusal(answer) == WRONG_RATIO)


def test_the_ratio_ends_at_4_5_if_switched_on(sandbox, host):
    sandbox.set(min_ratio=0.8)
    assert create(sandbox, host.put_picture("/a.jpg", 1080, 1365)).status_code == 200
    assert refusal(create(sandbox, host.put_picture("/a.jpg", 1080, 1440))) == WRONG_RATIO


def test_the_ratio_is_judged_as_a_person_sees_the_photo(sandbox, host):
    turned = Image.Exif()
    turned[0x0112] = 6
    # 16:10 lying on its side is 10:16 upright, which is too tall.
    url = host.put("/a.jpg", picture(1600, 1000, exif=turned))
    assert refusal(create(sandbox, url)) == WRONG_RATIO
