"""The account that tests of comments are connected with."""

from django.utils import timezone

from security.models import AccessToken
from security.office import vault
from tests.sandbox.running import TOKEN, USER_ID


def connect_account() -> AccessToken:
    """Connected with the sandbox's own account, as if it had been checked."""
    return AccessToken.objects.create(
        flavour="instagram",
        user_id=USER_ID,
        username="hokkaido_cafe",
        sealed_secret=vault.seal(TOKEN),
        state=AccessToken.State.CONNECTED,
        checked_at=timezone.now(),
    )
