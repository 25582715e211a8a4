"""Fetching an image as Instagram does: under its crawler's name, at creation, picky about hosts.

Source: Meta, reference "IG User Media" (`image_url` is fetched at creation, ASCII only) and its crawler page
(robots.txt). Unlike Instagram, only listed hosts are reached, since anybody who reaches the sandbox names the
address.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests

from sandbox.errors import FETCH_FAILED, FETCH_TOO_SLOW, IMAGE_TOO_LARGE

CRAWLER = "facebookexternalhit"
USER_AGENT = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HOPS_MAX = 5
BYTES_MAX = 8 * 1024 * 1024
ROBOTS_BYTES_MAX = 512 * 1024
CHUNK = 64 * 1024  # bytes


@dataclass(frozen=True)
class Fetcher:
    """Fetches one image. The host has `timeout_seconds`, robots.txt and redirects included."""

    allowed_hosts: frozenset[str]
    follow_redirects: bool
    obey_robots: bool
    timeout_seconds: float

    def fetch(self, url: str, into: Path) -> None:
        """Write what is behind the URL into the file. Raises GraphError 9004, 36000, or -2 if too slow."""
        deadline = time.monotonic() + self.timeout_seconds
        try:
            with requests.Session() as session:
                session.headers["User-Agent"] = USER_AGENT
                # Neither proxies nor passwords of this machine belong to Instagram's crawler.
                session.trust_env = False
                self._fetch(session, url, into, deadline)
        except (requests.RequestException, ValueError) as error:  # urllib's word for a malformed address
            slow = isinstance(error, requests.Timeout) or time.monotonic() >= deadline
            raise (FETCH_TOO_SLOW if slow else FETCH_FAILED).error(uri=url) from error

    def _fetch(self, session: requests.Session, url: str, into: Path, deadline: float) -> None:
        address = url
        for _ in range(HOPS_MAX):
            address = _as_called(address)
            if not self._may_reach(address) or not self._robots_allow(session, address, deadline):
                break
            with _get(session, address, deadline) as response:
                if response.is_redirect and self.follow_redirects:
                    address = urljoin(address, response.headers["Location"])
                    continue
                if response.status_code != requests.codes.ok or _is_page(response):
                    break
                if _save(response, into, deadline):
                    return
                break
        raise FETCH_FAILED.error(uri=url)

    def _may_reach(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and parts.hostname in self.allowed_hosts

    def _robots_allow(self, session: requests.Session, address: str, deadline: float) -> bool:
        if not self.obey_robots:
            return True
        with _get(session, urljoin(address, "/robots.txt"), deadline) as response:
            if response.status_code != requests.codes.ok:
                return True
            rules = RobotFileParser()
            beginning: bytes = next(response.iter_content(ROBOTS_BYTES_MAX), b"")
            rules.parse(beginning.decode(errors="replace").splitlines())
        return rules.can_fetch(CRAWLER, address)


def _as_called(address: str) -> str:
    """The address as it will be called: the host judged must be the host reached, however it is written."""
    if not address.isascii():
        raise requests.exceptions.InvalidURL("only ASCII is fetched")
    return requests.Request("GET", address).prepare().url or ""


@contextmanager
def _get(session: requests.Session, address: str, deadline: float) -> Iterator[requests.Response]:
    left = deadline - time.monotonic()
    if left <= 0:
        raise requests.Timeout(f"no time left for {address}")
    with session.get(address, stream=True, allow_redirects=False, timeout=left) as response:
        yield response


def _save(response: requests.Response, into: Path, deadline: float) -> int:
    """How many bytes were written; they go to the file in pieces, since memory is dearer."""
    size = 0
    with into.open("wb") as file:
        for chunk in response.iter_content(CHUNK):
            size += file.write(chunk)
            if size > BYTES_MAX:
                raise IMAGE_TOO_LARGE.error()
            if time.monotonic() >= deadline:
                raise requests.Timeout(f"the body of {response.url} took too long")
    return size


def _is_page(response: requests.Response) -> bool:
    return response.headers.get("Content-Type", "").lower().startswith("text/html")
