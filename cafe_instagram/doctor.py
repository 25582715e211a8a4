"""The points of `manage.py doctor`: what an office can have set up otherwise than it should. Changes nothing."""

from collections.abc import Iterator

from django.db import Error, connection

from cafe_instagram import database_role
from posts.publishing.examining import Point

ROLE = "データベースの役割"


def points() -> Iterator[Point]:
    """One after another."""
    yield _role()


def _role() -> Point:
    """Whether the program itself could switch off what keeps the trail and the evidence."""
    if connection.vendor != "postgresql":
        return Point(ROLE, "SQLite には役割がありません。ファイルを読み書きできる人を限ってください。")
    try:
        found = database_role.too_strong()
    except Error:
        return Point(ROLE, "確かめられません。", "DATABASE_URL とデータベースの状態を確かめてください。")
    if not found:
        return Point(ROLE, "記録を守る仕組みを外せない役割で動いています。")
    return Point(
        ROLE,
        f"DATABASE_URL の役割が強すぎます。証跡や証拠を守る仕組みを外せます({'、'.join(found)})。",
        "docs/running.md の「The two roles of the database」のとおりに役割を分け、DATABASE_URL を働く役割のものにしてください。"
        "分けてあるときは、所有者の役割で manage.py grant_rights を実行してください。",
    )
