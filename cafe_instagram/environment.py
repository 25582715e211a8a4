"""How the settings read the environment: a wrong value stops the start with a sentence that names the variable."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def flag(name: str, *, default: bool) -> bool:
    """A switch: 1 or 0 and nothing else, so that a slip of the pen cannot switch something on."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} は 1 か 0 で指定してください(いまの値: {value!r})。")
    return default if value == "" else value == "1"


DEMO = flag("DEMO", default=False)


def choice(name: str, *choices: str) -> str:
    """One of these words; the first where nothing is said."""
    value = os.environ.get(name, "") or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} は {' か '.join(choices)} です(いまの値: {value!r})。")
    return value


def number(name: str, *, default: int, least: int, most: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} は {least} から {most} までの整数で指定してください(いまの値: {value!r})。"
        )
    return int(value)


def text(name: str, *, demo: str, default: str | None = None) -> str:
    """A value that the demo knows and that everybody else must give, unless there is a default."""
    value = secret(name)
    if value:
        return value
    if DEMO:
        return demo
    if default is not None:
        return default
    raise ImproperlyConfigured(f"{name} を環境変数で指定してください(README.md の「設定」をご覧ください)。")


def secret(name: str) -> str:
    """The variable, or the content of the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE のファイル {path} を読めません: {error.strerror}。"
        ) from error


def service(
    name: str, parse: Callable[[str], dict[str, Any]], *, address: str, kinds: tuple[str, ...]
) -> dict[str, Any]:
    """A service's address, such as DATABASE_URL, in Django's terms. It may hold a password: never repeat it."""
    try:
        if address.startswith(kinds):
            return parse(address)
    except ValueError:
        pass  # a port that is no number
    raise ImproperlyConfigured(f"{name} は {' か '.join(kinds)} で始まる正しいアドレスで指定してください。")


def web_address(name: str, *, demo: str, default: str | None = None) -> str:
    value = text(name, demo=demo, default=default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} は https:// で始まるアドレスで指定してください(いまの値: {value!r})。"
        )
    if DEMO and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(
            f"{name} は、DEMO=1 のときはこのコンピューター({'、'.join(LOOPBACK)})のアドレスに限ります"
            f"(いまの値: {value!r})。本物のInstagramにつなぐときは DEMO を外してください。"
        )
    if parts.scheme == "http" and not DEMO:
        raise ImproperlyConfigured(
            f"{name} は https:// でなければなりません(http を使えるのはデモだけです)。"
        )
    return value


def kept_key(path: Path, make: Callable[[], str]) -> str:
    """The demo's own key, made once and kept, so that a restart does not sign everybody out."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
    except FileExistsError:
        pass  # made by an earlier start
    return path.read_text()
