"""Who may propose, send and settle a reply, and what it still lacks (第６第２項)."""

from datetime import datetime

from approvals import lateness
from approvals import rules as approval_rules
from approvals.completeness import Confirmation, Point
from approvals.models import EmergencyStop, State
from approvals.models.approvable import EDITABLE
from comments.inbox.hints import WordList, personal_in
from comments.inbox.models import Comment, Hint
from comments.inbox.roles import may_act_under
from comments.replies.models import Reply
from instagram import captions, limits
from posts.drafting import rules as post_rules
from security.account.connection import Pause
from security.models import POSTERS, Organization, Role
from security.office import passages
from security.office.answers import YES, Answer, no
from security.office.passages import EXAMINED_MAX
from security.people.actors import Actor
from security.workplaces.rules import from_workplace

CLAUSE = "第６第２項"
ANCHOR = "id_text"


def may_propose(actor: Actor, comment: Comment) -> Answer:
    """A reply is proposed by those who post, of either side; a contractor's under its own posts and nobody's."""
    if actor.appointment(*POSTERS):
        return may_act_under(actor, comment.live_post.post, CLAUSE)
    return no("返信を起案できるのは、地域政策課投稿者と運営者投稿者です。", clause=CLAUSE)


def may_answer(comment: Comment) -> Answer:
    """Whether the comment can be answered as far as it is known here. Reads its parent, live post and post."""
    if comment.is_own:
        return no("公式アカウント自身のコメントには返信できません。")
    if comment.gone_at:
        return no("このコメントは削除されているため、返信できません。", clause=CLAUSE)
    if comment.is_hidden:
        return no(
            "このコメントは非表示になっているため、返信できません(Instagramが受け付けません)。",
            remedy="返信するときは、先に表示を元に戻してください。",
        )
    if comment.parent and (comment.parent.gone_at or comment.parent.is_hidden):
        return no("返信先のもとのコメントが削除されているか、非表示になっているため、返信できません。")
    if is_post_gone(comment):
        return no("コメントの付いた投稿が削除されているため、返信できません。", clause=CLAUSE)
    return YES


def is_post_gone(comment: Comment) -> bool:
    live_post = comment.live_post
    return bool(live_post.gone_at or (live_post.post and live_post.post.state == State.REMOVED))


def may_read(actor: Actor, reply: Reply) -> Answer:
    """As a post: the division reads everything, a contractor its own."""
    if not actor.appointments:
        return no("いま有効な任用がありません。", clause="第２")
    if actor.is_of_prefecture or reply.organization_id in actor.organization_ids:
        return YES
    return no("この返信の起案を見られるのは、地域政策課と起案した組織の方です。")


def may_edit(actor: Actor, reply: Reply) -> Answer:
    answer = approval_rules.may_write(actor, reply)
    if answer and reply.state not in EDITABLE:
        return no(
            f"「{reply.get_state_display()}」のものは変更できません。",
            remedy="もう一度返信するときは、コメントのページから新しく起案してください。",
        )
    return answer


def could_send(actor: Actor, reply: Reply, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """送る, wherever the person is: for what was approved while everything stood still."""
    answer = approval_rules.may_write(actor, reply)
    if not answer:
        return answer
    if reply.state != State.APPROVED:
        return no(
            f"送れるのは承認済のものだけです(いまは「{reply.get_state_display()}」です)。", clause=CLAUSE
        )
    return _may_go_out(actor, reply, stop, pause)


def may_send(actor: Actor, reply: Reply, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    return could_send(actor, reply, stop, pause) and from_workplace(actor, reply.organization)


def could_retry(actor: Actor, reply: Reply, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    """Once more after a failure, wherever the person is: the approval still stands on the same version."""
    answer = approval_rules.may_write(actor, reply)
    if not answer:
        return answer
    if reply.state != State.FAILED or reply.submission is None:
        return no("もう一度送れるのは、送信に失敗したものだけです。")
    answer = lateness.may_retry_still(reply)
    if not answer:
        return answer
    return _may_go_out(actor, reply, stop, pause)


def may_retry(actor: Actor, reply: Reply, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    return could_retry(actor, reply, stop, pause) and from_workplace(actor, reply.organization)


def _may_go_out(actor: Actor, reply: Reply, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    if reply.is_by_hand:
        return no(
            "手で入力したコメントのため、このシステムからは送れません。",
            remedy="公式アカウントの画面で返信し、「手で返信したことを記録する」から記録してください。",
        )
    if answer := _nothing_stands_still(actor, stop, pause):
        return may_answer(reply.comment)
    return answer


def _nothing_stands_still(actor: Actor, stop: EmergencyStop | None, pause: Pause | None) -> Answer:
    if stop:
        return no(
            "緊急停止中のため返信できません。",
            clause="第６第４項",
            remedy="解除された後に、あらためて行ってください。",
        )
    return pause.answer(actor) if pause else YES


def could_record_by_hand(actor: Actor, reply: Reply, stop: EmergencyStop | None) -> Answer:
    """手で返信した, wherever the person is: the approved text, typed on the tablet, under a comment known from there."""
    answer = approval_rules.may_write(actor, reply)
    if not answer:
        return answer
    if not reply.is_by_hand:
        return no("このコメントへの返信は、承認されるとシステムから送られます。")
    if reply.state != State.APPROVED:
        return no(
            f"記録できるのは、承認済の返信だけです(いまは「{reply.get_state_display()}」です)。",
            clause=CLAUSE,
        )
    return _nothing_stands_still(actor, stop, None) and may_answer(reply.comment)


def may_record_by_hand(actor: Actor, reply: Reply, stop: EmergencyStop | None) -> Answer:
    return could_record_by_hand(actor, reply, stop) and from_workplace(actor, reply.organization)


def is_time_of_answer(at: datetime, *, approved_at: datetime, now: datetime) -> Answer:
    """A reply needs its approval beforehand; forms ask for minutes."""
    if at > now:
        return no("返信した日時が先の日時です。返信した日時を入力してください。")
    if at < approved_at.replace(second=0, microsecond=0):
        return no(
            "返信した日時が、承認された日時より前です。返信には事前の承認が必要です。",
            clause=CLAUSE,
            remedy="日時をお確かめください。承認の前に返信していたときは、担当課長か業務処理責任者に知らせてください。",
        )
    return YES


def may_resolve(actor: Actor, reply: Reply) -> Answer:
    """要確認: someone of the author's side or of the division looks under the comment and says what is there."""
    answer = _may_settle(actor, reply)
    if answer and reply.state != State.UNCONFIRMED:
        return no("確認が必要なのは「要確認」のものだけです。")
    return answer


def may_note_difference(actor: Actor, reply: Reply) -> Answer:
    """Write down that one has looked into how the live answer differs from what was approved."""
    answer = _may_settle(actor, reply)
    if answer and reply.state != State.PUBLISHED:
        return no("違いを確かめたことを記録できるのは「返信済」のものだけです。")
    return answer


def _may_settle(actor: Actor, reply: Reply) -> Answer:
    """The division can always settle what a contractor has left."""
    if actor.own.is_any(Role.SECTION_CHIEF, Role.PREFECTURE_POSTER):
        return YES
    return approval_rules.may_write(actor, reply)


def confirmations() -> list[Confirmation]:
    """What the author confirms when asking for approval."""
    return [
        Confirmation("コメントとその前後のやり取りを読み、返信が必要なものと判断しました。", CLAUSE),
        Confirmation("公表・公開を前提とする内容で、個人情報を書いていません。", "第３第１項"),
    ]


def missing_points(reply: Reply) -> list[Point]:
    """What stands in the way of asking for approval."""
    answer = may_answer(reply.comment)
    points = [] if answer else [Point(str(answer), "comment", CLAUSE)]
    return points + text_points(reply.text, reply.organization)


def text_points(text: str, organization: Organization) -> list[Point]:
    points = []
    characters = captions.count_characters(text)
    if not text.strip():
        points.append(Point("返信文を入力してください。", ANCHOR))
    elif len(text) <= EXAMINED_MAX and passages.only_mentions(text):
        points.append(Point(f"返信文が宛先({text.strip()})だけです。お答えする文を書いてください。", ANCHOR))
    if characters > limits.COMMENT_MAX:
        over = characters - limits.COMMENT_MAX
        points.append(
            Point(
                f"返信文が{characters:,}字あります。{limits.COMMENT_MAX:,}字までです({over:,}字減らしてください)。",
                ANCHOR,
            )
        )
    if len(text) > EXAMINED_MAX:
        return points
    for count, limit, what in (
        (len(passages.hashtags(text)), limits.HASHTAGS_MAX, "ハッシュタグ"),
        (len(passages.mentions(text)), limits.MENTIONS_MAX, "@のメンション"),
    ):
        if count > limit:
            points.append(Point(f"{what}が{count}個あります。{limit}個までにしてください。", ANCHOR))
    if found := passages.addresses_in(text):
        sentence = (
            f"返信文にアドレス({found[0].written})があります。リンク先の3つの条件を返信では確かめられないため、書かないでください。"
            "投稿の名前や「プロフィールのリンク」などの言葉でご案内ください。"
        )
        points.append(Point(sentence, ANCHOR, post_rules.link_clause(organization)))
    return points


def warnings(text: str) -> list[str]:
    """What no eye sees, and what looks like personal data, quoted: nobody is stopped by it (a public office may give its
    own number).
    """
    text = text[:EXAMINED_MAX]
    return [*passages.unseen_in(text, called="返信文"), *_personal(text)]


def _personal(text: str) -> list[str]:
    if shapes := personal_in(text):
        return [
            f"電話番号やメールアドレスなどのように見えるところがあります: {'、'.join(shapes)} "
            "個人情報は書かないでください。公開されてよいものか、お確かめください(第３第１項)。"
        ]
    if Hint.PERSONAL in WordList.load().hints_of(text).split():
        return ["個人情報を示す語句があります。公開されてよいものか、お確かめください(第３第１項)。"]
    return []


def hints(text: str) -> list[str]:
    """Advice that does not stop anyone."""
    told = []
    text = text[:EXAMINED_MAX]
    if passages.hashtags(text):
        told.append("返信のハッシュタグは検索に出ます。必要なものだけにしてください。")
    if len(passages.mentions(text)) > 1:
        told.append("@で名前を書いた方には、Instagramから通知が届きます。")
    return told
