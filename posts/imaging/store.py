"""Photos kept by content: a file is named by the SHA-256 of its bytes and never written again.

Renditions are what was sealed and what is sent; originals are private and never leave the system. There is no way to
read one but whole and proven.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from os import fsync
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Tampered(Exception):
    """A stored file no longer has the content that its name promises."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"保存された写真の内容が、保存したときと違います(SHA-256 {digest})。")
        self.digest = digest


@dataclass(frozen=True)
class Store:
    """A folder of files named after their content. Digests are 64 small hex digits, else ValueError."""

    root: Path
    suffix: str
    mode: int

    def path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 digest in hex")
        return self.root / digest[:2] / f"{digest}{self.suffix}"

    def put(self, data: bytes) -> str:
        """Stores the bytes, if they are not there yet, and returns their digest; durable when it returns."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            if self.is_whole(digest):
                return digest
            target.unlink()  # what lies there is not what its name promises: these bytes are
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write(target, data)
        return digest

    def is_whole(self, digest: str) -> bool:
        """Whether it is there, with the bytes that were stored."""
        try:
            self.read_verified(digest)
        except (Tampered, FileNotFoundError):
            return False
        return True

    def read_verified(self, digest: str) -> bytes:
        """The bytes, proven to be those that were stored; `Tampered` or FileNotFoundError otherwise."""
        data = self.path(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise Tampered(digest)
        return data

    def _write(self, target: Path, data: bytes) -> None:
        with NamedTemporaryFile(dir=target.parent, prefix=".incoming-") as incoming:
            incoming.write(data)
            incoming.flush()
            os.fchmod(incoming.fileno(), self.mode)
            fsync(incoming.fileno())
            try:
                # A link, unlike a rename, cannot replace what another process has just stored.
                os.link(incoming.name, target)
            except FileExistsError:
                return
        _sync_folder(target.parent)
        _sync_folder(self.root)


def renditions() -> Store:
    """The photos as they are published; readable for the web server's group."""
    return Store(_media_root() / "renditions", suffix=".jpg", mode=0o440)


def originals() -> Store:
    """The files as they were uploaded, with all their metadata; for this process alone."""
    return Store(_media_root() / "originals", suffix="", mode=0o400)


def sightings() -> Store:
    """Small pictures of what stands on the account, kept as evidence when it goes; for this process alone."""
    return Store(_media_root() / "sightings", suffix=".jpg", mode=0o400)


def _media_root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fsync(descriptor)
    finally:
        os.close(descriptor)
