"""Fetching a post's picture from where Instagram has it: without our token, and from nowhere else."""

import time
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

# Where Meta's answers lead.
HOSTS = (".cdninstagram.com", ".fbcdn.net")
BYTES_MAX = 12 * 1024 * 1024
TIMEOUT_S = (5.0, 20.0)
# From the first byte to the last: who sends one now and then holds no worker.
WHOLE_S = 30.0
PIECE = 64 * 1024


class NoPicture(Exception):
    """It is not there, too large, or not at one of Meta's addresses."""


def fetch(address: str, *, beside: str) -> bytes:
    """The picture's bytes. `beside`: the Graph host, which may have pictures too. Raises NoPicture."""
    try:
        address = _as_asked(address)
        if not _is_metas(address, beside):
            raise NoPicture(f"not an address of Meta's: {urlsplit(address).hostname}")
        with requests.get(address, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as response:
            if response.status_code != requests.codes.ok:
                raise NoPicture(f"HTTP {response.status_code}")
            data, ends_at = bytearray(), time.monotonic() + WHOLE_S
            # What has come, not full pieces: those would be waited for.
            while piece := response.raw.read1(PIECE, decode_content=True):
                data += piece
                if time.monotonic() > ends_at:
                    raise NoPicture(f"not within {WHOLE_S:.0f} s")
                if len(data) > BYTES_MAX:
                    raise NoPicture(f"more than {BYTES_MAX} bytes")
    except (requests.RequestException, HTTPError) as error:
        raise NoPicture(type(error).__name__) from None
    return bytes(data)


def _as_asked(address: str) -> str:
    r"""As the request would name it, so that nobody reads another host in it than is asked: `https://a\@b/` leads to a."""
    return str(requests.Request("GET", address).prepare().url)


def _is_metas(address: str, beside: str) -> bool:
    wanted, graph = urlsplit(address), urlsplit(beside)
    if (wanted.scheme, wanted.netloc) == (graph.scheme, graph.netloc):
        return True
    return wanted.scheme == "https" and f".{wanted.hostname or ''}".endswith(HOSTS)
