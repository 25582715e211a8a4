"""What a call brought: query, form, multipart and JSON read as one, and the token wherever it was put."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Request

from sandbox.errors import PARAM_INVALID

SECRETS = frozenset(
    {"access_token", "appsecret_proof", "client_secret", "fb_exchange_token", "input_token", "code"}
)


class Params:
    """Named values; the body wins over the query."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values

    @classmethod
    def of(cls, request: Request) -> "Params":
        values: dict[str, object] = {**request.args.to_dict(), **request.form.to_dict()}
        if request.is_json:
            values |= _json_object(request.get_data(as_text=True))
        return cls(values)

    def without_secrets(self) -> dict[str, object]:
        return {name: value for name, value in self.values.items() if name not in SECRETS}

    def text(self, name: str) -> str:
        """The value as text; empty if absent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool | None:
        """True, False, or None if absent. Raises GraphError 100 on anything else."""
        value = self.text(name).lower()
        if not value:
            return None
        if value in ("true", "1"):
            return True
        if value in ("false", "0"):
            return False
        raise PARAM_INVALID.error(name=name, problem="must be a boolean")

    def integer(self, name: str, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal():
            raise PARAM_INVALID.error(name=name, problem="must be an integer")
        return int(value)

    def time(self, name: str) -> float | None:
        """A moment in Unix seconds, given so or as an ISO 8601 date or time (UTC if not said)."""
        value = self.text(name)
        if not value:
            return None
        if value.isdecimal():
            return float(value)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise PARAM_INVALID.error(name=name, problem="must be a time") from error
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

    def ids(self, name: str) -> list[str]:
        """Ids as a JSON array, as an array in text, or with commas: Meta's pages and SDK show all three."""
        value = self.values.get(name)
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError as error:
                raise PARAM_INVALID.error(name=name, problem="must be an array") from error
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in self.text(name).split(",") if part.strip()]


def token_of(request: Request, params: Params) -> str:
    """The token of `Authorization: Bearer` or `OAuth`, else of the query or the body, else empty."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth"):
        return credentials.strip()
    return params.text("access_token")


def _json_object(body: str) -> dict[str, object]:
    try:
        value = json.loads(body or "{}")
    except ValueError as error:
        raise PARAM_INVALID.error(name="body", problem="is not valid JSON") from error
    if not isinstance(value, dict):
        raise PARAM_INVALID.error(name="body", problem="must be a JSON object")
    return value
