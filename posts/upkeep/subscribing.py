"""Asking Instagram to notify us of comments. They are found without that too, only later."""

from posts.instagram import connection
from posts.instagram.errors import AccessLost, InstagramError, NotConnected
from security import rules
from security.actions import token as token_actions
from security.actors import Actor
from security.answers import Refused, no, require
from security.models import User

from . import checking


def subscribe(*, by: User) -> None:
    """コメントの通知を受け取る. What Instagram then says of it is kept as that of any check, with the person's name.

    Raises Refused for whoever may not, and where Instagram refuses or cannot be reached.
    """
    require(rules.may_connect(Actor.of(by)))
    try:
        through = connection.current()
    except NotConnected as error:
        raise _refused(error) from None
    try:
        through.client.subscribe()
    except AccessLost as error:
        token_actions.note_lost(token=through.token, problem=error.sentence)
        raise _refused(error) from None
    except InstagramError as error:
        raise _refused(error) from None
    checking.check_now(by=by)


def _refused(error: InstagramError) -> Refused:
    return Refused(no("コメントの通知を受け取る設定ができませんでした。", remedy=error.final_sentence))
