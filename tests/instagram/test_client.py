from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from instagram.client import Flavour
from instagram.errors import AccessLost, Call, OutcomeUnknown, TryAgain
from instagram.results import Account, Container, ContainerStatus, Media, Quota
from tests.instagram.conftest import MAKE, TOKEN, USER_ID, make_client

GRAPH = "https://graph.instagram.com/v26.0"
PHOTO = "https://photos.example.jp/a.jpg"

# printf token | openssl dgst -sha256 -hmac secret
PROOF = "e941110e3d2bfe82621f0e3e1434730d7305d106c5f68c87165d0b27a4611a4a"


def form_of(request):
    return {name: values[0] for name, values in parse_qs(request.body, keep_blank_values=True).items()}


def query_of(request):
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}


def answer_creation(meta):
    meta.post(f"{GRAPH}/{USER_ID}/media", json={"id": "17889455560051444"})


@pytest.mark.parametrize("wrap", [lambda account: account, lambda account: {"data": [account]}])
def test_account_in_both_shapes(client, meta, wrap):
    meta.get(f"{GRAPH}/me", json=wrap({"id": "2", "user_id": USER_ID, "username": "hokkaido_cafe"}))

    assert client.account() == Account("2", USER_ID, "hokkaido_cafe")


def test_account_of_facebook_login_is_asked_by_its_id(meta):
    client = make_client(base_url="https://graph.facebook.com", flavour=Flavour.FACEBOOK)
    meta.get(f"https://graph.facebook.com/v26.0/{USER_ID}", json={"id": USER_ID, "username": "hokkaido_cafe"})

    assert client.account() == Account(USER_ID, USER_ID, "hokkaido_cafe")
    assert query_of(meta.calls[0].request) == {"fields": "id,username"}


def test_create_image_sends_everything_as_a_form(client, meta):
    answer_creation(meta)

    made = client.create_image(image_url=PHOTO, caption="雪まつり #札幌", alt_text="雪像")

    request = meta.calls[0].request
    assert made == "17889455560051444"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form_of(request) == {"image_url": PHOTO, "caption": "雪まつり #札幌", "alt_text": "雪像"}


def test_create_image_of_a_carousel_sends_neither_caption_nor_empty_alt_text(client, meta):
    answer_creation(meta)

    client.create_image(image_url=PHOTO, carousel_item=True)

    assert form_of(meta.calls[0].request) == {"image_url": PHOTO, "is_carousel_item": "true"}


@pytest.mark.parametrize(
    "address",
    [
        "https://例え.jp/a.jpg",
        "https://a.jp/写真.jpg",
        "ftp://a.jp/a.jpg",
        "a.jpg",
        "https://a.jp/a b.jpg",
        "",
    ],
)
def test_create_image_refuses_an_address_that_meta_does_not_take(client, address):
    with pytest.raises(ValueError, match="US-ASCII"):
        client.create_image(image_url=address)


def test_create_carousel_keeps_the_order(client, meta):
    answer_creation(meta)

    assert client.create_carousel(children=["3", "1", "2"], caption="三枚") == "17889455560051444"
    assert form_of(meta.calls[0].request) == {
        "media_type": "CAROUSEL",
        "children": "3,1,2",
        "caption": "三枚",
    }


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status_code": "FINISHED", "status": "Finished: ready."}, Container(ContainerStatus.FINISHED)),
        ({"status_code": "PUBLISHED"}, Container(ContainerStatus.PUBLISHED)),
        ({"status_code": "EXPIRED"}, Container(ContainerStatus.EXPIRED)),
        (
            {"status_code": "ERROR", "status": "Error: Media upload has failed with error code 2207026"},
            Container(ContainerStatus.ERROR, 2207026),
        ),
        ({"status_code": "REVIEWING"}, Container(ContainerStatus.IN_PROGRESS)),
        ({"id": "17889455560051444"}, Container(ContainerStatus.IN_PROGRESS)),
    ],
)
def test_container_status(client, meta, answer, expected):
    meta.get(f"{GRAPH}/17889455560051444", json=answer)

    assert client.container("17889455560051444") == expected


def test_publish_gives_the_media_id(client, meta):
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"id": "17920238422030506"})

    assert client.publish("17889455560051444") == "17920238422030506"
    assert form_of(meta.calls[0].request) == {"creation_id": "17889455560051444"}


@pytest.mark.parametrize("answer", [{}, {"id": ""}, {"id": None}, {"success": True}])
def test_publish_without_an_id_is_unknown(client, meta, answer):
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json=answer)

    with pytest.raises(OutcomeUnknown):
        client.publish("17889455560051444")


def test_publish_with_an_error_behind_http_200_is_judged_by_the_error(client, meta):
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"error": {"code": 190}, "id": "1"})

    with pytest.raises(AccessLost):
        client.publish("17889455560051444")


def test_publish_waits_longer_than_meta_usually_takes(client, meta):
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"id": "1"})

    client.publish("17889455560051444")

    connect_s, read_s = meta.calls[0].request.req_kwargs["timeout"]
    assert connect_s <= 10
    assert read_s >= 60


def test_creation_without_an_id_is_tried_again(client, meta):
    meta.post(f"{GRAPH}/{USER_ID}/media", json={})

    with pytest.raises(TryAgain):
        client.create_image(image_url=PHOTO)


@pytest.mark.parametrize(
    ("answer", "expected", "left"),
    [
        (
            {"data": [{"quota_usage": 2, "config": {"quota_total": 100, "quota_duration": 3600}}]},
            Quota(2, 100, 3600),
            98,
        ),
        ({"data": [{"quota_usage": 51}]}, Quota(51, 50, 86400), 0),
        ({"data": []}, Quota(0, 50, 86400), 50),
    ],
)
def test_publishing_limit(client, meta, answer, expected, left):
    meta.get(f"{GRAPH}/{USER_ID}/content_publishing_limit", json=answer)

    quota = client.publishing_limit()

    assert (quota, quota.left) == (expected, left)


def test_recent_media_tolerates_missing_fields(client, meta):
    whole = {
        "id": "1",
        "caption": "雪まつり",
        "timestamp": "2026-11-22T05:32:52+0000",
        "media_type": "CAROUSEL_ALBUM",
        "permalink": "https://www.instagram.com/p/abc/",
        "children": {"data": [{"id": "11"}, {"id": "12"}]},
    }
    meta.get(f"{GRAPH}/{USER_ID}/media", json={"data": [whole, {"id": "2", "timestamp": "soon"}, {}]})

    assert client.recent_media(limit=7) == [
        Media(
            "1",
            "雪まつり",
            datetime(2026, 11, 22, 5, 32, 52, tzinfo=UTC),
            "CAROUSEL_ALBUM",
            "https://www.instagram.com/p/abc/",
            2,
        ),
        Media("2"),
    ]
    assert query_of(meta.calls[0].request)["limit"] == "7"


def test_recent_media_of_an_empty_account(client, meta):
    meta.get(f"{GRAPH}/{USER_ID}/media", json={"data": []})

    assert client.recent_media() == []


def test_media_gives_one_post(client, meta):
    meta.get(f"{GRAPH}/1", json={"caption": "雪"})

    assert client.media("1") == Media("1", "雪")


@pytest.mark.parametrize("call", [call for call in Call if call is not Call.TOKEN])
def test_token_travels_in_the_header_alone(client, meta, call):
    for method in (responses.GET, responses.POST):
        meta.add(method, f"{GRAPH}/{USER_ID}/media", json={"id": "1"})
    meta.get(f"{GRAPH}/17889455560051444", json={})
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"id": "1"})
    meta.get(f"{GRAPH}/18000000000000001", json={})
    meta.post(f"{GRAPH}/18000000000000001", json={"success": True})
    meta.post(f"{GRAPH}/18000000000000001/replies", json={"id": "1"})
    meta.assert_all_requests_are_fired = False

    MAKE[call](client)

    request = meta.calls[0].request
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in request.url + (request.body or "")


def test_netrc_does_not_replace_the_token(client, meta, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine graph.instagram.com login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    meta.get(f"{GRAPH}/1", json={})

    client.media("1")

    assert meta.calls[0].request.headers["Authorization"] == f"Bearer {TOKEN}"


def test_version_may_be_left_out(meta):
    meta.get("http://127.0.0.1:8001/1", json={})

    make_client(base_url="http://127.0.0.1:8001/", version="").media("1")


def test_appsecret_proof_of_facebook_login_is_in_the_query_of_posts_too(meta):
    client = make_client(flavour=Flavour.FACEBOOK, token="token", app_secret="secret")
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"id": "1"})

    client.publish("2")

    assert query_of(meta.calls[0].request) == {"appsecret_proof": PROOF}
    assert form_of(meta.calls[0].request) == {"creation_id": "2"}


@pytest.mark.parametrize(
    "changes", [{"flavour": Flavour.FACEBOOK}, {"flavour": Flavour.INSTAGRAM, "app_secret": "secret"}]
)
def test_appsecret_proof_is_not_sent_without_secret_or_on_instagram_login(meta, changes):
    meta.post(f"{GRAPH}/{USER_ID}/media_publish", json={"id": "1"})

    make_client(**changes).publish("2")

    assert query_of(meta.calls[0].request) == {}


def test_redirects_are_not_followed(client, meta):
    meta.post(
        f"{GRAPH}/{USER_ID}/media_publish", status=307, headers={"Location": "https://elsewhere.example/"}
    )

    with pytest.raises(OutcomeUnknown):
        client.publish("2")

    assert len(meta.calls) == 1
