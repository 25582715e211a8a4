"""Which account we speak for, and with what: the one place that knows where the token lives."""

from django.conf import settings

from posts.instagram.client import Client, Flavour
from posts.instagram.errors import NotConnected


def current_client() -> Client:
    """The client of the connected account.

    Raises NotConnected as long as the account's id or its token is missing.
    """
    user_id = settings.INSTAGRAM_USER_ID
    token = settings.INSTAGRAM_ACCESS_TOKEN
    if not (user_id and token):
        raise NotConnected("the account's id or its access token is missing")
    return Client(
        base_url=settings.INSTAGRAM_GRAPH_URL,
        version=settings.INSTAGRAM_GRAPH_VERSION,
        user_id=user_id,
        token=token,
        flavour=Flavour(settings.INSTAGRAM_FLAVOUR),
        app_secret=settings.INSTAGRAM_APP_SECRET or None,
    )
