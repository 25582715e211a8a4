"""Keeping evidence, and opening it: each opening stands in the trail before anything is shown (第５第２項, 第６第３項)."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comments.cases import events, evidence_content
from comments.cases.actions.locking import locked_case
from comments.cases.models import Case, Evidence
from comments.cases.rules import cases as rules
from comments.cases.screenshots import Screenshot, ending
from comments.inbox.models import Comment
from posts.models import Post
from security.account.key_rotation import Rotation
from security.models import User
from security.office import vault
from security.office.answers import Refused, no, require
from security.people.actors import Actor
from security.trail import recording as audit

CHANGED = "内容が、保全したときのハッシュと一致しません。保全した後に書き換えられたおそれがあります。"
NO_KEY = "内容を開く鍵が、いまのシステムにありません。"


@dataclass(frozen=True)
class Opened:
    """A piece of evidence, opened. `problem`: why it proves nothing as it is; empty if it is whole."""

    content: dict[str, Any]
    problem: str = ""


@dataclass(frozen=True)
class OpenedFile:
    content: bytes
    problem: str = ""


@transaction.atomic
def keep_more(
    *, by: User, case: Case, address: str = "", description: str = "", screenshot: Screenshot | None = None
) -> Evidence:
    """証拠を加える: a page, a screenshot, or the case's comment as it stands now."""
    actor, case = Actor.of(by), locked_case(case)
    require(rules.may_work(actor, case))
    if not (address or description or screenshot):
        return _keep_subject(case, actor)
    return keep_page(case, address, description, by=actor, screenshot=screenshot)


def _keep_subject(case: Case, actor: Actor) -> Evidence:
    """What the case is about, as it stands now."""
    if case.comment:
        return keep_comment(case, case.comment, by=actor)
    if case.post:
        return keep_post(case, case.post, by=actor)
    raise Refused(
        no("保全するものがありません。", remedy="アドレス、内容、画面の写しのどれかを入力してください。")
    )


def keep_comment(
    case: Case, comment: Comment, *, by: Actor, screenshot: Screenshot | None = None
) -> Evidence:
    """Runs in the transaction of its caller, as do the two below; the case is locked."""
    return _keep(
        case, Evidence.Kind.COMMENT, evidence_content.of_comment(comment), by, screenshot, comment=comment
    )


def keep_if_changed(case: Case, comment: Comment, *, by: Actor) -> bool:
    """What is hidden must be what was kept: a comment that now says something else is kept anew, as above."""
    newest = case.evidence.filter(comment=comment).order_by("-number").first()
    if newest and _text_of(newest) == comment.text:
        return False
    keep_comment(case, comment, by=by)
    return True


def _text_of(kept: Evidence) -> str | None:
    """None if it cannot be read, or not believed."""
    text, problem = _content(kept)
    return None if problem else json.loads(text)["comment"]["text"]


def keep_post(case: Case, post: Post, *, by: Actor, screenshot: Screenshot | None = None) -> Evidence:
    return _keep(case, Evidence.Kind.POST, evidence_content.of_post(post), by, screenshot)


def keep_page(
    case: Case, address: str, description: str, *, by: Actor, screenshot: Screenshot | None = None
) -> Evidence:
    return _keep(case, Evidence.Kind.PAGE, evidence_content.of_page(address, description), by, screenshot)


def _keep(
    case: Case,
    kind: Evidence.Kind,
    content: dict[str, Any],
    by: Actor,
    screenshot: Screenshot | None,
    comment: Comment | None = None,
) -> Evidence:
    number = case.evidence.count() + 1
    if screenshot:  # the name that somebody gave it may name a person
        content = content | {"file_name": screenshot.name}
    sealed, digest = evidence_content.sealed(content)
    kept = Evidence.objects.create(
        case=case,
        number=number,
        kind=kind,
        comment=comment,
        sealed_content=sealed,
        digest=digest,
        sealed_file=vault.seal_bytes(screenshot.content) if screenshot else None,
        file_digest=evidence_content.digest(screenshot.content) if screenshot else "",
        file_name=f"証拠{number}{ending(screenshot.content)}" if screenshot else "",
        kept_by=by.user,
    )
    audit.record(events.EVIDENCE_KEPT, by=by, subject=kept, kind=kept.get_kind_display(), paper=digest)
    return kept


def read(*, by: User, evidence: Evidence) -> Opened:
    """証拠を見る: written down first. The digest is computed anew at each reading."""
    text, problem = _content(evidence)
    _note_read(by, evidence, problem)
    return Opened(content=json.loads(text) if text else {}, problem=problem)


def read_file(*, by: User, evidence: Evidence) -> OpenedFile:
    """The screenshot, likewise."""
    content, problem = _file(evidence)
    _note_read(by, evidence, problem, name=evidence.file_name)
    return OpenedFile(content=content, problem=problem)


@transaction.atomic
def _note_read(by: User, evidence: Evidence, problem: str, **more: str) -> None:
    actor = Actor.of(by)
    require(rules.may_read_evidence(actor, evidence.case))
    told = more | ({"problem": problem} if problem else {})
    audit.record(events.CASE_EVIDENCE_READ, by=actor, subject=evidence, **told)


def _content(evidence: Evidence) -> tuple[str, str]:
    try:
        text = vault.unseal(evidence.sealed_content)
    except vault.Unreadable:
        return "", NO_KEY
    return text, "" if evidence_content.digest(text.encode()) == evidence.digest else CHANGED


def _file(evidence: Evidence) -> tuple[bytes, str]:
    try:
        content = vault.unseal_bytes(bytes(evidence.sealed_file or b""))
    except vault.Unreadable:
        return b"", NO_KEY
    return content, "" if evidence_content.digest(content) == evidence.file_digest else CHANGED


def seal_anew(rotation: Rotation) -> None:
    """Under the newest key; what it holds, and so its digest, stays. Runs in the transaction of the rotation."""
    numbers = list(Evidence.objects.order_by("pk").values_list("pk", flat=True))
    for number in numbers:  # one at a time: screenshots are large
        kept = Evidence.objects.select_related("case").get(pk=number)
        kept.sealed_content = rotation.reseal(kept.sealed_content, name=str(kept))
        if kept.sealed_file is not None:
            sealed = bytes(kept.sealed_file).decode("ascii")
            kept.sealed_file = rotation.reseal(sealed, name=f"{kept}の画像").encode("ascii")
        kept.save(update_fields=["sealed_content", "sealed_file"])
