"""What this person can do in a case now: buttons, and why one is missing. Asks the rules, writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.http import urlencode

from approvals.models import State
from approvals.page import Button
from approvals.rules import may_stop
from comments.cases.models import Case, Measure, MeasureKind, MeasureState, Way
from comments.cases.rules import cases as rules
from comments.cases.rules import measures as measure_rules
from security.account.querysets import knows_password
from security.account.rules import may_ask_for_password_change
from security.office.answers import Answer
from security.people.actors import Actor

SHORT = {
    MeasureKind.HIDE: "非表示にする",
    MeasureKind.UNHIDE: "表示を元に戻す",
    MeasureKind.DELETE: "削除する",
    MeasureKind.REPORT: "プラットフォームに報告する",
    MeasureKind.TAKE_DOWN: "投稿を取り下げる",
    MeasureKind.CORRECT: "投稿を訂正する",
    MeasureKind.APOLOGISE: "おわびを掲載する",
}
NOUNS = {
    MeasureKind.HIDE: "コメントの非表示",
    MeasureKind.UNHIDE: "コメントの再表示",
    MeasureKind.DELETE: "コメントの削除",
    MeasureKind.REPORT: "プラットフォームへの報告",
    MeasureKind.TAKE_DOWN: "投稿の取下げ",
    MeasureKind.CORRECT: "投稿の訂正",
    MeasureKind.APOLOGISE: "おわびの掲載",
}


@dataclass(frozen=True)
class MeasureView:
    """A measure with what can be done about it, and what has come of asking Instagram so far."""

    measure: Measure
    buttons: list[Button]
    problem: str = ""
    chip: str = ""


@dataclass(frozen=True)
class Group:
    """Buttons under one line that says how they come about."""

    title: str
    buttons: list[Button]


@dataclass(frozen=True)
class Closing:
    is_chief: bool
    answer: Answer
    failed: int = 0


@dataclass(frozen=True)
class WayGuide:
    """案内: what this type of case asks for, in order, and where to do it."""

    title: str
    lines: list[str]
    buttons: list[Button] = field(default_factory=list)
    may_secure: bool = False


CHIPS = {
    MeasureState.PROPOSED: "pending",
    MeasureState.ORDERED: "publishing",
    MeasureState.DONE: "published",
    MeasureState.FAILED: "failed",
    MeasureState.REFUSED: "rejected",
    MeasureState.WITHDRAWN: "withdrawn",
}


def of_measures(actor: Actor, case: Case) -> list[MeasureView]:
    views = []
    for measure in case.measures.all():
        measure.case = case
        job = next(iter(measure.jobs.all()), None)
        problem = job.problem if job and measure.state == MeasureState.ORDERED else ""
        chip = CHIPS[MeasureState(measure.state)]
        views.append(MeasureView(measure, list(_buttons(actor, measure)), problem, chip))
    return views


def _buttons(actor: Actor, measure: Measure) -> Iterator[Button]:
    def url(name: str) -> str:
        return reverse(f"cases:{name}", args=[measure.pk])

    if measure_rules.may_decide(actor, measure):
        yield Button("決定する", url("order"), "")
        yield Button("却下する", url("refuse"), "button--outline")
    if measure_rules.may_withdraw(actor, measure):
        yield Button("取り下げる", url("withdraw"), "button--text")
    if measure_rules.may_see_after(actor, measure):
        yield Button("事後の確認を記録する", url("see_after"), "")
    if measure_rules.may_retry(actor, measure):
        yield Button("もう一度行う", url("retry"))
    if measure_rules.may_record(actor, measure):
        yield Button("行ったことを記録する", url("record"), "")


def groups(actor: Actor, case: Case) -> list[Group]:
    """The measures that have a place in this case: those that go at once apart from those that are decided first."""
    at_once: list[Button] = []
    decided: list[Button] = []
    for button, is_urgent in _proposals(actor, case):
        (at_once if is_urgent else decided).append(button)
    is_chief = actor.is_any(rules.Role.SECTION_CHIEF)
    later = "課長が決定して行う" if is_chief else "課長の決定を受けて行う"
    found = [Group("すぐに行う(後で課長が確認します)", at_once), Group(later, decided)]
    return [group for group in found if group.buttons]


def _proposals(actor: Actor, case: Case) -> Iterator[tuple[Button, bool]]:
    """Each with whether it is an emergency measure."""
    if not measure_rules.may_propose(actor, case):
        return
    under_way = {one.kind for one in case.measures.all() if one.state in rules.OPEN_MEASURES}
    for kind in MeasureKind:
        if kind in measure_rules.BY_API and kind in under_way:
            continue
        comment = case.comment if kind in measure_rules.BY_API else None
        if not measure_rules.fits(case, kind, comment, None if comment else case.post):
            continue
        address = reverse("cases:propose", args=[case.pk, kind])
        if measure_rules.may_act_in_emergency(actor, case, kind):
            urgent = reverse("cases:emergency", args=[case.pk, kind])
            yield Button(f"緊急に{SHORT[kind]}", urgent, "button--danger"), True
        yield Button(SHORT[kind], address), False


def closing(actor: Actor, case: Case) -> Closing:
    measures = list(case.measures.all())
    waiting = sum(one.state in rules.OPEN_MEASURES for one in measures)
    unseen = sum(one.is_emergency and one.seen_at is None for one in measures)
    answer = rules.may_close(actor, case, waiting, unseen)
    failed = sum(one.state == MeasureState.FAILED for one in measures)
    return Closing(actor.is_any(rules.Role.SECTION_CHIEF), answer, failed)


def way(actor: Actor, case: Case) -> WayGuide | None:
    """None for kinds that need no more than their steps, and once the case is closed."""
    guides = {
        Way.LOOK_ALIKE: _look_alike,
        Way.TAKE_OVER: _take_over,
        Way.ERROR: _error,
        Way.PERSONAL_DATA: _personal_data,
        Way.DISASTER: _disaster,
        Way.CRITICISM: _criticism,
    }
    guide = guides.get(Way(case.kind.way))
    if guide is None or not rules.may_work(actor, case):
        return None
    return _in_words(guide(actor, case)) if case.is_drill else guide(actor, case)


def _in_words(guide: WayGuide) -> WayGuide:
    """A drill leads to no real button: one press of it would be no drill."""
    lines = [f"【訓練】本番では、ここで「{button.label}」を押します。" for button in guide.buttons]
    return replace(guide, lines=[*guide.lines, *lines], buttons=[])


def _criticism(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "コメントを非表示にしたり、削除したりはしません。",
        "返信するかしないかを決めます。返信は、事前に承認を受けます(第６第２項)。",
        "内容の担当課につなぎ、経過に記録します。",
    ]
    buttons = (
        [Button("コメントを開いて返信を考える", case.comment.get_absolute_url())] if case.comment else []
    )
    return WayGuide("正当な批判・苦情への対応", lines, buttons)


def _look_alike(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "疑わしいユーザーネームを1文字ずつ比べ、違うところを記録します。",
        "証拠(画面の写しとアドレス)を保全してから、プラットフォームに報告します。7日以内に回答があります。",
        "課のホームページと公式アカウントで、注意を呼びかけます。",
        "なくなるまで、毎日確かめて経過に記録します。",
    ]
    buttons = [Button("注意を呼びかける投稿を起案する", reverse("posts:new"))]
    return WayGuide("なりすましへの対応", lines, buttons)


def _take_over(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "1. 公式アカウントのパスワードを変更し、ほかの端末をログアウトさせます(理由は「事故・漏えいのおそれ」)。",
        "2. Instagramとの接続を確かめます。確かめられるまで、投稿は出ません。",
        "3. このシステムのログインも、心当たりのないものを終わらせます。",
        "4. 登録のメールアドレス、二段階認証、連携しているアプリを確かめます。",
        "5. 身に覚えのない投稿を取り下げ、利用者に注意を呼びかけます。",
    ]
    if case.is_drill:
        lines.insert(0, "訓練では手順をたどるだけです。実際のパスワードや接続は変更しないでください。")
    buttons = [
        Button("パスワードの管理簿を開く", reverse("security:account_password")),
        Button("Instagramとの接続を開く", reverse("security:connection")),
        Button("ログインの状況を開く", reverse("security:index")),
    ]
    may_secure = bool(may_ask_for_password_change(actor, knows=knows_password(actor.user)))
    return WayGuide("乗っ取り・紛失への対応", lines, buttons, may_secure=may_secure)


def _error(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "Instagramに出した本文は、このシステムからは直せません。取り下げて、訂正した投稿を出します。",
        "公式アカウントの画面で投稿を削除し、「この投稿の取下げへ進む」から記録します。",
        "「訂正した投稿を起案する」から、いつもどおり承認を受けて出します(第４)。",
        "取り下げた投稿と、その承認の記録は、このシステムに残ります。",
    ]
    return WayGuide("投稿の誤りへの対応", lines, _post_buttons(case))


def _personal_data(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "まず、公式アカウントの画面で投稿を削除します。決定を待つ必要はありません。",
        "次に「この投稿の取下げへ進む」から記録し、この事案の措置「投稿を取り下げる」で担当課長の確認を受けます。",
        "写っている方に知らせ、漏えい等の報告が必要かどうかを、個人情報の担当に確かめます。",
    ]
    return WayGuide("先に取り下げます", lines, _post_buttons(case))


def _post_buttons(case: Case) -> list[Button]:
    post = case.post or (case.comment.live_post.post if case.comment else None)
    if case.is_drill:
        # What these lead to would be real.
        return [Button("投稿を開く", post.get_absolute_url())] if post else []
    again = Button("訂正した投稿を起案する", reverse("posts:new"))
    if post is None:
        return [again]
    look = Button("投稿を開く", post.get_absolute_url())
    if post.state == State.REMOVED:
        return [look, again]
    return [look, Button("この投稿の取下げへ進む", reverse("posts:record_removal", args=[post.pk])), again]


def _disaster(actor: Actor, case: Case) -> WayGuide:
    lines = [
        "緊急停止すると、予定している投稿も返信も、すべて止まります。",
        "措置(非表示・削除)は、緊急停止の間も行われます。",
        "再開しても、時刻を過ぎた投稿が自動で出ることはありません。",
    ]
    if case.is_drill:
        lines.append("訓練では、緊急停止の画面を開かず、手順だけをたどってください。")
    # Whoever stops it says why to everybody, and not everybody may read the case.
    reason = f"?{urlencode({'reason': f'{case.kind.name}への対応のため'})}"
    buttons = (
        [Button("緊急停止の画面を開く", reverse("emergency_stop") + reason, "button--danger")]
        if may_stop(actor) and not case.is_drill
        else []
    )
    return WayGuide("まず、予定している投稿を止めます", lines, buttons)
