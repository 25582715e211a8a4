"""The calls to Instagram, one method each. No retries here: whoever calls knows what may be repeated."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from instagram import asked, verdicts
from instagram.errors import Call, ContentRefused, ListTooLong
from instagram.results import (
    Account,
    CommentPage,
    Container,
    Grant,
    Media,
    MediaPage,
    Page,
    Profile,
    Quota,
    RemoteComment,
    TokenState,
    page_after,
)
from instagram.timeouts import TIMEOUTS_S

# Graph API, "Handle Errors": an invalid parameter, an unknown or forbidden field among them.
FIELD_REFUSED = 100
PAGES_MAX = 40  # of the account's posts: a thousand

_TOKEN = re.compile(r"[!-~]+")
_ASCII_URL = re.compile(r"https?://[!-~]+")


class Flavour(StrEnum):
    """Meta's two products; an app uses one of them (overview "Instagram Platform")."""

    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"


class MalformedToken(ValueError):
    """No header can carry it, so it is none of Meta's. Does not show it."""


@dataclass(frozen=True)
class App:
    """Our app at Meta. Both are empty where they are not needed."""

    id: str
    secret: str = field(repr=False)


class BearerToken(AuthBase):
    """Puts the token into the header, where no log and no exception text of the HTTP library shows it.

    As `auth` of the session it also keeps a .netrc file from replacing it.
    """

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Client:
    """One account at one of Meta's two Graph hosts.

    base_url: scheme and host, without the version. version: like "v26.0"; empty asks for the app's default.
    user_id: the professional account's id. app_id, app_secret: of our app at Meta; both exchange tokens, the secret
    signs the calls of Facebook Login (`appsecret_proof`). timeouts: (connect, read) in seconds for each kind of call.

    Every method raises an `InstagramError` of the class that tells what can be done about it. The constructor
    raises MalformedToken for a token that no header can carry.
    """

    def __init__(
        self,
        *,
        base_url: str,
        version: str,
        user_id: str,
        token: str,
        flavour: Flavour = Flavour.INSTAGRAM,
        app_id: str = "",
        app_secret: str | None = None,
        timeouts: Mapping[Call, tuple[float, float]] = TIMEOUTS_S,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            # The HTTP library would refuse it too, but show it in the exception.
            raise MalformedToken("the access token is empty or holds characters that no token has")
        self._host = base_url.strip("/")
        self._root = "/".join(part.strip("/") for part in (base_url, version) if part)
        self._user_id = user_id
        self._flavour = flavour
        self._proof = _proof(token, app_secret) if flavour is Flavour.FACEBOOK and app_secret else None
        self._timeouts = timeouts
        self._app = App(app_id, app_secret or "")
        self._bearer = BearerToken(token)
        # The share of what Meta allows that is used up, in per cent, as its last answer told.
        self.usage_percent = 0
        self._session = requests.Session()
        self._session.auth = self._bearer
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

    def profile(self) -> Profile:
        """What everybody reads of the account, as far as Instagram tells it."""
        path = "me" if self._flavour is Flavour.INSTAGRAM else self._user_id
        try:
            answer = self._get(Call.READ, path, fields=asked.PROFILE_FIELD_SETS[0])
        except ContentRefused as error:
            if error.code != FIELD_REFUSED:
                raise
            answer = self._get(Call.READ, path, fields=asked.PROFILE_FIELD_SETS[1])
            return Profile.from_json(answer, is_whole=False)
        return Profile.from_json(answer)

    def create_image(
        self,
        *,
        image_url: str,
        caption: str | None = None,
        alt_text: str = "",
        carousel_item: bool = False,
        ai_generated: bool = False,
    ) -> str:
        """Creates the container of a photo and returns its id. Reference "IG User Media".

        Meta fetches the photo while we wait. A carousel's photos carry no caption and no AI label: the carousel does.
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
        if ai_generated:
            form["is_ai_generated"] = "true"
        return self._post(Call.CREATE, f"{self._user_id}/media", form)

    def create_carousel(self, *, children: Sequence[str], caption: str, ai_generated: bool = False) -> str:
        """Creates the container of a carousel from its photos' containers, in order; returns its id."""
        form = {"media_type": "CAROUSEL", "children": ",".join(children), "caption": caption}
        form |= {"is_ai_generated": "true"} if ai_generated else {}
        return self._post(Call.CREATE, f"{self._user_id}/media", form)

    def container(self, container_id: str) -> Container:
        """How far Meta is with a container. Guide "Content Publishing": better not ask every second."""
        return Container.from_json(self._get(Call.STATUS, container_id, fields="status_code,status"))

    def publish(self, creation_id: str) -> str:
        """Makes the container a live post and returns the post's id.

        Not repeatable. Raises OutcomeUnknown for every answer that is neither an id nor a known, definite no.
        """
        return self._post(Call.PUBLISH, f"{self._user_id}/media_publish", {"creation_id": creation_id})

    def publishing_limit(self, user_id: str = "") -> Quota:
        """How many publications are used and allowed now. Reference "Content Publishing Limit".

        user_id: as `account` has just told it, where the client was made with `me`.
        """
        path = f"{user_id or self._user_id}/content_publishing_limit"
        return Quota.from_json(self._get(Call.READ, path, fields="config,quota_usage"))

    def recent_media(self, *, since: datetime | None = None, limit: int = 25) -> list[Media]:
        """The newest live posts, newest first: one page, or all `since` a moment. Stories are not among them.

        Reference "IG User Media". Raises ListTooLong where the moment is not reached within PAGES_MAX pages.
        """
        found: list[Media] = []
        query = {"fields": asked.MEDIA_FIELDS, "limit": str(limit)}
        for _ in range(PAGES_MAX):
            answer = self._get(Call.READ, f"{self._user_id}/media", **query)
            page = [Media.from_json(node) for node in answer.get("data") or [] if node.get("id")]
            found += page
            after = page_after(answer)
            told = [media.timestamp for media in page if media.timestamp]
            if since is None or not page or not after or (told and min(told) < since):
                return found
            query["after"] = after
        raise ListTooLong(f"media: {since} is not reached within {PAGES_MAX} pages")

    def media(self, media_id: str) -> Media:
        """One live post. Fresh ones have been unreadable for days: no publication may depend on it."""
        answer = self._get(Call.READ, media_id, fields=asked.MEDIA_FIELDS)
        return Media.from_json({"id": media_id, **answer})

    def compared_media(self, media_id: str) -> Media:
        """As `media`, with the kinds and descriptions of a carousel's pictures where Instagram tells them."""
        try:
            answer = self._get(Call.READ, media_id, fields=asked.COMPARED_FIELDS)
        except ContentRefused as error:
            if error.code != FIELD_REFUSED:
                raise
            return self.media(media_id)
        return Media.from_json({"id": media_id, **answer})

    def picture_address(self, media_id: str) -> str:
        """Where a post's picture lies, of a film the still and of several the first; empty if Instagram does not tell."""
        answer = self._get(Call.READ, media_id, fields="media_type,media_url,thumbnail_url")
        is_film = answer.get("media_type") == "VIDEO"
        return str((answer.get("thumbnail_url") if is_film else answer.get("media_url")) or "")

    def media_page(self, *, after: str = "", limit: int = 50) -> MediaPage:
        """The account's posts with their counts of comments, newest first: one call for up to 50 of them."""
        query = {"fields": asked.COUNTED_MEDIA_FIELDS, "limit": str(limit)} | (
            {"after": after} if after else {}
        )
        return MediaPage.from_json(self._get(Call.COMMENTS, f"{self._user_id}/media", **query))

    def comments(self, media_id: str, *, after: str = "") -> CommentPage:
        """Up to 50 comments of a post with their replies, newest first. Reference "IG Media Comments"."""
        return self._comments(f"{media_id}/comments", after)

    def replies(self, comment_id: str, *, after: str = "") -> CommentPage:
        """What answers a comment. Reference "IG Comment Replies"."""
        return self._comments(f"{comment_id}/replies", after, parent_id=comment_id)

    def comment(self, comment_id: str) -> RemoteComment:
        """One comment. Reference "IG Comment"."""
        answer = self._get(Call.COMMENTS, comment_id, fields=asked.COMMENT_FIELDS)
        return RemoteComment.from_json({"id": comment_id, **answer})

    def reply(self, comment_id: str, message: str) -> str:
        """Answers a top-level comment and returns the answer's id. Never with `fields`: see fault F8.

        Not repeatable. Raises OutcomeUnknown for every answer that is neither an id nor a known, definite no.
        """
        return self._post(Call.REPLY, f"{comment_id}/replies", {"message": message})

    def hide_comment(self, comment_id: str, *, hidden: bool) -> None:
        """Hides a comment from everybody but its author, or shows it again. Documented in the query."""
        query = {"hide": "true" if hidden else "false"}
        self._send(Call.MODERATE, "POST", f"{self._root}/{comment_id}", query=query)

    def delete_comment(self, comment_id: str) -> None:
        self._send(Call.MODERATE, "DELETE", f"{self._root}/{comment_id}")

    def subscribe(self, fields: str = asked.COMMENTS_FIELD) -> None:
        """Asks for notifications about the account. Guide "Webhooks"."""
        self._send(
            Call.MODERATE,
            "POST",
            f"{self._root}/{self._user_id}/subscribed_apps",
            query={"subscribed_fields": fields},
        )

    def subscriptions(self) -> tuple[str, ...]:
        """The fields about which our app is notified."""
        answer = self._get(Call.COMMENTS, f"{self._user_id}/subscribed_apps")
        return tuple(
            str(field) for app in answer.get("data") or [] for field in app.get("subscribed_fields") or []
        )

    def _comments(self, path: str, after: str, parent_id: str = "") -> CommentPage:
        """`parent_id` is what Instagram may not tell of replies, though it was asked by it."""
        query = {"limit": "50"} | ({"after": after} if after else {})
        for fields in asked.COMMENT_FIELD_SETS[:-1]:
            try:
                answer = self._get(Call.COMMENTS, path, fields=fields, **query)
            except ContentRefused as error:
                if error.code != FIELD_REFUSED:
                    raise
            else:
                return CommentPage.from_json(answer, parent_id=parent_id)
        answer = self._get(Call.COMMENTS, path, fields=asked.COMMENT_FIELD_SETS[-1], **query)
        return CommentPage.from_json(answer, parent_id=parent_id)

    def refresh(self) -> Grant:
        """Prolongs the token by 60 days; the answer's token replaces it. Reference "Refresh Access Token".

        Instagram Login only. The token must be at least 24 hours old and not expired.
        """
        return self._ask_for_token(
            f"{self._host}/refresh_access_token",
            grant_type="ig_refresh_token",
            access_token=self._bearer.token,
        )

    def exchange(self) -> Grant:
        """A long-lived token for this one. Reference "Access Token"; guide "Get Long-Lived Tokens"."""
        if self._flavour is Flavour.INSTAGRAM:
            return self._ask_for_token(
                f"{self._host}/access_token",
                grant_type="ig_exchange_token",
                client_secret=self._app.secret,
                access_token=self._bearer.token,
            )
        return self._ask_for_token(
            f"{self._root}/oauth/access_token",
            grant_type="fb_exchange_token",
            client_id=self._app.id,
            client_secret=self._app.secret,
            fb_exchange_token=self._bearer.token,
        )

    def pages(self) -> list[Page]:
        """The pages of the user whose token this is, with a token for each. Facebook Login only."""
        fields = "id,name,access_token,instagram_business_account"
        answer = self._get(Call.TOKEN, "me/accounts", fields=fields)
        return [Page.from_json(node) for node in answer.get("data") or []]

    def token_state(self) -> TokenState:
        """How long the token holds, and what for. Facebook Login only; reference "Debug Token"."""
        return TokenState.from_json(self._get(Call.TOKEN, "debug_token", input_token=self._bearer.token))

    def _ask_for_token(self, address: str, **query: str) -> Grant:
        # Documented with the secrets in the query; settings.LOGGING keeps queries out of the log.
        answer = self._send(Call.TOKEN, "GET", address, query=query)
        if not answer.get("access_token"):
            raise verdicts.answer_without_id(Call.TOKEN)
        return Grant.from_json(answer)

    def _get(self, call: Call, path: str, **query: str) -> dict[str, Any]:
        return self._send(call, "GET", f"{self._root}/{path}", query=query)

    def _post(self, call: Call, path: str, form: Mapping[str, str]) -> str:
        """Both of Meta's writes answer with the id of what they made."""
        made = self._send(call, "POST", f"{self._root}/{path}", form=form).get("id")
        if not made:
            raise verdicts.answer_without_id(call)
        return str(made)

    def _send(
        self,
        call: Call,
        method: str,
        address: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        # Some of Meta's POST edges ignore the proof in the body.
        proof = {"appsecret_proof": self._proof} if self._proof else {}
        try:
            response = self._session.request(
                method,
                address,
                params={**(query or {}), **proof},
                data=form,
                timeout=self._timeouts[call],
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            # It carries the request, and so the token.
            raise verdicts.no_answer(call, failure) from None
        self.usage_percent = verdicts.usage_percent(response.headers)
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
