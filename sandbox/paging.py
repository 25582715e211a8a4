"""Pages of a list: cursors, and the link to the next page."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.context import public_url
from sandbox.errors import PARAM_INVALID


def cursor(seq: int) -> str:
    return base64.urlsafe_b64encode(str(seq).encode()).decode()


def position(cursor: str) -> int | None:
    """The `seq` that the cursor stands for; None without one. Raises GraphError 100 on anything else."""
    if not cursor:
        return None
    try:
        return int(base64.urlsafe_b64decode(cursor))
    except ValueError as error:
        raise PARAM_INVALID.error(name="after", problem="is not a cursor") from error


def edge(
    data: list[dict[str, object]],
    seqs: Sequence[int],
    *,
    has_more: bool,
    path: str,
    query: Mapping[str, object],
) -> dict[str, Any]:
    """A page as Graph answers it. `seqs` are those of the shown items, `path` and `query` ask for this page."""
    if not data:
        return {"data": []}
    after = cursor(seqs[-1])
    paging: dict[str, Any] = {"cursors": {"before": cursor(seqs[0]), "after": after}}
    if has_more:
        # Holds the token only if the query did, as Graph's own links do.
        paging["next"] = public_url(f"{path}?{urlencode({**query, 'after': after})}")
    return {"data": data, "paging": paging}
