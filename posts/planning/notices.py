"""What somebody is told of the secret address of his calendar: like of every key to an account, whatever he has chosen."""

from security.notices.registry import Unchosen, declare_unchosen
from security.signing_in.notices import NOT_TO_BE_SILENCED

declare_unchosen(
    Unchosen("予定表の配信を始めた、アドレスを作り直した", "ご本人", (), NOT_TO_BE_SILENCED, "第５第２項")
)
