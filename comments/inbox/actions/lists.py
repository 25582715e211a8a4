"""The office's lists: the words that mark comments, and the beginnings of replies."""

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from comments.inbox import rules
from comments.inbox.models import HintWord, MarkingRound, ReplyTemplate
from comments.inbox.texts import in_one_line
from security.models import User
from security.office.answers import Refused, no, require
from security.office.words import sound
from security.people.actors import Actor
from security.trail import events
from security.trail import recording as audit
from security.trail.changes import changes, stored

ROUND = 1


@transaction.atomic
def add_word(*, by: User, word: HintWord) -> None:
    """The undecided comments are looked through again afterwards, by the sweep (marking.py)."""
    actor = Actor.of(by)
    require(rules.may_keep_lists(actor))
    word.word = in_one_line(word.word)
    if not sound(word.word):
        raise Refused(no("語句を入力してください。"))
    if len(word.word) == 1:
        raise Refused(
            no("1字だけの語句は、多くのコメントに当てはまります。", remedy="2字以上で入力してください。")
        )
    _refuse_double(word)
    word.save()
    _record(actor, word, None)
    _ask_for_round()


@transaction.atomic
def remove_word(*, by: User, word: HintWord) -> None:
    actor = Actor.of(by)
    require(rules.may_keep_lists(actor))
    before = stored(word)
    if before is None:
        return
    audit.record(
        events.SETTING_CHANGED,
        by=actor,
        subject=before,
        changes={"kind": [before.kind, None], "word": [before.word, None]},
    )
    before.delete()
    _ask_for_round()


@transaction.atomic
def save_template(*, by: User, template: ReplyTemplate) -> None:
    """A new beginning for replies, or a changed one; what was sealed with the old one stays as it is."""
    actor = Actor.of(by)
    require(rules.may_keep_lists(actor))
    before = stored(template)
    template.full_clean()
    template.save()
    _record(actor, template, before)


def _refuse_double(word: HintWord) -> None:
    """Compared as texts are: ｼﾈ and しね are one word."""
    same = (one for one in HintWord.objects.filter(kind=word.kind) if sound(one.word) == sound(word.word))
    if existing := next(same, None):
        raise Refused(no(f"「{existing.word}」として、すでに登録されています。"))


def _record(actor: Actor, row: Model, before: Model | None) -> None:
    audit.record(events.SETTING_CHANGED, by=actor, subject=row, changes=changes(before, row))


def _ask_for_round() -> None:
    """From the newest comment on again, also while an earlier round is under way."""
    asked = {"before_at": None, "before_id": 0, "asked_at": timezone.now(), "done_at": None}
    MarkingRound.objects.update_or_create(pk=ROUND, defaults=asked)
