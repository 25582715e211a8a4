"""What an event says beside its sentence, in words: 項目: 旧 → 新 in place of raw data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from security.people.models import Organization, User
from security.trail.models import AuditEvent

# Every word under which an action records something (tests/security/test_trail_page.py holds them together).
LABELS = {
    "about": "内容",
    "account": "アカウントの番号",
    "agreed_with": "了解を得た相手",
    "amiss": "気になる点",
    "assigned_to": "担当",
    "beginnings": "始まる任用",
    "change": "もとになった変更",
    "changed": "変えたところ",
    "changed_at": "変更した日時",
    "cidr": "アドレスの範囲",
    "comments": "コメントの番号",
    "container": "Instagramの受付番号",
    "count": "件数",
    "device": "使われた端末",
    "deputises": "代決の相手(不在の方)",
    "due_on": "変更の期限",
    "endings": "終わる任用",
    "expires_at": "有効期限",
    "fiscal_year": "年度",
    "flavour": "方式",
    "handling": "対応",
    "head": "末尾の番号とハッシュ",
    "holders": "新しいパスワードを知る人",
    "is_live": "Instagramの画面で確かめた結果",
    "key": "通知の種類",
    "kind": "種別",
    "left": "残りの回数",
    "media_id": "Instagramの投稿番号",
    "name": "資料の名前",
    "note": "理由・補足",
    "number": "文書番号",
    "organization": "組織",
    "paper": "資料のハッシュ",
    "period": "期間",
    "permalink": "投稿のアドレス",
    "place": "写真",
    "posted_on": "掲示した日",
    "problem": "起こったこと",
    "quota_total": "1日に投稿できる数",
    "quota_used": "そのうち使った数",
    "notified": "コメントの通知を受け取る設定",
    "reason": "理由",
    "recipient": "宛先",
    "seal": "封印",
    "sealed": "新しい鍵にした数",
    "sessions": "終わらせたログインの数",
    "source": "もと",
    "step": "承認の段階",
    "steps": "対応の手順",
    "until": "いつまで",
    "unreadable": "読めなかったもの",
    "url": "アドレス",
    "user": "対象の人",
    "valid_until": "期限",
    "version": "版",
    "was": "前の対応",
    "was_at": "前の対応を決めた日時",
    "was_reason": "前の対応の理由",
    "ground": "根拠",
}
# How a value is told where its own text would not do.
SPOKEN: dict[str, Callable[[Any], str]] = {
    "is_live": lambda value: "投稿されていた" if value else "投稿されていなかった",
    "period": lambda value: f"{value[0] or '最初'} から {value[1] or '最後'} まで",
    "place": lambda value: f"{value}枚目",
    "version": lambda value: f"第{value}版",
}
# People, by their numbers.
PEOPLE = ("holders", "user")
NOTHING = "(なし)"
DAY = len("2026-04-01")


@dataclass(frozen=True)
class Detail:
    """One line. A change has `old`; anything else only what it says, `new`."""

    label: str
    new: str
    old: str | None = None


class Names:
    """The people and organisations that changes name by number; read once for a whole page."""

    def __init__(self, people: Mapping[int, str]) -> None:
        self.people = people
        self._organizations: dict[int, str] | None = None

    def of(self, model: type[models.Model], key: str) -> str | None:
        if not key.isdigit():
            return None
        if issubclass(model, User):
            return self.people.get(int(key))
        if issubclass(model, Organization):
            return self._organization_names().get(int(key))
        return None

    def _organization_names(self) -> dict[int, str]:
        if self._organizations is None:
            self._organizations = dict(Organization.objects.values_list("pk", "name"))
        return self._organizations


def details(event: AuditEvent, names: Names) -> list[Detail]:
    """Its changes first, then everything else that was recorded."""
    data = dict(event.data)
    changes = data.pop("changes", {})
    told = (_told(model_of(event), key, value, names) for key, value in data.items())
    return [*_changes(event, changes, names), *told]


def _told(model: type[models.Model] | None, key: str, value: Any, names: Names) -> Detail:
    field = _field(model, key)
    if key in SPOKEN and value not in (None, ""):
        said = SPOKEN[key](value)
    elif key in PEOPLE:
        people = value if isinstance(value, list) else [value]
        said = "、".join(names.of(User, str(one)) or f"番号 {one}" for one in people) or NOTHING
    elif field is not None and field.choices:
        said = _value(field, value, names)
    else:
        said = _plain(value)
    return Detail(LABELS.get(key, key), said)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str) and (moment := _moment(value)):
        return moment
    if isinstance(value, dict):
        return "、".join(f"{LABELS.get(key, key)}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_plain(part) for part in value)
    return NOTHING if value in (None, "") else str(value)


def _moment(text: str) -> str:
    """A day or a moment as recorded, in Japan's time; empty for any other text."""
    if not text[:4].isdigit():
        return ""
    try:
        day, moment = (parse_date(text), None) if len(text) == DAY else (None, parse_datetime(text))
    except ValueError:  # well formed, but no day of the calendar
        return ""
    if moment and moment.tzinfo:
        return date_format(timezone.localtime(moment), "Y年n月j日 H時i分")
    return date_format(day, "Y年n月j日") if day else ""


def _changes(event: AuditEvent, changes: Mapping[str, Any], names: Names) -> Iterator[Detail]:
    model = model_of(event)
    for name, pair in changes.items():
        old, new = pair
        field = _field(model, name)
        label = str(field.verbose_name) if field else LABELS.get(name, name)
        yield Detail(label, _value(field, new, names), None if old is None else _value(field, old, names))


def model_of(event: AuditEvent) -> type[models.Model] | None:
    """The kind of object that the event is about; None without one, or if there is none of the kind any more."""
    try:
        return apps.get_model(event.subject.partition(":")[0]) if event.subject else None
    except LookupError:
        return None


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _value(field: models.Field | None, value: Any, names: Names) -> str:
    """As a form would show it: the choice's words, yes or no, the person's name."""
    if value in (None, "", "None"):
        return NOTHING
    if isinstance(field, models.BooleanField):
        return "はい" if str(value) == "True" else "いいえ"
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return names.of(field.related_model, str(value)) or f"番号 {value}"
    return _plain(value)
