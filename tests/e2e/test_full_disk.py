"""A disk that is really full: what is sent is refused with a sentence and kept in its form, reading goes on, the log stays short."""

import io
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests import misses
from tests.e2e.processes import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.long]

WORDS = "ここに書いた文章は、残っていなければならない。"
FULL = "サーバーの保存場所がいっぱいか、書き込めない状態"
SAID = (FULL, "システム管理者に知らせてください", "もう一度")
PAGES = (
    "/",
    "/posts/",
    "/posts/new/",
    "/comments/",
    "/cases/",
    "/notices/",
    "/security/",
    "/policy/",
    "/links/",
)
ADMINISTRATORS_PAGES = ("/", "/security/audit/", "/admin/", "/accounts/sessions/")
# Of a line that begins a message, and not of a traceback's.
HEAD = re.compile(r"\w+ +\| \d{4}-\d\d-\d\d .* (WARNING|ERROR) ")


@pytest.fixture
def small_disk(tmp_path):
    """A filesystem of its own for the data, if this machine lets us have one."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small filesystem can be mounted: needs root and CAP_SYS_ADMIN")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(folder: Path):
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    yield
    filler.unlink()


class Person:
    """A browser without a screen."""

    def __init__(self, machine, name):
        self.machine, self.session = machine, requests.Session()
        self.answer = self.sign_in(name)

    def sign_in(self, name):
        return self.send("/accounts/login/", {"login": name, "password": "hokkaido-cafe"})

    def get(self, path):
        return self.session.get(f"{self.machine.address}{path}", allow_redirects=False)

    def send(self, path, fields, **options):
        page = self.session.get(f"{self.machine.address}{path}").text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        headers = {"Referer": self.machine.address}
        return self.session.post(f"{self.machine.address}{path}", hidden | fields, headers=headers, **options)


def photo(side):
    """Noise, which no compression makes small."""
    file = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(file, "JPEG", quality=95)
    return "photo.jpg", file.getvalue(), "image/jpeg"


def test_what_is_sent_is_refused_and_stays_in_its_form_and_reading_goes_on(
    small_disk, new_machine, demo_data
):
    subprocess.run(["cp", "-a", f"{demo_data}/.", str(small_disk)], check=True)
    (small_disk / "tmp").mkdir()
    up = new_machine.up(TMPDIR=str(small_disk / "tmp"))  # where large uploads are laid while they arrive
    eventually(new_machine.is_healthy, lambda: up.words())
    staff, administrator = Person(new_machine, "staff"), Person(new_machine, "admin")
    draft, before = {"title": "題名", "caption": WORDS}, up.log.stat().st_size
    with filled(small_disk):
        missed = [
            (page, code)
            for who, pages in ((staff, PAGES), (administrator, ADMINISTRATORS_PAGES))
            for page in pages
            if (code := who.get(page).status_code) != 200
        ]
        for files in ({"uploads": ("", b"")}, {"uploads": photo(900)}, {"uploads": photo(2400)}):
            answer = staff.send("/posts/new/", draft, files=files)
            missed += [(answer.status_code, said) for said in (WORDS, *SAID) if said not in answer.text]
        case = staff.send("/cases/new/", {"title": "事案", "body": WORDS, "kind": "1", "seriousness": "1"})
        missed += [("case", said) for said in (WORDS, FULL) if said not in case.text]
        stranger = Person(new_machine, "chief").answer.text
        missed += [("sign-in", said) for said in (FULL,) if said not in stranger]
        assert "続けて失敗したため" not in stranger
        misses.none(missed)
        eventually(lambda: not new_machine.is_healthy(), "/healthz says so")
        assert "サーバーの保存場所がいっぱいで" in staff.get("/").text
    eventually(new_machine.is_healthy, "it goes on by itself")
    assert "起案しました" in staff.send("/posts/new/", draft, files={"uploads": photo(900)}).text

    # A line a minute for each program; all this has taken a few minutes at most.
    told = [line for line in up.log.read_bytes()[before:].decode().splitlines() if HEAD.match(line)]
    # The sandbox is no part of the product; the demo prints its mail.
    about = [line for line in told if not line.startswith("sandbox") and "celery.redirected" not in line]
    assert len(about) < 20, "\n".join(about)
