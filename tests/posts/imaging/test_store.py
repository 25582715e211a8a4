"""Kept by content: never rewritten, never outside its folder, and any change is noticed."""

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from posts.imaging import store as store_module
from posts.imaging.store import Store, Tampered, originals, renditions

DATA = b"the bytes that were approved"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "renditions", suffix=".jpg", mode=0o440)


def test_stored_bytes_are_named_by_their_content(store):
    assert store.put(DATA) == DIGEST
    assert store.path(DIGEST) == store.root / DIGEST[:2] / f"{DIGEST}.jpg"
    assert store.read_verified(DIGEST) == DATA


def test_originals_are_private_and_apart_from_renditions(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "settings", SimpleNamespace(MEDIA_ROOT=str(tmp_path)))
    original, rendition = originals(), renditions()
    paths = [shelf.path(shelf.put(DATA)) for shelf in (original, rendition)]
    assert [path.relative_to(tmp_path).parts[0] for path in paths] == ["originals", "renditions"]
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o400


def test_mode_is_set_and_nothing_else_is_left_in_the_folder(store):
    path = store.path(store.put(DATA))
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert list(path.parent.iterdir()) == [path]


def test_stored_file_is_never_written_again(store):
    path = store.path(store.put(DATA))
    before = path.stat()
    assert store.put(DATA) == DIGEST
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)


def test_file_that_appears_meanwhile_is_left_alone(store, monkeypatch):
    path = store.path(store.put(DATA))
    inode = path.stat().st_ino
    monkeypatch.setattr(type(path), "exists", lambda self, **options: False)
    assert store.put(DATA) == DIGEST
    monkeypatch.undo()
    assert path.stat().st_ino == inode
    assert list(path.parent.iterdir()) == [path]


def test_stored_file_survives_a_power_cut(store, monkeypatch):
    """Bytes first, then the name, then the folders that hold it: whatever is found under a name is whole."""
    done = []

    def name_of(descriptor):
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        return "bytes" if path.name.startswith(".incoming-") else path

    link = os.link
    monkeypatch.setattr(store_module, "fsync", lambda descriptor: done.append(name_of(descriptor)))
    monkeypatch.setattr(os, "link", lambda source, target: (link(source, target), done.append("link")))
    target = store.path(store.put(DATA))
    assert done == ["bytes", "link", target.parent, store.root]


def test_many_writers_of_the_same_photo_agree(store):
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(store.put, [DATA] * 40)) == {DIGEST}
    assert store.read_verified(DIGEST) == DATA
    assert list(store.path(DIGEST).parent.iterdir()) == [store.path(DIGEST)]


@pytest.mark.clause("第４第１項(1)")
def test_changed_file_is_noticed_by_its_digest(store):
    path = store.path(store.put(DATA))
    assert store.read_verified(DIGEST) == DATA
    path.chmod(0o640)
    path.write_bytes(DATA + b"!")
    with pytest.raises(Tampered, match=DIGEST) as caught:
        store.read_verified(DIGEST)
    assert caught.value.digest == DIGEST


def test_missing_file_is_told_as_missing(store):
    with pytest.raises(FileNotFoundError):
        store.read_verified(DIGEST)


@pytest.mark.parametrize(
    "digest",
    ["", "../../etc/passwd", DIGEST.upper(), DIGEST[:-1], DIGEST + "0", DIGEST + "\n", f"../{DIGEST[3:]}"],
)
def test_digest_that_is_none_is_an_error(store, digest):
    for read in (store.path, store.read_verified):
        with pytest.raises(ValueError, match="digest"):
            read(digest)
