"""What the trail tells of what happens around the system, and of how it was settled."""

from approvals.events import SEAL
from security.trail.registry import Kind, Word, event
from security.trail.words import COUNT, NOTE, REASON

AROUND = Kind("around", "公式アカウントの照合", place=85)

PERMALINK = Word("permalink", "投稿のアドレス")
POSTED_AT = Word("posted_at", "投稿日時")
DOCUMENT = Word("document", "文書")
PARTS = Word("parts", "変わったところ", lambda value: "、".join(value))

BEGUN = event(
    AROUND,
    "around.begin",
    "公式アカウントの照合を始めた",
    "公式アカウントの照合を始め、それより前からあった投稿を引き継ぎました。",
    COUNT,
)
FOUND = event(
    AROUND,
    "around.found",
    "承認の記録のない投稿に気づいた",
    "承認の記録のない「{what}」に気づきました。",
    PERMALINK,
    POSTED_AT,
    mark="error",
)
REWRITTEN = event(
    AROUND,
    "around.rewritten",
    "要領より前の投稿が書き換えられたことに気づいた",
    "要領より前の「{what}」が、承認の記録なく書き換えられたことに気づきました。",
    PERMALINK,
    mark="error",
)
EXPLAINED = event(
    AROUND,
    "around.explained",
    "承認の記録のない投稿が、文書のものと分かった",
    "「{what}」が、承認された文書のものと分かりました。",
    DOCUMENT,
)
JOINED = event(
    AROUND,
    "around.joined",
    "承認を受けて手で投稿したものとした",
    "{who}が、「{what}」を、承認を受けて手で投稿したものとしました。",
    DOCUMENT,
    SEAL,
    Word(
        "photos_seen",
        "写真が承認されたものと同じことを目で確かめた",
        lambda value: "はい" if value else "いいえ",
    ),
    NOTE,
    mark="publish",
)
IS_OLDER = event(
    AROUND,
    "around.older",
    "要領より前の投稿とした",
    "{who}が、「{what}」を、要領より前のものとしました。",
    REASON,
)
CASE_OPENED = event(
    AROUND, "around.case", "事案とした", "{who}が、「{what}」を事案としました。", NOTE, mark="error"
)
GONE = event(
    AROUND,
    "around.gone",
    "公式アカウントから投稿がなくなったことに気づいた",
    "「{what}」がなくなったことに気づきました。",
    mark="reject",
)
PROFILE_READ = event(
    AROUND,
    "around.profile_read",
    "公式アカウントのプロフィールを最初に読み取った",
    "「{what}」を最初に読み取りました。",
)
PROFILE_CHANGED = event(
    AROUND,
    "around.profile_changed",
    "プロフィールが変わったことに気づいた",
    "公式アカウントのプロフィールが変わったことに気づきました。",
    PARTS,
    mark="error",
)
PROFILE_BACK = event(
    AROUND,
    "around.profile_back",
    "プロフィールが元に戻ったことに気づいた",
    "公式アカウントのプロフィールが、元の内容に戻ったことに気づきました。",
    PARTS,
)
PROFILE_CONFIRMED = event(
    AROUND,
    "around.profile_confirmed",
    "プロフィールを確かめた",
    "{who}が「{what}」を確かめました。",
    REASON,
    mark="approve",
)
