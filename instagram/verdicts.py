"""Which class of error an answer of Meta's is: one table over (code, subcode, kind of call).

Only the two numbers decide: Meta's texts are localised, and `is_transient` is false on errors that waiting
cures.

A publication and a reply are judged apart. Meta has answered errors while the post or comment was live, so only
the few rows marked EVERY_CALL or PUBLICATION are a no; whatever else comes back from `publish` or `reply` leaves
the outcome unknown. Of the other calls, what the table does not know is tried again: nobody sees what they do twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from instagram import sentences as say
from instagram.comment_sentences import ABOUT_COMMENTS, words
from instagram.errors import (
    AccessLost,
    Call,
    ContentRefused,
    Gone,
    InstagramError,
    NewContainerNeeded,
    NotPermitted,
    OutcomeUnknown,
    QuotaReached,
    TokenRefused,
    TryAgain,
)
from instagram.limits import ACTION_BLOCK_PAUSE_S
from instagram.results import Container, ContainerStatus

EVERY_CALL = frozenset(Call)
CREATE = frozenset({Call.CREATE})
STATUS = frozenset({Call.STATUS})
PUBLISH = frozenset({Call.PUBLISH})
READ = frozenset({Call.READ})
TOKEN = frozenset({Call.TOKEN})
# What cannot be repeated: an answer that is no definite no leaves the outcome unknown.
ONCE = frozenset({Call.PUBLISH, Call.REPLY})
ALL_BUT_ONCE = EVERY_CALL - ONCE
PUBLICATION = EVERY_CALL - ABOUT_COMMENTS
POSTS = PUBLICATION - ONCE
COMMENTS = ABOUT_COMMENTS - ONCE

ACCOUNT_USAGE = "x-business-use-case-usage"
# Meta's pages and its answers differ about the name of the last.
USAGE_SHARES = ("call_count", "total_time", "total_cputime", "total_cpu_time")

PLATFORM = 'Instagram Platform, "Error Codes"'
GRAPH = 'Graph API, "Handle Errors"'
RATES = 'Graph API, "Rate Limits"'
SEEN = "seen in answers of the live service, not in Meta's tables"

PERMISSION_CODES = (10, *range(200, 300))


@dataclass(frozen=True)
class Rule:
    """One row: an error of these numbers, on these calls, is of this class, says this source.

    code None: any code. subcode None: any subcode without a row of its own. The rest as in `InstagramError`.
    """

    code: int | None
    subcode: int | None
    verdict: type[InstagramError]
    source: str
    sentence: str | None = None
    calls: frozenset[Call] = ALL_BUT_ONCE
    then: type[InstagramError] | None = None
    pause_s: int | None = None


RULES = (
    # The definite noes of a publication: nothing is live.
    Rule(9007, None, TryAgain, PLATFORM, say.PHOTO_BEING_PREPARED, PUBLICATION),
    Rule(24, 2207006, TryAgain, SEEN, say.PHOTO_BEING_PREPARED, PUBLICATION, then=NewContainerNeeded),
    Rule(24, 2207008, TryAgain, PLATFORM, say.PHOTO_BEING_PREPARED, PUBLICATION, then=NewContainerNeeded),
    Rule(9, 2207042, QuotaReached, PLATFORM, say.DAILY_LIMIT, PUBLICATION),
    Rule(190, None, TokenRefused, GRAPH, say.CONNECTION_CUT, EVERY_CALL),
    Rule(190, 458, TokenRefused, GRAPH, say.APP_REMOVED, EVERY_CALL),
    Rule(190, 459, TokenRefused, GRAPH, say.LOGIN_CHECKPOINT, EVERY_CALL),
    Rule(190, 460, TokenRefused, GRAPH, say.PASSWORD_CHANGED, EVERY_CALL),
    Rule(190, 463, TokenRefused, GRAPH, say.TOKEN_EXPIRED, EVERY_CALL),
    Rule(190, 464, TokenRefused, GRAPH, say.LOGIN_CHECKPOINT, EVERY_CALL),
    Rule(190, 467, TokenRefused, GRAPH, say.TOKEN_INVALIDATED, EVERY_CALL),
    Rule(190, 492, TokenRefused, GRAPH, say.PAGE_ROLE_LOST, EVERY_CALL),
    # The block of an account: the one refusal known to come while the post goes live.
    Rule(4, 2207051, OutcomeUnknown, SEEN, say.BLOCKED_MAYBE_LIVE, ONCE, pause_s=ACTION_BLOCK_PAUSE_S),
    # Whatever refuses a publication for the account's sake has been seen while the post went live: what it is is said,
    # and the post is looked for.
    *(
        Rule(code, None, OutcomeUnknown, SEEN, say.NOT_PERMITTED_MAYBE_LIVE, PUBLISH)
        for code in PERMISSION_CODES
    ),
    Rule(25, 2207050, OutcomeUnknown, PLATFORM, say.RESTRICTED_MAYBE_LIVE, PUBLISH),
    Rule(368, None, OutcomeUnknown, GRAPH, say.RESTRICTED_MAYBE_LIVE, PUBLISH),
    Rule(4, 2207051, QuotaReached, PLATFORM, say.BLOCKED, pause_s=ACTION_BLOCK_PAUSE_S),
    # Meta's own trouble.
    Rule(-1, 2207001, TryAgain, PLATFORM),
    Rule(-1, 2207032, TryAgain, PLATFORM, calls=POSTS, then=NewContainerNeeded),
    Rule(-1, 2207053, NewContainerNeeded, PLATFORM, calls=POSTS),
    Rule(-2, 2207020, NewContainerNeeded, PLATFORM, calls=POSTS),
    Rule(1, None, TryAgain, GRAPH),
    Rule(2, None, TryAgain, GRAPH),
    # The photo on its way. 9004 also comes over nothing, on and off, from Meta's side.
    Rule(-2, 2207003, TryAgain, PLATFORM, say.PHOTO_NOT_FETCHED, POSTS),
    Rule(9004, None, TryAgain, PLATFORM, say.PHOTO_NOT_FETCHED, POSTS, then=ContentRefused),
    # What a person has to change. Of 36001 the documented subcode and the one seen live differ.
    Rule(36000, None, ContentRefused, PLATFORM, say.PHOTO_TOO_LARGE, POSTS),
    Rule(36001, None, ContentRefused, PLATFORM, say.PHOTO_FORMAT, POSTS),
    Rule(36003, None, ContentRefused, PLATFORM, say.PHOTO_RATIO, POSTS),
    Rule(36004, None, ContentRefused, PLATFORM, say.CAPTION_TOO_LONG, POSTS),
    Rule(100, 2207028, ContentRefused, PLATFORM, say.PHOTO_COUNT, POSTS),
    *(
        Rule(100, tags, ContentRefused, PLATFORM, say.TAGS, POSTS)
        for tags in (2207035, 2207036, 2207037, 2207040)
    ),
    Rule(506, None, ContentRefused, GRAPH, say.DUPLICATE, POSTS),
    # What we should never have sent.
    Rule(100, None, ContentRefused, GRAPH, say.OUR_MISTAKE, CREATE | STATUS | READ | COMMENTS),
    # Prolonged too early, or exchanged twice: Meta does not document these answers.
    Rule(100, None, TryAgain, "unconfirmed", say.NOT_GIVEN, TOKEN),
    Rule(1, 2207057, ContentRefused, PLATFORM, say.WRONG_KIND, POSTS),
    Rule(352, 2207026, ContentRefused, PLATFORM, say.WRONG_KIND, POSTS),
    Rule(None, 2207081, ContentRefused, SEEN, say.WRONG_KIND, POSTS),
    # Meta does not find the object. Fresh posts have been unreadable for days; our account is not fresh.
    Rule(100, 33, TryAgain, SEEN, calls=STATUS),
    Rule(100, 33, Gone, GRAPH, calls=READ | COMMENTS),
    Rule(100, 33, AccessLost, GRAPH, say.NOT_PERMITTED, CREATE),
    # Token, permission, account.
    Rule(102, None, TokenRefused, GRAPH, say.CONNECTION_CUT),
    *(Rule(code, None, AccessLost, GRAPH, say.NOT_PERMITTED, POSTS) for code in PERMISSION_CODES),
    *(Rule(code, None, NotPermitted, GRAPH, calls=COMMENTS) for code in PERMISSION_CODES),
    Rule(25, 2207050, AccessLost, PLATFORM, say.ACCOUNT_RESTRICTED),
    Rule(368, None, AccessLost, GRAPH, say.ACCOUNT_RESTRICTED),
    # Limits of the app, the user, the page, the account.
    *(Rule(code, None, QuotaReached, RATES) for code in (4, 17, 32, 341, 613, 80002)),
)

# What Meta's subcodes of publishing stand beside in its tables. Live answers pair them with other codes too, and the
# subcode is the one that says what is wrong.
CODES_OF = {
    2207004: 36000,
    2207005: 36001,
    2207009: 36003,
    2207010: 36004,
    2207027: 9007,
    2207052: 9004,
    2207083: 36001,
    **{rule.subcode: rule.code for rule in RULES if rule.subcode and rule.subcode // 1000 == 2207},
}

_TABLE = {(rule.code, rule.subcode, call): rule for rule in RULES for call in rule.calls}


def refusal(
    call: Call, http_status: int, headers: Mapping[str, str], body: Mapping[str, Any]
) -> InstagramError:
    """The error for an answer that is not a success; `body` is empty when it was not JSON."""
    error = body.get("error")
    error = error if isinstance(error, Mapping) else {}
    code, subcode = _integer(error.get("code")), _integer(error.get("error_subcode"))
    trace = error.get("fbtrace_id")
    rule = _rule(call, code, subcode)
    sentence, final_sentence = words(call, rule.verdict, rule.sentence)
    return rule.verdict(
        f"{call}: HTTP {http_status}, code {code}, subcode {subcode}, trace {trace}",
        sentence=sentence,
        final_sentence=final_sentence,
        call=call,
        http_status=http_status,
        code=code,
        subcode=subcode,
        fbtrace_id=trace,
        retry_after_s=_retry_after_s(headers) or rule.pause_s,
        then=rule.then,
    )


def no_answer(call: Call, failure: requests.RequestException) -> InstagramError:
    """The error for a call that ended without an answer. Names the failure but does not keep it."""
    kind = type(failure).__name__
    if _never_left(failure):
        return _plain(TryAgain, f"{call}: no connection ({kind})", call)
    return _plain(_otherwise(call), f"{call}: no answer ({kind})", call)


def answer_without_id(call: Call) -> InstagramError:
    """The error for a success that does not say what was made."""
    return _plain(_otherwise(call), f"{call}: HTTP 200 without an id", call, http_status=200)


def container_failure(container: Container) -> InstagramError:
    """The error for a container that has gone bad (ERROR or EXPIRED). Reference "IG Container"."""
    if container.status is ContainerStatus.EXPIRED:
        return NewContainerNeeded("status: the container has expired", call=Call.STATUS)
    return NewContainerNeeded(
        f"status: the container has failed, subcode {container.subcode}",
        sentence=say.PHOTO_FAILED,
        final_sentence=say.FINALLY[say.PHOTO_FAILED],
        call=Call.STATUS,
        subcode=container.subcode,
        then=ContentRefused,
    )


def _plain(
    verdict: type[InstagramError], message: str, call: Call, *, http_status: int | None = None
) -> InstagramError:
    sentence, final_sentence = words(call, verdict, None)
    return verdict(
        message, sentence=sentence, final_sentence=final_sentence, call=call, http_status=http_status
    )


def _rule(call: Call, code: int | None, subcode: int | None) -> Rule:
    usual = CODES_OF.get(subcode or 0)
    by_subcode = [(usual, subcode, call), (usual, None, call)] if usual else []
    for key in ((code, subcode, call), (None, subcode, call), *by_subcode, (code, None, call)):
        if key in _TABLE:
            return _TABLE[key]
    return Rule(code, subcode, _otherwise(call), "not in the table")


def _otherwise(call: Call) -> type[InstagramError]:
    return OutcomeUnknown if call in ONCE else TryAgain


def _never_left(failure: requests.RequestException) -> bool:
    """Whether the connection never stood, so that Meta cannot have received anything."""
    if isinstance(failure, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = failure.args[0] if failure.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _retry_after_s(headers: Mapping[str, str]) -> int | None:
    """Meta's time to regain access, which it gives in minutes ("Rate Limits"); else Retry-After."""
    minutes = _regain_minutes(headers.get(ACCOUNT_USAGE, ""))
    if minutes:
        return minutes * 60
    seconds = headers.get("Retry-After", "")
    return int(seconds) if seconds.isdecimal() else None


def usage_percent(headers: Mapping[str, str]) -> int:
    """The highest share of a limit that is used up, of the app's and of the account's ("Rate Limits"); 0 if untold."""
    entries = [_object(headers.get("x-app-usage", "")), *_usages(headers.get(ACCOUNT_USAGE, ""))]
    shares = [_integer(entry.get(name)) for entry in entries for name in USAGE_SHARES]
    return max((share for share in shares if share), default=0)


def _regain_minutes(usage: str) -> int:
    """The longest wait in {"<account>": [{"estimated_time_to_regain_access": 19}, ...], ...}."""
    waits = [_integer(entry.get("estimated_time_to_regain_access")) for entry in _usages(usage)]
    return max((wait for wait in waits if wait), default=0)


def _usages(header: str) -> list[dict[str, Any]]:
    lists = [entries for entries in _object(header).values() if isinstance(entries, list)]
    return [entry for entries in lists for entry in entries if isinstance(entry, dict)]


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) else None
