"""The Celery application: `celery -A cafe_instagram.celery worker`."""

import os

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections

from . import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

broker.use()
app = Celery("cafe_instagram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Celery would connect to the database anew for every task, which costs PostgreSQL a process each time. As between two
# requests instead: kept as long as CONN_MAX_AGE says, and looked at before it is used again.
for between_tasks in (task_prerun, task_postrun):
    between_tasks.connect(close_old_connections)
