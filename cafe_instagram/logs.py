"""Lines of the log: in production JSON, in which no word of a person and no secret can stand; in the demo for reading.

Whatever a line is given to tell is taken only where it can be no words: numbers, names of code, kinds of errors. The rest
is an ellipsis, of libraries too. Of errors the kind and the places are told, never their sentence, which quotes input.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

from django.db import Error

from cafe_instagram import inquiries
from security.office import out_of_space

ROOT = f"{Path(__file__).resolve().parent.parent}/"
ELLIPSIS = "…"
# Who tells names of tasks and numbers of Instagram. What other libraries quote may have come with a request.
_OURS = {
    *("cafe_instagram", "comments", "posts", "approvals", "security", "outbox", "instagram"),
    *("celery", "kombu"),
}
# No address of a page, none of a person, nothing with a space.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}")
# What errors of Instagram, of mail servers and of the database say in a number or a code of their own.
_CODES = ("code", "subcode", "http_status", "fbtrace_id", "smtp_code", "errno", "pgcode", "sqlite_errorname")


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, message, and of the request or task what there is."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_of_request(),
            **_of_task(),
            **getattr(record, "figures", {}),
        }
        if again := getattr(record, "again", 0):
            line["again"] = again
        if record.exc_info and record.exc_info[1]:
            line["error"] = list(_errors(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """For whoever tries the system: with the errors' own words, and the number of the request."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        inquiry, again = inquiries.current.get(), getattr(record, "again", 0)
        number = f" [{inquiry.number}]" if inquiry else ""
        return f"{super().formatMessage(record)}{number}{f' (+{again})' if again else ''}"


def _message(record: logging.LogRecord) -> str:
    """A sentence of the code with what may be told put into it."""
    template = record.msg
    is_code = isinstance(template, str) and template.isascii()
    # These log an error's own sentence, or what was asked for, as if it were theirs.
    if not is_code or record.name.startswith("django.security."):
        return ELLIPSIS
    if not record.args:
        return str(template)
    names = record.name.partition(".")[0] in _OURS
    if isinstance(record.args, dict):
        told: Any = {name: tellable(value, names=names) for name, value in record.args.items()}
    else:
        told = tuple(tellable(value, names=names) for value in record.args)
    try:
        return str(template % told)
    except (TypeError, ValueError):  # a number was wanted with so many digits, say
        return str(template)


def tellable(value: object, *, names: bool = True) -> Any:
    """The value if it can be no words, else what stands for it. `names`: whether single words are names of code."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return _kind(value)
    if hasattr(value, "_meta") and hasattr(value, "pk"):  # a model, which the clock program does without
        return f"{type(value).__name__} {value.pk}"
    if isinstance(value, list | tuple):
        return [tellable(one, names=names) for one in value]
    return value if names and isinstance(value, str) and _NAME.fullmatch(value) else ELLIPSIS


def _kind(error: BaseException) -> str:
    codes = [f"{name}={value}" for name in _CODES if (value := tellable(getattr(error, name, None)))]
    return f"{type(error).__name__}({', '.join(codes)})" if codes else type(error).__name__


def _errors(error: BaseException) -> Iterator[dict[str, object]]:
    """The error, and what it comes from."""
    seen: BaseException | None = error
    while seen is not None:
        yield {"kind": _kind(seen), "at": list(_places(seen.__traceback__))}
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename.removeprefix(ROOT)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def _of_request() -> dict[str, object]:
    inquiry = inquiries.current.get()
    if inquiry is None:
        return {}
    told = {
        "request": inquiry.number,
        "method": inquiry.method,
        "path": inquiry.path,
        "person": inquiry.person,
    }
    return {name: value for name, value in told.items() if value}


def _of_task() -> dict[str, object]:
    """Only where Celery is loaded anyway."""
    celery = sys.modules.get("celery")
    task = celery.current_task if celery else None
    return {"task": task.name, "task_id": task.request.id} if task else {}


class OnceAMinute(logging.Filter):
    """A disk that is full, or a database that is away, would fill the log every second: one line a minute for each.

    What was left out is counted on the next line. A page that fails otherwise is always told, for its number stands on it.
    """

    EVERY_S = 60.0

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now_s = now_s
        self._told: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        fault = _fault(record)
        if fault is None:
            return True
        at, left_out = self._told.get(fault, (-self.EVERY_S, 0))
        if self._now_s() - at < self.EVERY_S:
            self._told[fault] = at, left_out + 1
            return False
        self._told[fault] = self._now_s(), 0
        record.again = left_out
        return True


def _fault(record: logging.LogRecord) -> str | None:
    if getattr(record, "status_code", None) == HTTPStatus.SERVICE_UNAVAILABLE:
        inquiry = inquiries.current.get()  # machines ask for /healthz every few seconds
        return f"503 {inquiry.view if inquiry else ''}"
    given = record.args if isinstance(record.args, tuple) else ()
    errors = [record.exc_info[1] if record.exc_info else None, *given]
    for error in errors:
        if not isinstance(error, BaseException):
            continue
        if out_of_space.takes_nothing(error):
            return "disk"
        if isinstance(error, Error) and not hasattr(record, "request"):
            return f"database {type(error).__name__}"
    return None


_requests = logging.getLogger("cafe_instagram.requests")
# Asked for by machines, every few seconds.
_UNTOLD = {"healthz", "metrics", "news"}


def tell_request(inquiry: inquiries.Inquiry, status: int, seconds: float) -> None:
    if inquiry.view not in _UNTOLD:
        _requests.info("answered", extra={"figures": {"status": status, "seconds": round(seconds, 3)}})
