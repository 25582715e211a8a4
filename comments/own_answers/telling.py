"""An answer that nobody has approved, told at once. Each runs in the transaction that found it."""

from collections.abc import Sequence

from comments.inbox.models.comments import isolated
from comments.own_answers import notices
from comments.own_answers.models import OwnAnswer
from posts.live.telling import TOLD_MAX, UNTIL_SETTLED, shortened
from security.models import User
from security.notices import telling
from security.office.days import with_weekday_time
from security.people.querysets import working_as


def of_answers(found: Sequence[OwnAnswer]) -> None:
    """The oldest first; of many at once the rest as a number."""
    left_off = len(found[TOLD_MAX:])
    for place, row in enumerate(found[:TOLD_MAX], start=1):
        comment = row.comment
        more = f"\nほかに{left_off}件あります。" if left_off and place == TOLD_MAX else ""
        telling.tell(
            notices.ANSWER,
            to=working_as(*notices.TOLD),
            about=row,
            title="公式アカウントに、承認の記録のない返信があります",
            sentence=(
                f"{with_weekday_time(comment.commented_at)}に、公式アカウントが"
                f"「{isolated(str(comment.live_post))}」に書き込みました。承認された返信のなかに、"
                f"これに当たるものがありません(第６第２項)。\n「{shortened(isolated(comment.text))}」{more}\n"
                f"心当たりのあるものか、すぐに確かめてください。{UNTIL_SETTLED}"
            ),
            url=row.get_absolute_url(),
            by=None,
        )


def take_back(row: OwnAnswer) -> None:
    telling.take_back(notices.ANSWER, about=row)


def is_settled(row: OwnAnswer, by: User) -> None:
    telling.lay_aside(notices.ANSWER, about=row)
    telling.settle(notices.ANSWER, about=row, person=by)
