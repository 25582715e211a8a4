"""Fetching our own addresses from outside, the way Instagram's crawler would."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import requests

# Guide "Meta Web Crawlers".
CRAWLER = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
TIMEOUT_S = (5.0, 10.0)


@dataclass(frozen=True)
class Reached:
    """What an address gave. `status` is None when nothing answered; redirects are not followed, as there."""

    status: int | None
    content_type: str = ""
    body: bytes = b""


def fetch(url: str) -> Reached:
    try:
        response = requests.get(
            url, headers={"User-Agent": CRAWLER}, timeout=TIMEOUT_S, allow_redirects=False
        )
    except requests.RequestException:
        return Reached(None)
    return Reached(response.status_code, response.headers.get("Content-Type", ""), response.content)


def is_allowed(robots: Reached, url: str) -> bool:
    """Whether this robots.txt lets the crawler fetch the address; one that is missing (404) forbids nothing."""
    if robots.status == requests.codes.not_found:
        return True
    if robots.status != requests.codes.ok:
        return False
    rules = RobotFileParser()
    rules.parse(robots.body.decode(errors="replace").splitlines())
    return rules.can_fetch(CRAWLER, urlsplit(url).path)
