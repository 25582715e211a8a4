"""招待: finding the invitation behind a link, and what to say when it cannot be used."""

import hashlib

from django.utils import timezone

from security.office.answers import YES, Answer, no
from security.signing_in.models import Invitation

ASK_AGAIN = "システム管理者に、新しい招待を依頼してください。"


def digest(secret: str) -> str:
    """Only this is kept: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> Invitation | None:
    return Invitation.objects.select_related("user").filter(token_hash=digest(secret)).first()


def may_be_used(invitation: Invitation | None) -> Answer:
    """Once, within its days, and only the last one that the person was sent."""
    if invitation is None:
        return no(
            "この招待のアドレスは正しくありません。",
            remedy="メールのアドレスが途中で切れていないかお確かめのうえ、違っていれば、" + ASK_AGAIN,
        )
    if invitation.ended_at and Invitation.objects.filter(user=invitation.user, pk__gt=invitation.pk).exists():
        return no(
            "この招待は、後から送られた新しい招待に替わりました。", remedy="新しいほうをお使いください。"
        )
    if invitation.ended_at:
        return no(
            "この招待は、すでに使われています。",
            remedy="ログインしてお使いください。お心当たりがないときは、すぐにシステム管理者へご連絡ください。",
        )
    if invitation.expires_at <= timezone.now():
        return no("この招待は、期限が切れています。", remedy=ASK_AGAIN)
    if not invitation.user.is_active:
        return no("この利用者の利用は停止されています。", remedy="システム管理者へご連絡ください。")
    return YES
