"""The Celery application: `celery -A cafe_instagram.celery worker`."""

import os
from importlib import import_module
from typing import Any

from celery import Celery
from celery.signals import celeryd_after_setup, task_postrun, task_prerun
from django.conf import settings
from django.db import close_old_connections

from cafe_instagram import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

broker.use()
app = Celery("cafe_instagram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("cafe_instagram.pulse:Pulse")  # by name: it needs the models, which are not there yet

# Celery would connect to the database anew for every task, which costs PostgreSQL a process each time. As between two
# requests instead: kept as long as CONN_MAX_AGE says, and looked at before it is used again.
for between_tasks in (task_prerun, task_postrun):
    between_tasks.connect(close_old_connections)


@celeryd_after_setup.connect
def load_addresses(**kwargs: Any) -> None:
    """A post's photos have addresses, and with those come all views: the first one after a start must not wait for them."""
    import_module(settings.ROOT_URLCONF)
