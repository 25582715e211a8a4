"""What a person has to do beside posts: the account's password, the connection, acknowledgements, checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.urls import reverse
from django.utils import timezone

from approvals.models import Guideline
from approvals.querysets import awaiting
from cafe_instagram.home.facts import Facts
from comments.cases import querysets as cases
from comments.handling.querysets import listing
from comments.inbox import rules as handling_rules
from comments.inbox.querysets import upkeep as comments_upkeep
from comments.models import Handling, Hint, Policy, TroubleType
from comments.policy import reviewing
from comments.policy import rules as policy_rules
from comments.policy.querysets import readable_by, unposted
from posts.links import nightly, telling
from posts.models import Outage
from posts.publishing import links_again
from security.account import checking
from security.account import rules as account_rules
from security.account.querysets import last_change
from security.account.upkeep import notices
from security.appointing import rules as appointing_rules
from security.confirming import querysets as confirming
from security.confirming import rules as confirming_rules
from security.letters import troubles
from security.models import Role
from security.office.reminding import SOON
from security.people import querysets as people
from security.people import rules as people_rules
from security.people.actors import Actor
from security.signing_in import acknowledging

SHOWN = 5  # of many of one kind
COUNTED = 99


@dataclass(frozen=True)
class Duty:
    """One line of the first page. Derived from what is stored, like the posts that wait."""

    title: str
    why: str
    url: str
    is_pressing: bool = False


def for_person(facts: Facts) -> Iterator[Duty]:
    """The most pressing first. What no event records, or what the hour changes, is asked each time."""
    actor = facts.actor
    yield from _kept(facts, "measures", chain(_measures(actor), _held_by_links(actor)))
    deadlines = _deadlines(actor)
    # Which posts a contractor's are on the account is found by reading.
    yield from _kept(facts, "deadlines", deadlines) if actor.is_of_prefecture else deadlines
    yield from _connection(facts)
    yield from _profile(facts)
    own_account = chain(_account_changes(actor), _official_password(facts), _account_check(actor))
    yield from _kept(facts, "account", own_account)
    yield from _own_address(actor)
    yield from _letters(actor)
    yield from _kept(facts, "addresses", _people_without_address(actor))
    yield from _kept(facts, "policy", chain(_operating_policy(actor), _outage(actor), _doubtful_links(actor)))
    yield from _comments(actor)
    yield from _hinted_comments(actor)
    yield from _kept(facts, "placeholders", _placeholders(actor))


def _kept(facts: Facts, name: str, found: Iterator[Duty]) -> list[Duty]:
    """Until the trail moves on."""
    return facts.cache.get(f"duties:{name}:{facts.actor.user.pk}", lambda: list(found))


def _account_changes(actor: Actor) -> Iterator[Duty]:
    """What would let somebody into the account of one who decides, for those who can confirm it (第５第２項)."""
    if not confirming_rules.may_see_list(actor):
        return
    for change in confirming.all_waiting():
        if confirming_rules.may_confirm(actor, change):
            asked_by = change.asked_by.name if change.asked_by else "システムの保守作業"
            yield Duty(
                title=f"{change}を確かめてください",
                why=f"{asked_by}が求めました。ご本人に直接確かめて、確認するか、断ってください(第５第２項)。",
                url=change.get_absolute_url(),
                is_pressing=True,
            )


def _official_password(facts: Facts) -> Iterator[Duty]:
    """What the account's password asks of those who can do it (第５第１項)."""
    actor, standing, knows = facts.actor, facts.office.password, facts.own.knows_password
    if not account_rules.may_record_password_change(actor, knows=knows):
        return
    register = reverse("security:account_password")
    if standing.days_left <= SOON:
        why = f"あと{standing.days_left}日です。" if standing.days_left > 0 else "本日が期限です。"
        if standing.changed_at is None:
            why = "まだ一度も記録されていません。"
        if standing.is_overdue:
            why = f"期限を{-standing.days_left}日過ぎています。"
        title = "公式アカウントのパスワードを変更する"
        yield Duty(title, f"{why}(第５第１項)", register, is_pressing=standing.days_left <= 0)
    change = last_change() if standing.awaits_confirmation else None
    if change and account_rules.may_confirm_password_change(actor, change, knows=knows):
        why = f"{change.changed_by.name}さんが変更しました。別の方の確認が必要です。"
        yield Duty("パスワードの変更を確認する", why, reverse("security:password_confirm", args=[change.pk]))
    if standing.awaits_connection and not account_rules.may_connect(actor):  # who may is told so already
        why = "パスワードを変更した後、投稿のための接続がまだ確かめられていません。"
        yield Duty("Instagramとの接続を確かめる", why, register)


def _letters(actor: Actor) -> Iterator[Duty]:
    """To the administrator: whose do not arrive, why, and what helps."""
    if not people_rules.may_administer(actor):
        return
    found = troubles.needing_attention()
    url = reverse("security:letters")
    for one in found[:SHOWN]:
        of_person = reverse("admin:security_user_change", args=[one.oldest.recipient_id])
        yield Duty(one.title, one.why, of_person if one.is_of_address else url)
    if found[SHOWN:]:
        title = f"ほかに{len(found[SHOWN:])}人へのメールが送れていません"
        yield Duty(title, "通知メールのページで確かめてください。", url)


def _own_address(actor: Actor) -> Iterator[Duty]:
    if appointing_rules.may_enter_own_address(actor):
        why = "登録がないため、承認のお願いなどのお知らせを、メールでお送りできません。"
        yield Duty("あなたのメールアドレスを登録してください", why, reverse("security:own_address"))


def _people_without_address(actor: Actor) -> Iterator[Duty]:
    """To the administrator: each is asked for it himself, too."""
    if not people_rules.may_administer(actor):
        return
    found = [one for one in people.without_address() if one != actor.user]
    if found:
        names = "、".join(one.name for one in found[:SHOWN])
        more = f"、ほか{len(found[SHOWN:])}人" if found[SHOWN:] else ""
        yield Duty(
            f"メールアドレスの登録がない方がいます({len(found)}人)",
            f"{names}{more}。お知らせが画面にしか届きません。本人に確かめて登録してください。",
            f"{reverse('admin:security_user_changelist')}?email__exact=",
        )


def _connection(facts: Facts) -> Iterator[Duty]:
    actor, token, pause = facts.actor, facts.office.token, facts.pause
    if not account_rules.may_connect(actor):
        return
    url = reverse("security:connection")
    if pause:
        why = f"{pause.reason}{pause.remedy_for(actor)}"
        title = (
            "Instagramからのお知らせを確かめてください"
            if account_rules.may_lift_block(actor, token)
            else "Instagramとの接続を元に戻してください"
        )
        yield Duty(title, why, url, is_pressing=True)
    elif token and notices.ends_soon(token, timezone.now()):
        why = f"{notices.end_of(token)}期限の前に、接続をやり直してください(第５第１項)。"
        yield Duty("Instagramとの接続をやり直してください", why, url)


def _profile(facts: Facts) -> Iterator[Duty]:
    """To the chief, until the profile that was read first is confirmed (第５第１項)."""
    if facts.actor.is_any(Role.SECTION_CHIEF) and (first := facts.around.first_profile):
        why = "これからの変更と比べるもとになります。最初に読み取った内容が正しいか、確かめてください(第５第１項)。"
        yield Duty("公式アカウントのプロフィールを確かめる", why, first.get_absolute_url())


def _account_check(actor: Actor) -> Iterator[Duty]:
    if account_rules.may_check_account(actor) and checking.is_due():
        _, quarter = checking.this_quarter()
        yield Duty(
            title=f"公式アカウントを点検してください(第{quarter}四半期)",
            why="四半期に一度、Instagramの設定を確かめて記録します(第５第１項)。",
            url=reverse("security:account_checks"),
            is_pressing=checking.is_last_month(),
        )


def _measures(actor: Actor) -> Iterator[Duty]:
    """What the chief decides or looks at in cases (第６第３項)."""
    waiting = cases.waiting_measures(actor)
    url = f"{reverse('cases:list')}?state=open"
    if waiting["unseen"]:
        why = "決定の前に行われた緊急の措置です。内容を確かめて記録してください(第６第３項)。"
        yield Duty(f"緊急の措置の事後確認({waiting['unseen']}件)", why, url, is_pressing=True)
    if waiting["undecided"]:
        why = "発議された措置が、決定を待っています(第６第３項)。"
        yield Duty(f"措置を決定する({waiting['undecided']}件)", why, url)


def _deadlines(actor: Actor) -> Iterator[Duty]:
    """Cases that are still open at their deadline, for who is in charge of them (第６第４項)."""
    today = timezone.localdate()
    for case in cases.at_deadline_for(actor, today)[:SHOWN]:
        assert case.due_on is not None  # noqa: S101 - asked for by the query
        days = (today - case.due_on).days
        when = f"対応期限を{days}日過ぎています" if days else "本日が対応期限です"
        yield Duty(
            title=f"{'【訓練】' if case.is_drill else ''}事案 {case.number} の対応期限",
            why=f"{when}(第６第４項)。終わっていれば終結とし、延びるときは期限を改めてください。",
            url=case.get_absolute_url(),
            is_pressing=not case.is_drill,
        )


def _operating_policy(actor: Actor) -> Iterator[Duty]:
    """第６第１項: it is decided, there is one, it is posted, and somebody looks at it once a year."""
    in_admin = actor.is_any(Role.SECTION_CHIEF)
    for version in awaiting(readable_by(actor), actor)[:SHOWN]:
        url = reverse("admin:comments_policy_change" if in_admin else "policy:decide", args=[version.pk])
        yield Duty(f"{version}が承認を待っています", "内容を確かめて決めてください(第６第１項)。", url)
    if not policy_rules.may_keep(actor):
        return
    if Policy.objects.in_force() is None:
        why = "施行されている版がありません(第６第１項)。"
        yield Duty("運用ポリシーを定めて掲示してください", why, reverse("policy:list"))
        return
    if version := unposted():
        why = "課のホームページに掲示して、そのアドレスと日付を記録します(第６第１項)。"
        yield Duty(f"{version}の掲示を記録してください", why, reverse("policy:post", args=[version.pk]))
    if reviewing.is_due():
        why = "前の承認または見直しから1年がたちました(第６第１項)。"
        yield Duty("運用ポリシーを見直してください", why, reverse("policy:list"))


def _held_by_links(actor: Actor) -> Iterator[Duty]:
    """Approved posts whose time runs out while a link leads nowhere."""
    for job in links_again.held(actor)[:SHOWN]:
        why = f"{job.problem}(第４第１項(3)、第３項(3))"
        title = f"リンク先が開けないため、投稿を待っています: {job.post}"
        yield Duty(title, why, job.post.get_absolute_url(), is_pressing=True)


def _doubtful_links(actor: Actor) -> Iterator[Duty]:
    """To the posters of the post's side: what nights have not opened, before and after it has left the public page."""
    for link in nightly.doubtful_of(actor)[:SHOWN]:
        off = "続けて開けなかったため、公開のリンク集から外しました"
        on = f"{link.dead_nights}晩続けて開けませんでした。公開のリンク集には、まだ載せています"
        why = (
            f"{link.url} が{off if link.is_dead else on}。"
            "ご自分の端末で開いて確かめ、記録してください(第４第１項(3)、第３項(3))。"
        )
        yield Duty(f"リンク先が開けません: {link.post}", why, reverse("posts:links"))


def _outage(actor: Actor) -> Iterator[Duty]:
    """To the administrator, until we get out again."""
    outage = Outage.current() if people_rules.may_administer(actor) else None
    if outage:
        why = f"この装置から外に出られないため、確かめられていません。{outage}。{telling.remedy(outage)}"
        yield Duty("リンクを確かめられません", why, reverse("posts:links"))


def _comments(actor: Actor) -> Iterator[Duty]:
    """What keeps comments from coming in (第６第２項); derived, and gone as soon as they come again."""
    if not people_rules.may_administer(actor):
        return
    unreadable = comments_upkeep.unreadable()
    url = reverse("security:connection")
    if unreadable.unreadable_posts:
        yield Duty(
            title=f"Instagramのコメントを読み取れません(投稿{unreadable.unreadable_posts}件)",
            why="コメントがあるのに1件も読めない投稿があります。"
            "Metaのアプリの権限(アクセスレベル)を確かめ、接続をやり直してください(第６第２項)。",
            url=url,
            is_pressing=True,
        )
    if unreadable.unreadable_notifications:
        yield Duty(
            title=f"読めない通知がInstagramから届きました({unreadable.unreadable_notifications}件)",
            why="コメントは定期の読み取りで入るため、失われません。"
            "続くときは、Metaのアプリの通知(Webhook)の設定を確かめてください。",
            url=url,
        )


def _hinted_comments(actor: Actor) -> Iterator[Duty]:
    """What may be abuse is found without delay (第６第３項). Nothing else of comments is owed (第６第２項)."""
    if not handling_rules.may_handle(actor):
        return
    if count := listing.count_open_with(Hint.ABUSE, COUNTED):
        told = f"{count}件以上" if count == COUNTED else f"{count}件"
        yield Duty(
            title=f"誹謗中傷のおそれがあるコメントを確かめる({told})",
            why="語句の一覧による手がかりです(第６第３項)。",
            url=f"{reverse('comments:list')}?handling={Handling.OPEN}&hint={Hint.ABUSE}",
        )


def _placeholders(actor: Actor) -> Iterator[Duty]:
    """What stands in the place of the prefecture's own rule books until somebody has entered them (第７)."""
    if not people_rules.may_administer(actor):
        return
    ours = [str(one) for one in Guideline.objects.all_in_force().values() if one.to_be_replaced]
    ours += (
        ["事案の種類と手順"]
        if TroubleType.objects.filter(is_active=True, to_be_replaced=True).exists()
        else []
    )
    ours += ["セキュリティポリシーの確認の文章"] if acknowledging.is_first_text() else []
    if ours:
        yield Duty(
            title="仮の内容を、道の定めた内容に差し替える",
            why=f"仮のままのもの: {'、'.join(ours)}(第７)。",
            url=reverse("admin:index"),
        )
