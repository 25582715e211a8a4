"""Which comments the official account wrote itself."""

from dataclasses import dataclass

from django.conf import settings

from instagram.results import RemoteComment
from security.models import AccessToken
from security.office import words


@dataclass(frozen=True)
class OwnAccount:
    """The connected account. Its number is unknown (`me`) until Instagram has once been asked for it."""

    user_id: str
    username: str

    @classmethod
    def current(cls) -> "OwnAccount":
        """One query."""
        token = AccessToken.current()
        user_id = token.user_id if token else settings.INSTAGRAM_USER_ID
        username = (token.username if token else "") or settings.INSTAGRAM_USERNAME
        return cls(user_id if user_id.isdigit() else "", username)

    def wrote(self, comment: RemoteComment) -> bool:
        """By number or by name: Instagram tells at times only one of them, and the number may be its app's own."""
        if self.user_id and comment.author_id == self.user_id:
            return True
        return bool(self.username) and words.same(comment.username, self.username)

    def may_have_written(self, comment: RemoteComment) -> bool:
        """Only another name proves another author: the number may be its app's own, or missing altogether."""
        return self.wrote(comment) or not (comment.username and self.username)
