"""Sessions in the database, each read together with the row that stands for it (session_limits.py): one query for both."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import OuterRef
from django.utils import timezone

from .embedding import embedded, revived


class SessionStore(DatabaseStore):
    """`standing`: allauth's row of this session as it was when the session was read; None without one."""

    standing: UserSession | None = None

    def _get_session_from_db(self) -> Session | None:
        rows = UserSession.objects.filter(session_key=OuterRef("session_key"))
        mine = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        found = mine.annotate(standing=embedded(rows)).first()
        if found is None:
            self._session_key = None
            return None
        self.standing = revived(UserSession, found.standing)
        return found
