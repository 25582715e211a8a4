"""Rows for cases: a comment under a post of ours, a policy in force, a case about them."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals import actions as approval_actions
from approvals.actions import drafting
from approvals.models import Guideline
from comments.cases.actions import life as case_actions
from comments.cases.actions.life import Report
from comments.models import Comment, LivePost, Policy, PolicyBlock, TroubleType
from posts.models import Post

ABUSE = "特定の方への攻撃。神(U+FA19)の<b>人</b>"
GROUND = "他人を誹謗中傷するもの"


def live_post(post: Post | None = None, **fields: object) -> LivePost:
    number = LivePost.objects.count() + 1
    values = {
        "media_id": f"1790000000000{number:04}",
        "permalink": f"https://www.instagram.com/p/LIVE{number}/",
    }
    return LivePost.objects.create(post=post, **{**values, "first_line": "雪の朝", **fields})


def comment(live: LivePost | None = None, **fields: object) -> Comment:
    number = Comment.objects.count() + 1
    values = {
        "remote_id": f"1780000000000{number:04}",
        "username": "bad_person",
        "author_remote_id": "777",
        "text": ABUSE,
        "commented_at": timezone.now() - datetime.timedelta(hours=1),
    }
    return Comment.objects.create(live_post=live or live_post(), **{**values, **fields})


@transaction.atomic
def policy(staff, chief, *lines: str, emergency: Sequence[str] | None = None) -> Policy:
    """A version in force since today, with these grounds, all for emergencies too if not said otherwise."""
    lines = lines or (GROUND, "公序良俗に反するもの")
    stored = Policy.objects.create(
        number=Policy.objects.count() + 1,
        in_force_from=timezone.localdate(),
        dossier=drafting.open_dossier(by=staff),
        author=staff,
        organization=staff.appointments.get().organization,
        edited_by=staff,
        form_key=uuid.uuid4(),
    )
    PolicyBlock.objects.create(
        policy=stored,
        number=8,
        title="禁止事項・削除基準",
        text="\n".join(["次のものを削除します。", *(f"・{line}" for line in lines)]),
        emergency=list(lines if emergency is None else emergency),
    )
    version = drafting.submit(stored, by=staff, points=[], guidelines=Guideline.objects.all_in_force())
    approval_actions.approve(by=chief, item=stored, seal=version.seal)
    return Policy.objects.get(pk=stored.pk)


def kind(code: str) -> TroubleType:
    return TroubleType.objects.get(code=code)


def case(by, code: str = "T01", **fields: Any):
    """A case as somebody has reported it; about a comment unless told otherwise."""
    if not fields.keys() & {"comment", "post", "found_at"}:
        fields["comment"] = comment()
    return case_actions.open_case(
        by=by, report=Report(kind=kind(code), **{"title": "コメントについて", **fields})
    )
