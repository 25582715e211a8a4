import re

import pytest
import responses

from instagram.client import Client
from instagram.errors import Call, InstagramError

USER_ID = "17841400000000001"
TOKEN = "IGAA-very-secret-token"

MAKE = {
    Call.CREATE: lambda client: client.create_image(image_url="https://photos.example.jp/a.jpg"),
    Call.STATUS: lambda client: client.container("17889455560051444"),
    Call.PUBLISH: lambda client: client.publish("17889455560051444"),
    Call.READ: lambda client: client.recent_media(),
    Call.COMMENTS: lambda client: client.comment("18000000000000001"),
    Call.REPLY: lambda client: client.reply("18000000000000001", "ありがとうございます"),
    Call.MODERATE: lambda client: client.hide_comment("18000000000000001", hidden=True),
    Call.TOKEN: lambda client: client.refresh(),
}


def make_client(**changes):
    values = {
        "base_url": "https://graph.instagram.com",
        "version": "v26.0",
        "user_id": USER_ID,
        "token": TOKEN,
    }
    return Client(**{**values, **changes})


def error_of(client, call):
    with pytest.raises(InstagramError) as caught:
        MAKE[call](client)
    return caught.value


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def client():
    return make_client()


@pytest.fixture
def meta():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def refused(client, meta):
    """Makes a call that Meta answers with this error, and gives what the client raised."""

    def refused(call, code=None, subcode=None, http_status=400, headers=None, **details):
        numbers = {"code": code, "error_subcode": subcode}
        error = {name: number for name, number in numbers.items() if number is not None}
        meta.upsert(  # in place of the answer before, if there was one
            responses.GET if call in (Call.STATUS, Call.READ, Call.COMMENTS, Call.TOKEN) else responses.POST,
            re.compile("https://graph.instagram.com/.*"),
            json={"error": {"message": "Fatal", "type": "OAuthException", **error, **details}},
            status=http_status,
            headers=headers,
        )
        return error_of(client, call)

    return refused
