"""What stands above every page until it is dealt with, beside an emergency stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from cafe_instagram.home.facts import Facts
from comments.cases import querysets as cases
from comments.cases import times
from comments.inbox.roles import DIVISION
from comments.models import Case
from outbox import heartbeat
from outbox.heartbeat import Pulse
from posts.live.notices import TOLD
from security.account import connection, rules
from security.account.rules import REGISTER_KEEPERS
from security.account.upkeep import notices
from security.models import APPROVERS, POSTERS, Letter, Role
from security.office import disk
from security.office.days import WEEKDAYS, with_weekday_time
from security.people import rules as people_rules
from security.system import full_disk


@dataclass(frozen=True)
class Alert:
    """`url` leads to where it can be dealt with, if it can be on a page; `kind` is error or warning."""

    title: str
    text: str
    url: str = ""
    link: str = ""
    kind: str = "error"


def for_person(facts: Facts) -> Iterator[Alert]:
    """The gravest first: errors before warnings."""
    yield from sorted(_all(facts), key=lambda one: one.kind != "error")


def _all(facts: Facts) -> Iterator[Alert]:
    # What a full disk brings about needs no second line.
    yield from _full_disk(facts) if disk.is_full() else _standstill(facts)
    yield from _around(facts)
    yield from _own_account(facts)
    yield from _cases(facts)
    yield from _damaged_files(facts)
    yield from _records(facts)
    yield from _disk(facts)
    yield from _mail(facts)
    yield from _differing(facts)
    yield from _connection(facts)
    yield from _official_password(facts)


def _own_account(facts: Facts) -> Iterator[Alert]:
    """While something of the own account waits for a second person (第５第２項)."""
    if not facts.actor.is_held_up:
        return
    yield Alert(
        "あなたのアカウントの変更が、確認を待っています",
        "確認されるまで、承認などの決定や、ほかの方の変更の確認はできません。"
        "お心当たりがないときは、断ってください(第５第２項)。",
        reverse("security:account_changes"),
        "確認を待っている変更を見る",
        kind="warning",
    )


def _damaged_files(facts: Facts) -> Iterator[Alert]:
    """For who can put them back, until they are (第４第１項(1))."""
    if not people_rules.may_administer(facts.actor) or not facts.damaged_files:
        return
    first, others = facts.damaged_files[0], len(facts.damaged_files) - 1
    more = f"ほかに{others}件あります。" if others else ""
    yield Alert(
        "保存されたファイルが、保存したときと違います",
        f"「{first.post}」の{first.get_shelf_display()}です。{more}どこにも出していません(第４第１項(1))。"
        "サーバーを確かめ、バックアップから戻してください。戻ると消えます。",
        first.post.get_absolute_url(),
        "投稿を開く",
    )


def _standstill(facts: Facts) -> Iterator[Alert]:
    """To everybody: what is due does not happen, or nothing is begun."""
    if heartbeat.is_young():
        return
    pulse = heartbeat.known()
    if pulse is None or pulse.is_stale:
        last = f"(最後の動き {_moment(pulse.row.at)})" if pulse else ""
        yield Alert(
            f"自動の処理が止まっています{last}。",
            f"予定した投稿は出ません。返信も通知メールも、動き出すまで送られません。{_who_mends(facts)}",
        )
    elif pulse.is_in_doubt:
        yield Alert(
            "サーバーの時計が確かめられないため、投稿と返信を始めるのを止めています。", _doubt(pulse, facts)
        )


def _around(facts: Facts) -> Iterator[Alert]:
    """To those who are told of it at once, until one of them has settled it (第４、第５第１項)."""
    if not facts.actor.holds(*TOLD):
        return
    found = facts.around
    if found.post:
        others = f"ほかに{found.posts - 1}件あります。" if found.posts > 1 else ""
        yield Alert(
            "公式アカウントに、承認の記録のない投稿があります",
            f"{with_weekday_time(found.post.posted_at)}の「{found.post.first_line}」です。{others}"
            "心当たりのあるものか、すぐに確かめてください(第４、第５第１項)。",
            f"{reverse('posts:live')}?show=open" if others else found.post.get_absolute_url(),
            "確かめる",
        )
    answers = facts.own_answers
    if answers.first:
        others = f"ほかに{answers.count - 1}件あります。" if answers.count > 1 else ""
        yield Alert(
            "公式アカウントに、承認の記録のない返信があります",
            f"{with_weekday_time(answers.first.comment.commented_at)}の書き込みです。{others}"
            "心当たりのあるものか、すぐに確かめてください(第６第２項、第５第１項)。",
            reverse("own_answers:list") if others else answers.first.get_absolute_url(),
            "確かめる",
        )
    if found.profile:
        yield Alert(
            "公式アカウントのプロフィールが変わりました",
            "心当たりのある変更か、すぐに確かめてください(第５第１項)。",
            found.profile.get_absolute_url(),
            "確かめる",
        )


def _moment(at: datetime) -> str:
    """Of today the time alone."""
    then = timezone.localtime(at)
    day = "" if then.date() == timezone.localdate() else f"{then:%-m月%-d日}({WEEKDAYS[then.weekday()]})"
    return f"{day}{then:%-H時%M分}"


def _full_disk(facts: Facts) -> Iterator[Alert]:
    """To everybody, before he has written what cannot be kept."""
    todo = (
        "空きを作ってください(サーバーで manage.py doctor)。"
        if people_rules.may_administer(facts.actor)
        else "システム管理者に知らせてください。"
    )
    yield Alert(
        "サーバーの保存場所がいっぱいで、何も保存できません。",
        f"画面を読むことはできます。予定した投稿は出ません。{todo}",
    )


def _who_mends(facts: Facts) -> str:
    if people_rules.may_administer(facts.actor):
        return "サーバーで動作を確かめてください(manage.py doctor)。"
    return "システム管理者に知らせてください。"


def _doubt(pulse: Pulse, facts: Facts) -> str:
    if pulse.clocks_differ:
        why = "サーバーとデータベースの時計が1分より大きくずれています。合うと、自動で再開します。"
    else:
        why = "時計が大きく進んだか、戻りました。いまの時刻が正しければ10分ほどあとに、違っていれば時計が直ったあとに、自動で再開します。"
    return f"{why}{_who_mends(facts)}"


def _records(facts: Facts) -> Iterator[Alert]:
    """第５第２項: until a night's look finds nothing any more."""
    if facts.office.differences and facts.actor.own.is_any(Role.ADMINISTRATOR):
        yield Alert(
            f"証跡と合わない記録が{facts.office.differences}件あります",
            "システムの外で書き換えられた疑いがあります。関係する投稿と返信は送られません。"
            "証跡の「証跡と合わない記録が見つかった」で内容を確かめ、移住交流担当課長に知らせてください(第５第２項)。",
            reverse("security:trail"),
            "証跡を開く",
        )


def _disk(facts: Facts) -> Iterator[Alert]:
    if people_rules.may_administer(facts.actor) and disk.is_nearly_full() and not disk.is_full():
        text = f"データの置き場所の空きは、あと{disk.told_free()}です。{full_disk.REMEDY}"
        yield Alert("ディスクの空きが少なくなっています", text)


def _mail(facts: Facts) -> Iterator[Alert]:
    """What has not left for an hour. What has been given up stands on the first page."""
    if not people_rules.may_administer(facts.actor):
        return
    if stuck := Letter.objects.stuck(timezone.now()).count():
        yield Alert(
            f"1時間以上送れていないメールがあります({stuck}通)",
            "承認のお願いなどのお知らせが届いていません。どなたへの、なぜ送れないメールかを確かめてください。",
            reverse("security:letters"),
            "通知メールを開く",
            kind="warning",
        )


def _connection(facts: Facts) -> Iterator[Alert]:
    """A pause concerns everybody; an approaching end is shown to those who can prevent it."""
    actor, token, pause = facts.actor, facts.office.token, facts.pause
    url = reverse("security:connection")
    link = "Instagramとの接続を開く" if rules.may_check_connection(actor) else "状態を見る"
    if pause == connection.MISSING and settings.PUBLISHES_BY_HAND:
        return  # nothing waits for it
    if pause:
        yield Alert(pause.title, f"{pause.reason}{pause.remedy_for(actor)}", url, link)
    elif token and rules.may_connect(actor) and notices.ends_soon(token, timezone.now()):
        text = "過ぎると投稿できなくなります。期限の前に、接続をやり直してください(第５第１項)。"
        yield Alert(notices.end_of(token), text, url, link, kind="warning")


def _differing(facts: Facts) -> Iterator[Alert]:
    """For those who post and approve on its side, and the section chief (第４第１項, 第３項)."""
    actor = facts.actor
    sides = {one.organization_id for one in actor.appointments if one.role in (*POSTERS, *APPROVERS)}
    is_chief = actor.holds(Role.SECTION_CHIEF)
    found = [one for one in facts.differing if is_chief or one.organization in sides]
    if not found:
        return
    first = found[0]
    what = (
        f"公式アカウントに見当たらない{first.what}があります"
        if first.is_gone
        else f"承認された版と違う{first.what}があります"
    )
    others = f"ほかに{len(found) - 1}件あります。" if found[1:] else ""
    yield Alert(
        what, f"「{first.title}」: {first.told}{others}", first.url, f"{first.what}を開く", kind="warning"
    )


def _official_password(facts: Facts) -> Iterator[Alert]:
    """For its keepers and those who know it: what is overdue, or was brought about by somebody's leaving (第５第１項)."""
    actor = facts.actor
    if not actor.appointments or all(one.role == Role.AUDITOR for one in actor.appointments):
        return
    standing = facts.office.password
    if not (facts.own.knows_password or actor.own.is_any(*REGISTER_KEEPERS)):
        return
    register = reverse("security:account_password")
    if standing.open_tasks:
        yield Alert(
            "公式アカウントのパスワードの変更が必要です",
            f"変更が必要な理由が{standing.open_tasks}件あります(第５第１項)。"
            "変更、ほかの方による確認、接続の確認が済むと消えます。",
            register,
            "パスワードの管理簿を開く",
        )
    if standing.is_overdue and not standing.is_postponed:
        yield Alert(
            "公式アカウントのパスワードの変更の期限が過ぎています",
            f"期限から{-standing.days_left}日たちました。変更して記録してください(第５第１項)。",
            register,
            "パスワードの管理簿を開く",
        )


CASES_COUNTED = 20


def _cases(facts: Facts) -> Iterator[Alert]:
    """第６第３項: until somebody of the division has taken note, on every page of those whom it concerns."""
    if not facts.reports_wait:
        return
    waiting = list(cases.unnoted_for(facts.actor)[:CASES_COUNTED])
    if not waiting:  # noted while this page was being made
        return
    first, others = waiting[0], waiting[1:]
    waited = times.spoken(times.minutes_until_noted(first, timezone.now()))
    is_pressing = facts.actor.is_any(*DIVISION) and not first.is_drill
    yield Alert(
        f"{'【訓練】' if first.is_drill else ''}事案の報告が、まだ受領されていません",
        f"{first.number}　報告から{waited}(第６第３項)。{_also(others)}",
        reverse("cases:list") if others else first.get_absolute_url(),
        "事案の一覧を開く" if others else "事案を開く",
        kind="error" if is_pressing else "warning",
    )


def _also(others: list[Case]) -> str:
    """Drills are counted apart: they frighten nobody."""
    drills = sum(one.is_drill for one in others)
    counted = [f"{len(others) - drills}件"] if len(others) > drills else []
    counted += [f"訓練{drills}件"] if drills else []
    return f"ほかに{'、'.join(counted)}。" if counted else ""
