"""What is tried: the table of inputs, files of wrong kinds, bodies that are no forms, and a few by chance (always the same)."""

import codecs
import random
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

TABLE = Path(__file__).with_name("inputs.txt")
SEED = 20261130
SIGNS = "aA0 あ漢ｶﾞ\0\n\r\t'\"<>&%\\/;|\u202e\u200d\ufe0f👩𠮷\ufa19\U0010ffff\x1b-:年"
FILES = {
    "kara.jpg": b"",
    "memo.txt": b"not a picture",
    "page.html": b"<script>alert(1)</script>",
    "half.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a.pdf": b"%PDF-1.4 consent",
    "scan.tiff": b"II*\0\x08\0\0\0",
    "神\ufa19\u202egpj.exe": b"MZ" + b"\0" * 100,
    "n" * 300 + ".heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
}
# Content types, and bodies that are not what they say.
BODIES = (
    ("text/plain", b"title=x\r\ncaption=y"),
    ("application/json", b'{"title": "\\ud800"}'),
    ("application/x-www-form-urlencoded", b"title=%ED%A0%80%FF%00&=&&&a=%zz"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2100))),
    ("application/x-www-form-urlencoded; charset=utf-16", b"t\0i\0"),
    ("multipart/form-data", b"--x\r\n\r\n--x--"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x; charset=utf-7", b"--x\r\n\r\n--x--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'),
    ("multipart/form-data; boundary=x", b"--x--\r\n"),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=\"uploads\"; filename*=none'ja'%ff%00.jpg\r\n\r\nb\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="uploads"; filename="a.jpg"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n",
    ),
    ("\xff/\xfe; charset=\xff", b"\xff"),
    ("", b"title=x"),
)
# In place of what an address names.
NUMBERS = ("0", "2147483648", "9223372036854775807", "9223372036854775808", "1" + "0" * 30, "9" * 5000)
WORDS = (
    "%00",
    "%ED%A0%80",
    "%FF",
    "%E2%80%AE",
    "%F0%9F%91%A9",
    "..%2F..",
    "x" * 3000,
    "%0d%0a",
    "0",
    "%2B",
    "'\"",
)
# For lists: their marks of pages, whatever the list is called.
MARKS = (
    "after",
    "before",
    "page",
    "p",
    "o",
    "q",
    "all",
    "e",
    "next",
    "kind",
    "post",
    "thread",
    "handling",
    "discard",
)


def texts() -> dict[str, str]:
    """By name, as they are to be sent."""
    return dict(_read())


def _read() -> Iterator[tuple[str, str]]:
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, written = line.partition("\t")
            times, text = re.findall(r"^(?:(\d+)×)?(.*)$", written)[0]
            yield name, _unescaped(text) * int(times or 1)


def _unescaped(text: str) -> str:
    escaped = re.sub(r"[^\x00-\x7f]", lambda sign: f"\\U{ord(sign[0]):08x}", text)
    return codecs.decode(escaped, "unicode_escape")


def by_chance(name: str, count: int) -> list[str]:
    """Always the same for the same name."""
    chance = random.Random(f"{SEED}{name}")
    return ["".join(chance.choices(SIGNS, k=chance.randint(1, 200))) for _ in range(count)]


def place(name: str, count: int) -> int:
    """Where among so many a form begins."""
    return random.Random(f"{SEED}{name}").randrange(count)


def file(number: int) -> SimpleUploadedFile:
    name = list(FILES)[number % len(FILES)]
    return SimpleUploadedFile(name, FILES[name], content_type="image/jpeg")
