"""Ask to be notified, look, and ask no longer.

Source: Meta, guide "Webhooks" of Instagram Login; reference "Subscribed Apps".
"""

from typing import Any

from flask import g

from sandbox import webhooks
from sandbox.accounts import Account
from sandbox.context import database
from sandbox.errors import PARAM_INVALID, PERMISSION_MISSING
from sandbox.graph import graph, own_account, params, required


@graph.get("/<node>/subscribed_apps", strict_slashes=False)
def list_subscriptions(node: str) -> dict[str, Any]:
    names = webhooks.fields_of(database(), _account(node).user_id)
    return {"data": [{"id": webhooks.APP_ID, "subscribed_fields": names}] if names else []}


@graph.post("/<node>/subscribed_apps", strict_slashes=False)
def subscribe(node: str) -> dict[str, Any]:
    account = _account(node)
    required("subscribed_fields")
    names = params().ids("subscribed_fields")
    for position, name in enumerate(names):
        if name not in webhooks.FIELDS:
            expected = ", ".join(webhooks.FIELDS)
            raise PARAM_INVALID.error(
                name=f"subscribed_fields[{position}]", problem=f"must be one of {{{expected}}}"
            )
    webhooks.subscribe(database(), account.user_id, names)
    return {"success": True}


@graph.delete("/<node>/subscribed_apps", strict_slashes=False)
def unsubscribe(node: str) -> dict[str, Any]:
    webhooks.unsubscribe(database(), _account(node).user_id)
    return {"success": True}


def _account(node: str) -> Account:
    account = own_account(node)
    if not g.token.may_comment:
        raise PERMISSION_MISSING.error()
    return account
