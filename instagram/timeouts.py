"""How long each kind of call is waited for: (connect, read) in seconds."""

from collections.abc import Mapping

from instagram.errors import Call

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
# Meta fetches the photo from us before it answers.
CREATE_READ_TIMEOUT_S = 60.0
# Giving up early would only turn a slow success into an unknown outcome.
PUBLISH_READ_TIMEOUT_S = 90.0

TIMEOUTS_S: Mapping[Call, tuple[float, float]] = {
    Call.CREATE: (CONNECT_TIMEOUT_S, CREATE_READ_TIMEOUT_S),
    Call.STATUS: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    Call.PUBLISH: (CONNECT_TIMEOUT_S, PUBLISH_READ_TIMEOUT_S),
    Call.READ: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    Call.COMMENTS: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    Call.REPLY: (CONNECT_TIMEOUT_S, PUBLISH_READ_TIMEOUT_S),
    Call.MODERATE: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
    Call.TOKEN: (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
}
