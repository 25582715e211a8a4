"""The calls to Instagram, one method each. No retries here: whoever calls knows what may be repeated."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from posts.instagram import verdicts
from posts.instagram.errors import Call
from posts.instagram.results import Account, Container, Media, Quota

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
# Meta fetches the photo from us before it answers.
CREATE_READ_TIMEOUT_S = 60.0
# Giving up early would only turn a slow success into an unknown outcome.
PUBLISH_READ_TIMEOUT_S = 90.0

TIMEOUTS_S: Mapping[Call, tuple[float, float]] = {
    Call.CREATE: (CONNECT_TIMEOUT_S, CREATE_READ_TIMEOUT_S),
    Call.STATUS: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    Call.PUBLISH: (CONNECT_TIMEOUT_S, PUBLISH_READ_TIMEOUT_S),
    Call.READ: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
}

MEDIA_FIELDS = "id,caption,timestamp,media_type,media_product_type,permalink,children{id}"

_TOKEN = re.compile(r"[!-~]+")
_ASCII_URL = re.compile(r"https?://[!-~]+")


class Flavour(StrEnum):
    """Meta's two products; an app uses one of them (overview "Instagram Platform")."""

    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"


class BearerToken(AuthBase):
    """Puts the token into the header, where no log and no exception text of the HTTP library shows it.

    As `auth` of the session it also keeps a .netrc file from replacing it.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Client:
    """One account at one of Meta's two Graph hosts.

    base_url: scheme and host, without the version. version: like "v26.0"; empty asks for the app's default.
    user_id: the professional account's id. app_secret: signs the calls of Facebook Login (`appsecret_proof`).
    timeouts: (connect, read) in seconds for each kind of call.

    Every method raises an `InstagramError` of the class that tells what can be done about it. The constructor
    raises ValueError for a token that no header can carry.
    """

    def __init__(
        self,
        *,
        base_url: str,
        version: str,
        user_id: str,
        token: str,
        flavour: Flavour = Flavour.INSTAGRAM,
        app_secret: str | None = None,
        timeouts: Mapping[Call, tuple[float, float]] = TIMEOUTS_S,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            # The HTTP library would refuse it too, but show it in the exception.
            raise ValueError("the access token is empty or holds characters that no token has")
        self._root = "/".join(part.strip("/") for part in (base_url, version) if part)
        self._user_id = user_id
        self._flavour = flavour
        self._proof = _proof(token, app_secret) if flavour is Flavour.FACEBOOK and app_secret else None
        self._timeouts = timeouts
        self._session = requests.Session()
        self._session.auth = BearerToken(token)
        self._session.mount("https://", HTTPAdapter(max_retries=0))
        self._session.mount("http://", HTTPAdapter(max_retries=0))

    def __repr__(self) -> str:
        return f"<Client of account {self._user_id} at {self._root} ({self._flavour})>"

    def account(self) -> Account:
        """Whom the token speaks for. Guide "Get started" of Instagram Login; reference "IG User"."""
        if self._flavour is Flavour.INSTAGRAM:
            answer = self._get(Call.READ, "me", fields="id,user_id,username")
        else:
            answer = self._get(Call.READ, self._user_id, fields="id,username")
        return Account.from_json(answer)

    def create_image(
        self, *, image_url: str, caption: str | None = None, alt_text: str = "", carousel_item: bool = False
    ) -> str:
        """Creates the container of a photo and returns its id. Reference "IG User Media".

        Meta fetches the photo while we wait. A carousel's photos carry no caption: the carousel does.
        Raises ValueError unless `image_url` is an http(s) address in US-ASCII, the only kind Meta takes.
        """
        if not _ASCII_URL.fullmatch(image_url):
            raise ValueError(f"not an http(s) address in US-ASCII: {image_url!r}")
        form = {"image_url": image_url}
        if caption is not None:
            form["caption"] = caption
        if alt_text:
            form["alt_text"] = alt_text
        if carousel_item:
            form["is_carousel_item"] = "true"
        return self._post(Call.CREATE, f"{self._user_id}/media", form)

    def create_carousel(self, *, children: Sequence[str], caption: str) -> str:
        """Creates the container of a carousel from its photos' containers, in order; returns its id."""
        form = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": caption}
        return self._post(Call.CREATE, f"{self._user_id}/media", form)

    def container(self, container_id: str) -> Container:
        """How far Meta is with a container. Guide "Content Publishing": better not ask every second."""
        return Container.from_json(self._get(Call.STATUS, container_id, fields="status_code,status"))

    def publish(self, creation_id: str) -> str:
        """Makes the container a live post and returns the post's id.

        Not repeatable. Raises OutcomeUnknown for every answer that is neither an id nor a known, definite no.
        """
        return self._post(Call.PUBLISH, f"{self._user_id}/media_publish", {"creation_id": creation_id})

    def publishing_limit(self) -> Quota:
        """How many publications are used and allowed now. Reference "Content Publishing Limit"."""
        path = f"{self._user_id}/content_publishing_limit"
        return Quota.from_json(self._get(Call.READ, path, fields="config,quota_usage"))

    def recent_media(self, limit: int = 25) -> list[Media]:
        """The newest live posts, newest first. Reference "IG User Media"; stories are not among them."""
        answer = self._get(Call.READ, f"{self._user_id}/media", fields=MEDIA_FIELDS, limit=str(limit))
        return [Media.from_json(node) for node in answer.get("data") or [] if node.get("id")]

    def media(self, media_id: str) -> Media:
        """One live post. Fresh ones have been unreadable for days: no publication may depend on it."""
        answer = self._get(Call.READ, media_id, fields=MEDIA_FIELDS)
        return Media.from_json({"id": media_id, **answer})

    def _get(self, call: Call, path: str, **query: str) -> dict[str, Any]:
        return self._send(call, "GET", path, query=query)

    def _post(self, call: Call, path: str, form: Mapping[str, str]) -> str:
        """Both of Meta's writes answer with the id of what they made."""
        made = self._send(call, "POST", path, form=form).get("id")
        if not made:
            raise verdicts.answer_without_id(call)
        return str(made)

    def _send(
        self,
        call: Call,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        # Some of Meta's POST edges ignore the proof in the body.
        proof = {"appsecret_proof": self._proof} if self._proof else {}
        try:
            response = self._session.request(
                method,
                f"{self._root}/{path}",
                params={**(query or {}), **proof},
                data=form,
                timeout=self._timeouts[call],
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            # It carries the request, and so the token.
            raise verdicts.no_answer(call, failure) from None
        body = _json_object(response)
        if response.status_code != HTTPStatus.OK or body is None or "error" in body:
            raise verdicts.refusal(call, response.status_code, response.headers, body or {})
        return body


def _proof(token: str, app_secret: str) -> str:
    """Guide "Secure Graph API Calls": HMAC-SHA256 of the token under the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _json_object(response: requests.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None
