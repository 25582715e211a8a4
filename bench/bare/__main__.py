"""`python -m bench.bare`: for each line that comes in, visits the bare page and writes the milliseconds."""

import os
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from bench.site import get, visit_ms  # noqa: PLC0415 - see above

    cookie = _signed_in()
    assert get("/", cookie).status == 200
    for _ in sys.stdin:
        print(visit_ms("/", cookie), flush=True)


def _signed_in() -> str:
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.contrib.auth.models import User  # noqa: PLC0415 - see above
    from django.core.management import call_command  # noqa: PLC0415 - see above
    from django.db import connection  # noqa: PLC0415 - see above
    from django.test import Client  # noqa: PLC0415 - see above

    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA bare")
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(User.objects.create_user("somebody"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main()
