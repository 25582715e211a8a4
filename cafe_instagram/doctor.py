"""The points of `manage.py doctor`: how the system is and whether it is set up as it should be, each with what to do.

For whoever looks after the server, also where nobody can sign in and the database is away. Changes nothing.
"""

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cafe_instagram import database_role
from cafe_instagram.home import health
from outbox import claims, heartbeat
from posts.publishing import examining
from posts.publishing.examining import Point
from security.account import connection as instagram
from security.account import key_rotation
from security.models import Letter
from security.office import disk

DATABASE = "データベース"
_START = "を、manage.py up か docker compose up --detach で動かし、ログを確かめてください。"
NAMED = 5  # of what cannot be read; the rest is counted


def points(*, before_start: bool = False) -> Iterator[Point]:
    """One after another. `before_start`: only what can be known while nothing runs, with no question to the network."""
    database = _database()
    yield database
    if database.is_fine:
        yield from _each(
            {"データベースの役割": _role, "データベースの形": _migrations, "暗号化の鍵(FIELD_KEYS)": _keys}
        )
    yield _disk()
    yield _broker()
    if before_start:
        return
    if database.is_fine:
        yield from _each(
            {
                "自動の処理": _heartbeat,
                "時計のプログラム(beat)": _beat,
                "サーバーの時計": _clock,
                "時刻を過ぎた仕事": _oldest_due,
                "通知メール": _letters,
            }
        )
    yield _mail_server()
    if database.is_fine:
        yield from _connection()
    yield from examining.of_address()


def _each(looks: dict[str, Callable[[str], Point]]) -> Iterator[Point]:
    """What cannot be asked, a table that is not there yet above all, keeps nothing else from being told."""
    for name, look in looks.items():
        try:
            yield look(name)
        except Error as error:
            yield Point(
                name, f"確かめられません({type(error).__name__})。", "ほかの × の行を先に直してください。"
            )


def _database() -> Point:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        return Point(
            DATABASE,
            f"つながりません({why})。",
            "DATABASE_URL と、データベースのサーバーが動いているか、保存場所に空きがあるかを確かめてください。"
            "つながるまで、ほかの多くの点は確かめられません。",
        )
    return Point(DATABASE, f"つながります({connection.display_name})。")


def _role(name: str) -> Point:
    """Whether the program itself could switch off what keeps the trail and the evidence."""
    if connection.vendor != "postgresql":
        return Point(name, "SQLite には役割がありません。ファイルを読み書きできる人を限ってください。")
    found = database_role.too_strong()
    if not found:
        return Point(name, "記録を守る仕組みを外せない役割で動いています。")
    return Point(
        name,
        f"DATABASE_URL の役割が強すぎます。証跡や証拠を守る仕組みを外せます({'、'.join(found)})。",
        "docs/running.md の「The two roles of the database」のとおりに役割を分け、DATABASE_URL を働く役割のものにしてください。"
        "分けてあるときは、所有者の役割で manage.py grant_rights を実行してください。",
    )


def _migrations(name: str) -> Point:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return Point(name, "プログラムの版と合っています。")
    return Point(
        name,
        f"プログラムより古く、移行が{len(plan)}件残っています。",
        "表の所有者の役割で manage.py migrate を実行してください(PostgreSQLでは、続けて manage.py grant_rights)。",
    )


def _keys(name: str) -> Point:
    found = key_rotation.unreadable()
    if not found:
        return Point(name, "アクセストークンと二段階認証を、いまの鍵で読めます。")
    more = f"、ほか{len(found) - NAMED}件" if found[NAMED:] else ""
    return Point(
        name,
        f"いまの鍵では読めないものがあります: {'、'.join(found[:NAMED])}{more}。",
        "前に使っていた鍵を FIELD_KEYS に加えて起動し直し、manage.py rotate_field_keys を実行してください。",
    )


def _disk() -> Point:
    name, free = "保存場所の空き", disk.free()
    if free is None:
        return Point(name, f"{settings.DATA_DIR} がありません。", "DATA_DIR を確かめてください。")
    told = f"{free // 2**20:,} MB"
    if disk.is_full():
        return Point(
            name,
            f"{settings.DATA_DIR} の空きが {told} しかなく、何も保存できません。",
            "要らないファイルを移すか、容量を増やしてください。空きができると、自動で再開します。",
        )
    return Point(name, f"{settings.DATA_DIR} に {told} あります。")


def _broker() -> Point:
    name = "連絡の列(REDIS_URL)"
    if health.broker_takes_messages():
        return Point(
            name, "受け付けます。" if settings.REDIS_URL else "Redis を使っていません(ファイルの列)。"
        )
    return Point(
        name,
        "Redis が書き込みを受け付けません。なくても投稿は出ますが、30秒ほど遅れます。",
        "REDIS_URL と、Redis が動いているか、空きメモリーがあるかを確かめてください。",
    )


def _heartbeat(name: str) -> Point:
    pulse = heartbeat.read()
    if pulse is None:
        return Point(name, "まだ一度も動いていません。", f"ワーカー{_START}")
    if pulse.is_stale:
        return Point(
            name,
            f"{_spoken(pulse.age)}前から止まっています。予定した投稿は出ません。",
            f"ワーカー(worker)と時計のプログラム(beat){_START}",
        )
    return Point(name, f"{_spoken(pulse.age)}前に動きました。")


def _beat(name: str) -> Point:
    pulse = heartbeat.read()
    if pulse and pulse.age_of_call <= heartbeat.STALE:
        return Point(name, f"{_spoken(pulse.age_of_call)}前に動きました。")
    is_done_without = pulse is not None and not pulse.is_stale
    meanwhile = "ワーカーが自分で見回るため、投稿は30秒ほど遅れて出ます。" if is_done_without else ""
    return Point(name, f"動いていません。{meanwhile}", f"beat {_START}")


def _clock(name: str) -> Point:
    pulse = heartbeat.read()
    if pulse is None or not pulse.is_in_doubt:
        return Point(name, f"{timezone.localtime():%-m月%-d日%-H時%M分}です。")
    return Point(
        name,
        f"確かめられません(サーバー {timezone.localtime(pulse.host):%-m月%-d日%-H時%M分}、"
        f"データベース {timezone.localtime(pulse.database):%-m月%-d日%-H時%M分})。投稿と返信を止めています。",
        "時刻合わせ(NTP)を確かめてください。時刻が正しければ、10分ほどで自動で再開します。",
    )


def _oldest_due(name: str) -> Point:
    seconds = health.oldest_due()
    if seconds <= claims.CALL_AGAIN.total_seconds() * 2:
        return Point(name, "待たせている仕事はありません。")
    return Point(
        name,
        f"{_spoken(timedelta(seconds=seconds))}前に始めるはずだった投稿か返信が、待っています。",
        "緊急停止中か、Instagramとの接続が止まっていないか、ワーカーが動いているかを確かめてください。",
    )


def _letters(name: str) -> Point:
    stuck = Letter.objects.needing_attention().count()
    if not stuck:
        return Point(name, "送れずにいるメールはありません。")
    return Point(
        name,
        f"{stuck}件が送れずにいるか、送れたか分かりません。",
        "セキュリティ → 通知メール で宛先と理由を確かめてください。",
    )


def _mail_server() -> Point:
    name, backend = "メールのサーバー(EMAIL_URL)", get_connection()
    if not isinstance(backend, EmailBackend):
        return Point(name, "この設定では、メールを外へ送りません。")
    try:
        backend.open()
        backend.close()
    except (OSError, smtplib.SMTPException) as error:
        return Point(
            name,
            f"{backend.host}:{backend.port} につながりません({type(error).__name__})。",
            "EMAIL_URL の名前、ポート、利用者とパスワードを確かめてください。メールは、つながると自動で送られます。",
        )
    return Point(name, f"{backend.host}:{backend.port} につながります。")


def _connection() -> Iterator[Point]:
    """What is known here first: a token that cannot be read need not be asked about."""
    try:
        pause = instagram.outage()
        if pause == instagram.MISSING and settings.PUBLISHES_BY_HAND:
            yield Point("Instagramとの接続", "手動で投稿する設定(PUBLISHING)のため、接続は要りません。")
            return
        if pause:
            remedy = (
                pause.administrators
                or pause.remedy
                or "「Instagramとの接続」を開いて、接続をやり直してください。"
            )
            yield Point("Instagramとの接続", f"{pause.title}{pause.reason}", remedy)
            return
        yield from examining.of_connection()
    except Error as error:
        yield Point(
            "Instagramとの接続",
            f"確かめられません({type(error).__name__})。",
            "ほかの × の行を先に直してください。",
        )


def _spoken(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 120:
        return f"{seconds}秒"
    if seconds < 2 * 3600:
        return f"{seconds // 60}分"
    return f"{seconds // 3600}時間" if seconds < 2 * 86400 else f"{seconds // 86400}日"
